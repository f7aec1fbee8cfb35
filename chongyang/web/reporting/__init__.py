"""The desk of periods: forms of a unit, what waits for whom, corrections of locked figures."""
