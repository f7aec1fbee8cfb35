"""Periods that units fill in and others accept, by area and by line, until a figure is locked.

It writes reported values through `indicators.operations` and owns no definition (ADR 0051).
"""
