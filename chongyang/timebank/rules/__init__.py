"""Minutes and their limits: pure arithmetic."""
