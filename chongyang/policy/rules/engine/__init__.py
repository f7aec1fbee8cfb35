"""The rule engine: pure functions over columns. One applicant and a million go through the same code.

A rule yields named steps; each step's value is kept, and together they explain the answer.
"""
