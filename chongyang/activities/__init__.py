"""What people enrol for: courses of schools and journeys, with dates, a place, a price and places.

It owns hosts, rooms, routes, offerings, lessons, enrolments and roll calls, and no bills (`checkout`).
"""
