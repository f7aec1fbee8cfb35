"""What has a number of pieces: meal points with menus and rounds, goods and aids with sale and rental.

A meal and a wheelchair are orders like others (`orders`); their money is `checkout`'s and what happened at
the door is told to `visits`. Courses and journeys are not here (`activities`).
"""
