"""The desk of families and elders (家人): the persons they may see, and what was done for them. Read-only but
for handing a mandate back.
"""
