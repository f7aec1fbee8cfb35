"""Titles that somebody applied for, holds or lost, and the layout that they stand in.

Pilots, demonstrations, smart streets, alliances, leading enterprises, routes and bases (ADR 0051).
"""
