"""The money that leaves: budgets, payment orders, batches, bank files, the ledger in double entry.

It does not own why somebody is paid. Named, and empty until issue 6 (ADR 0040).
"""
