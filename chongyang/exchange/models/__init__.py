"""Rows of exchange."""
