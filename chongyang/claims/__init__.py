"""What each department says about a person, kept as dated claims.

Feeds described as data, runs, faults by row, survivorship, conflicts, contests.

It does not own the elder's file, which the claims speak about, nor which claims are of one person.
"""
