"""Decisions of telecare, pure."""
