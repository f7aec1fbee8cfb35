"""The rows of services."""

from chongyang.services.models.checks import CheckFile, Evaluation, YearlyCheck
from chongyang.services.models.entries import Entry, EntryFile
from chongyang.services.models.offers import ItemPrice, Offer, OfferArea
from chongyang.services.models.providers import Capacity, ServiceProvider

__all__ = [
    "Capacity",
    "CheckFile",
    "Entry",
    "EntryFile",
    "Evaluation",
    "ItemPrice",
    "Offer",
    "OfferArea",
    "ServiceProvider",
    "YearlyCheck",
]
