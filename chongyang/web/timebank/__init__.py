"""The time bank: hours of volunteers."""
