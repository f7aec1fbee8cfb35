"""Courses and journeys: the public list, one's own places, the secretary's desk, the roll call."""
