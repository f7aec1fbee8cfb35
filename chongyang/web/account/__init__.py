"""Signing in, second factor, demo accounts."""
