"""Limits, numbers and the comparison of a vendor's statement: plain Python."""
