"""The ledger of duties: items, progress, lights, supervisory letters, meetings and their problems.

Items come from the clauses of `policy`; what is late is told to people, never closed by a machine (ADR 0051).
"""
