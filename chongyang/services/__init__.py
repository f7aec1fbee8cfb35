"""What may be done in a home and by whom: the catalogue with standards and dated prices, providers of
services with their entry, yearly checks and exit, their offers and capacity (ADR 0052).

It does not own carers (`workforce`) nor what is ordered (`orders`).
"""
