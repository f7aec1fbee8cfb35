"""Rows of linkage."""
