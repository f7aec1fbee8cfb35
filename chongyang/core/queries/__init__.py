"""Reads of core; each takes a Scope first."""
