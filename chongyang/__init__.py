"""Chongyang (重阳): a city's elder care, run from the plan it published."""
