"""Rules of orders: the life cycle, times, fees, days of a plan. Pure Python."""
