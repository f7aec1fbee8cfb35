"""The line 12349 as a workplace: calls and their records, seats, shifts, knowledge, orders, care calls.

Orders go to and come from 12345. It does not own incidents: an emergency call becomes one in `emergency`.
"""
