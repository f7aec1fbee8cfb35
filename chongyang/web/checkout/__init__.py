"""Paying oneself: what is owed, how, receipts and refunds; utilities on behalf."""
