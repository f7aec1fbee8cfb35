"""The library of key projects: stages, investment, monthly progress, problems, land, enterprises.

Envelopes stand for the annex tables that are missing from both plans; nothing is invented (ADR 0051).
"""
