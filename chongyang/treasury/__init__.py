"""The money that leaves: budgets, payment orders, batches, bank files, the ledger in double entry.

It knows a payee and an object of payment, and nothing of why somebody is paid (ADR 0040).
"""
