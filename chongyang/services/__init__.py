"""Catalogue, entitlement, orders, visits and settlement. Nothing stands here yet."""
