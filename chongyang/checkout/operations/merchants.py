"""The number under which a provider is paid at a vendor: told by one, confirmed by another."""

import re
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.checkout import permissions
from chongyang.checkout.models import Merchant
from chongyang.checkout.operations import errors, vendors
from chongyang.checkout.operations.errors import UnableToCheckOut
from chongyang.checkout.queries import NotFound
from chongyang.core import access, events
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.territory import queries as territory

NUMBER = re.compile(r"[A-Za-z0-9_-]{1,40}")


@transaction.atomic
def tell_merchant(
    *, organisation: UUID, vendor: str, number: str, scope: Scope, by: Actor, now: datetime
) -> Merchant:
    """A provider tells its own number; it counts when somebody else has confirmed it. Raises
    UnableToCheckOut, NotAllowed, NotFound.
    """
    permissions.demand_numbers(scope)
    if not permissions.may_see_merchant(scope, organisation):
        raise NotFound
    if vendor not in {one.name for one in vendors.list_vendors()}:
        raise UnableToCheckOut(errors.NO_VENDOR)
    if not NUMBER.fullmatch(number.strip()):
        raise UnableToCheckOut(errors.BAD_NUMBER)
    with access.enter(system_scope("merchant", actor=by)):
        row = Merchant.objects.create(
            organisation=organisation,
            vendor=vendor,
            number=number.strip(),
            told_by=permissions.account_of(by),
            valid_from=timezone.localdate(now),
        )
        _tell("checkout.merchant.told", row, by, now)
    return row


@transaction.atomic
def confirm_merchant(*, merchant: UUID, number: str, scope: Scope, by: Actor, now: datetime) -> Merchant:
    """The second person types the number again, so that nobody needs to be shown it; the number before it
    ends. Raises UnableToCheckOut, NotAllowed, NotFound.
    """
    permissions.demand_numbers(scope)
    with access.enter(system_scope("merchant", actor=by)):
        row = Merchant.objects.select_for_update(of=("self",)).filter(id=merchant).first()
        if row is None or not permissions.may_see_merchant(scope, row.organisation):
            raise NotFound
        if row.told_by == by.account:
            raise UnableToCheckOut(errors.OWN_NUMBER)
        if row.confirmed_by or row.ended_on:
            raise UnableToCheckOut(errors.NUMBER_DECIDED)
        if not compare_digest(row.number.encode(), number.strip().encode()):
            raise UnableToCheckOut(errors.OTHER_NUMBER)
        _end_former(row, now)
        row.confirmed_by = by.account
        row.save(update_fields=["confirmed_by"])
        _tell("checkout.merchant.confirmed", row, by, now)
    return row


def _end_former(row: Merchant, now: datetime) -> None:
    former = Merchant.objects.filter(
        organisation=row.organisation, vendor=row.vendor, ended_on=None, confirmed_by__isnull=False
    )
    former.update(ended_on=timezone.localdate(now))


@transaction.atomic
def end_merchant(*, merchant: UUID, scope: Scope, by: Actor, now: datetime) -> Merchant:
    """Nobody pays to this number any more."""
    permissions.demand_numbers(scope)
    with access.enter(system_scope("merchant", actor=by)):
        row = Merchant.objects.select_for_update(of=("self",)).filter(id=merchant, ended_on=None).first()
        if row is None or not permissions.may_see_merchant(scope, row.organisation):
            raise NotFound
        row.ended_on = timezone.localdate(now)
        row.save(update_fields=["ended_on"])
        _tell("checkout.merchant.ended", row, by, now)
    return row


def _tell(kind: str, row: Merchant, by: Actor, now: datetime) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=territory.city_interval()[0],
        subject_type="checkout.merchant",
        subject=row.id,
        organisation=row.organisation,
        payload={"vendor": row.vendor},
    )
