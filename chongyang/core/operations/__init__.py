"""Writes of core: keyword-only, atomic, with their event inside."""
