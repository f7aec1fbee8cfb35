"""Carers, credentials, training and credit. Nothing stands here yet."""
