"""Published documents, their clauses and, later, dated parameters, targets and standards.

It does not own the figures that fulfil them.
"""
