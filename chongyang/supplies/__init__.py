"""What has a number of pieces or places: meal points with menus and delivery rounds, courses, travel, goods
and aids.

An order for one of them is an order like others (`orders`).
"""
