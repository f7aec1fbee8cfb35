"""The area tree, organisations, accounts, roles and the scope that each account holds.

It does not own what happens in an area.
"""
