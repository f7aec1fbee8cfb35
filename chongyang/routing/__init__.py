"""The planner of a day: problem, answer, checker, reasons. Arrays in, arrays out; it keeps no row.

Carers with skills and shifts, visits with windows, one or two carers together (ADR 0053).
"""
