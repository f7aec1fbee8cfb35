"""The elder: identity, household, contacts, conditions, and the search by token.

It does not own what is done for her.
"""
