"""Hours that volunteers give: earned, held, given, spent, transferred, within limits.

An hour is not money and never becomes any.
"""
