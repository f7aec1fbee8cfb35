"""Deductions, the life cycle of a statement, its sums: plain Python."""
