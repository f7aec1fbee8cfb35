"""Indicators: definitions as data, values by place and period, and who counted when.

It counts what other rooms let it count (`core.measuring`), keeps numerator and denominator apart, and never
edits a value. It owns no source row and no target; what a unit fills in comes from `reporting` (ADR 0051).
"""
