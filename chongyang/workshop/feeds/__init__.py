"""Invented feeds of an invented city: the same people as `make_city` makes, as four or more departments would
write them down, with errors at documented rates and the truth in files beside them.
"""
