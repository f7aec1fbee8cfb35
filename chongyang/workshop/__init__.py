"""What makes and measures a city: the demo city, simulators, supervisor and benches.

A real city needs nothing of it.
"""
