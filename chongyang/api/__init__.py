"""The JSON door: the same queries and operations as the desks, for programs with a token.

It owns addresses, shapes and problems of JSON; no rule and no row.
"""
