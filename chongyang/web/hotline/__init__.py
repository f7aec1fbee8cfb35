"""The desk of the line's papers (业务台): knowledge, orders, follow-ups, complaints, daily care calls."""
