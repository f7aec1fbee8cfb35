"""Indicators, duties and the quarterly ledger. Nothing stands here yet."""
