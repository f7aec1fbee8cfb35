"""What each department says about a person, kept as dated claims: feeds described as data, runs, faults by row, survivorship, conflicts.

It does not own the elder's file, which the claims speak about, nor which claims are of one person.
"""
