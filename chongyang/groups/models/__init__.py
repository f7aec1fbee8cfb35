"""Rows of groups."""
