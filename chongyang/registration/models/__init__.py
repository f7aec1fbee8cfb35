"""Rows of registration."""
