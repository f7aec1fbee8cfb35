"""A demo city by rule: invented people in the real tree of areas, keeping the published totals.

Pure functions over columns; no Django, no clock. Same number of elders, same seed: same bytes.
"""
