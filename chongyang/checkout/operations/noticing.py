"""A vendor's notice at the door: signed, taken once, acknowledged after the commit."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from chongyang.checkout.models import Notice
from chongyang.checkout.operations import paying, refunding, vendors
from chongyang.core import access
from chongyang.core.scopes import system_scope


@transaction.atomic
def take_notice(*, vendor: str, headers: Mapping[str, str], body: bytes, now: datetime) -> Notice:
    """Delivered three times it counts once and is answered three times. Raises KeyError for a vendor that is
    not set up, WrongSignature and NotANotice, and then nothing at all is kept.
    """
    told = vendors.vendor_of(vendor).read_notice(headers, body, now)
    with access.enter(system_scope("vendor")):
        row, is_new = Notice.objects.get_or_create(
            vendor=vendor,
            notice=told.notice,
            defaults={
                "number": told.refund or told.number,
                "digest": hashlib.sha256(body).digest(),
                "received_at": now,
                "outcome": "",
            },
        )
        if not is_new:
            Notice.objects.filter(id=row.id).update(times=F("times") + 1)
            row.refresh_from_db()
            return row
        row.outcome = _take(told, vendor, now)
        row.save(update_fields=["outcome"])
    return row


def _take(told: vendors.Told, vendor: str, now: datetime) -> str:
    if told.refund:
        return refunding.take_refund(told, now=now, vendor=vendor)
    return paying.take_payment(told, now=now, vendor=vendor)
