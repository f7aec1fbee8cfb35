"""Reads of the line 12349."""
