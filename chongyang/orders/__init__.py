"""One life cycle for every order of help: by call, portal, family, plan or visit; recurring plans,
packages, redo.

It does not own the evidence of a visit (`visits`) nor who goes when (`scheduling`).
"""
