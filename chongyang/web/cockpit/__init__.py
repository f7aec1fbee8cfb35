"""The city cockpit 驾驶舱: one figure on the map of the counties, live incidents, the plan's progress."""
