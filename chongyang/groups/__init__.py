"""Who belongs to which class and who lives with whom.

Dated classes from the offices that may grant them, households with roles, carers. It does not own the
elder's file, nor what a class is entitled to.
"""
