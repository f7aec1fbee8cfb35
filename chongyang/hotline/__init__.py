"""The line 12349 as a workplace: calls and their records, seats, shifts, knowledge, orders to and from 12345, care calls.

It does not own incidents: an emergency call becomes one in `emergency`.
"""
