"""Facility standards, coverage and siting. Nothing stands here yet."""
