"""Subsidies and awards as cases and payments. Nothing stands here yet."""
