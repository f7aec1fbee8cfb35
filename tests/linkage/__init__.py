"""Linkage: rules, runs, decisions, merges."""
