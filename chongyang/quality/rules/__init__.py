"""Scores from events, and which orders are called back: arithmetic without rows."""
