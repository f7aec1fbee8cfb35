"""Reads of services."""

from chongyang.services.queries.offers import (
    NoOffer,
    OfferTold,
    Range,
    find_offers,
    list_offers,
    offer_on,
    range_of,
    ranges_of,
)

__all__ = [
    "NoOffer",
    "OfferTold",
    "Range",
    "find_offers",
    "list_offers",
    "offer_on",
    "range_of",
    "ranges_of",
]
