"""The joint check on site: one records what was found, another of another office signs the same."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.funding import permissions, queries
from chongyang.funding.enums import Kind
from chongyang.funding.models import Application, SiteCheck
from chongyang.funding.operations.drafting import programme_of
from chongyang.funding.operations.errors import UnableToHandle
from chongyang.funding.operations.handling import held_in, judging
from chongyang.funding.operations.submitting import step
from chongyang.funding.rules import forms
from chongyang.funding.rules.flows import OTHER_OFFICE
from chongyang.policy import queries as policy

NOT_YET = N_("还没有登记核查结果，或者申请在核查后补正过，请先登记。")
SAME_OFFICE = N_("须由另一个单位的另一位经办人签字。")
BAD_DAY = N_("核查日期不能晚于今天，也不能早于提交申请之前。")
DIFFERS = N_("核查结果在您查看之后改过，请重新核对再签字。")
MOST_NOTE = 500


@transaction.atomic
def record_site(
    *,
    application: UUID,
    found: Mapping[str, Any],
    visited_on: date,
    scope: Scope,
    by: Actor,
    now: datetime,
    note: str = "",
) -> SiteCheck:
    """Write down what was found; who recorded may record again until it is signed. Raises UnableToHandle."""
    row, _ = held_in(application, scope, Kind.SITE)
    values = _read(row, found, visited_on, now)
    with judging(row, by, now) as facts:
        step(row, "record_site", by, now, facts=facts)
        return SiteCheck.objects.create(
            application=row,
            area=row.area,
            organisation=row.organisation,
            person=row.person,
            found=values,
            note=note.strip()[:MOST_NOTE],
            visited_on=visited_on,
            recorded_by=permissions.account_of(by),
            recorded_office=_office(by),
            recorded_at=now,
        )


def _read(row: Application, found: Mapping[str, Any], visited_on: date, now: datetime) -> dict[str, Any]:
    """What was found, for everything that the rule asks."""
    asked = programme_of(row.programme).inputs_asked(policy.values_for(row.day))
    values, faults = forms.read_inputs(found, asked, complete=True)
    assert row.submitted_at, "only what was submitted is looked at"
    if not timezone.localdate(row.submitted_at) <= visited_on <= timezone.localdate(now):
        faults["visited_on"] = forms.Faulty(BAD_DAY)
    if faults:
        raise UnableToHandle(faults)
    return values


def _office(by: Actor) -> UUID:
    if by.organisation is None:
        raise UnableToHandle({"by": SAME_OFFICE})
    return by.organisation


@transaction.atomic
def sign_site(*, application: UUID, check: UUID, scope: Scope, by: Actor, now: datetime) -> Application:
    """Another of another office signs what she saw as well. Raises UnableToHandle, UnableToStep."""
    row, _ = held_in(application, scope, Kind.SITE)
    last = queries.last_check(row)
    if last is None or last.signed_at or not _is_of_this_round(row, last):
        raise UnableToHandle({"check": NOT_YET})
    if last.id != check:
        raise UnableToHandle({"check": DIFFERS})
    if last.recorded_by == by.account or last.recorded_office == by.organisation:
        raise UnableToHandle({"by": SAME_OFFICE})
    with judging(row, by, now) as facts:
        step(row, "sign_site", by, now, facts={*facts, OTHER_OFFICE}, evidence={"check": str(last.id)})
        last.signed_by, last.signed_office, last.signed_at = by.account, _office(by), now
        last.save(update_fields=["signed_by", "signed_office", "signed_at"])
        row.save()
    return row


def _is_of_this_round(row: Application, check: SiteCheck) -> bool:
    """After a completion both look again."""
    again = queries.entered_at(row)
    return again is None or check.recorded_at >= again
