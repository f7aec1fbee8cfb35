"""The dispatcher's desk: the plan of a day on map and chart, pins, what is unserved and why, rosters."""
