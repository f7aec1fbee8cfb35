"""Who read what and rights in check_scope: a finding, an opening, a request, a hold, a list of each elder."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.privacy import queries
from chongyang.privacy.models import DestructionList, Export, Finding, GlassBreak, LegalHold, RightsRequest
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.capabilities import Can, can
from chongyang.workshop.scopes.rule import Door, Resource, reads_persons
from chongyang.workshop.scopes.sample import Sample

FEW = 100_000
NOT_THERE = (queries.NotFound, NotAllowed)


def add_rows(sample: Sample, now: datetime) -> None:
    """One of each for every elder; who read and who opened is nobody of the characters."""
    for elder in list(sample.rows[Elder]):
        whose: dict[str, Any] = {"person": elder.id, "area": elder.area}
        number = f"check-{new_key().hex[-12:]}"
        counted = {"first_at": now, "last_at": now, "count": 1, "threshold": 1, "found_at": now}
        reader = {"account": new_key(), "role": "street_clerk"}
        sample.add(Finding(key=f"check:{elder.id}", rule="same_file", **reader, **counted, **whose))
        hour = {"opened_at": now, "ends_at": now + timedelta(hours=1)}
        sample.add(GlassBreak(reason="life", **reader, **hour, **whose))
        when = {"received_at": now, "due_at": now, "remind_at": now}
        sample.add(
            RightsRequest(number=number, kind="copy", asker="elder", channel="counter", **when, **whose)
        )
        sample.add(LegalHold(reason="audit", placed_at=now, **whose))
        listed = {"record_class": "file", "digest": "0" * 64, "proposed_at": now}
        sample.add(DestructionList(number=number, area=elder.area, **listed))
        asked = {"purpose": "visit", "rows": 1, "needs_approval": True, "asked_at": now}
        ends = {"area": elder.area, "area_last": elder.area}
        sample.add(Export(number=new_key().int % 10**15, **reader, **asked, **ends))


def _may(*capabilities: Can) -> Callable[[Role], bool]:
    return lambda role: reads_persons(role) and any(can(role, one) for one in capabilities)


def _page(get: Callable[[Scope], Iterable[Any]]) -> Door:
    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        try:
            return list(get(scope))
        except NOT_THERE:
            return []

    return door


def _each(get: Callable[[Scope, Any], Any]) -> Door:
    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        for row in rows:
            try:
                get(scope, row.pk)
            except NOT_THERE:
                continue
            yield row

    return door


ASKED = _may(Can.HANDLE_RIGHTS)

RESOURCES = (
    Resource(
        "unusual reading",
        Finding,
        _may(Can.REVIEW_READING),
        {
            "list": _page(lambda scope: queries.list_findings(scope, limit=FEW)),
            "detail": _each(queries.access_finding),
        },
    ),
    Resource(
        "broken glass",
        GlassBreak,
        _may(Can.REVIEW_READING),
        {
            "list": _page(lambda scope: queries.list_glasses(scope, limit=FEW)),
            "detail": _each(queries.access_glass),
        },
        {"count": queries.count_unreviewed},
    ),
    Resource(
        "rights",
        RightsRequest,
        _may(Can.HANDLE_RIGHTS, Can.FOLLOW_FAMILY),
        {
            "list": _page(lambda scope: queries.list_requests(scope, limit=FEW)),
            "detail": _each(queries.access_request),
        },
        narrower={"list": ASKED},
    ),
    Resource(
        "holds",
        LegalHold,
        _may(Can.KEEP_RECORDS),
        {"list": _page(lambda scope: queries.list_holds(scope, limit=FEW))},
    ),
    Resource(
        "destruction lists",
        DestructionList,
        _may(Can.KEEP_RECORDS),
        {
            "list": _page(lambda scope: queries.list_lists(scope, limit=FEW)),
            "detail": _each(queries.access_list),
        },
    ),
    Resource(
        "exports to approve",
        Export,
        _may(Can.APPROVE_EXPORTS),
        {
            "list": _page(lambda scope: queries.list_waiting_exports(scope, limit=FEW)),
            "detail": _each(queries.access_export),
        },
    ),
)
