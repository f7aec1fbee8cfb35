"""Writes of the line 12349."""
