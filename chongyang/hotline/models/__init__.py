"""What the line keeps: calls, seats, shifts, audits; knowledge, orders, follow-ups, care calls."""
