"""Who read what and rights in check_scope: a finding, an opening, a request, a hold, a list of each elder."""

from datetime import datetime, timedelta
from typing import Any

from chongyang.core.keys import new_key
from chongyang.core.models import Case
from chongyang.privacy import queries
from chongyang.privacy.models import DestructionList, Export, Finding, GlassBreak, LegalHold, RightsRequest
from chongyang.privacy.rules.exports import EXPORT
from chongyang.registry.models import Elder
from chongyang.territory.rules.capabilities import Can
from chongyang.workshop.scopes.asking import list_and_detail, listed, may_read
from chongyang.workshop.scopes.rule import Resource
from chongyang.workshop.scopes.sample import Sample


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
        export = sample.add(Export(number=new_key().int % 10**15, **reader, **asked, **ends))
        moments = {"opened_at": now, "entered_at": now, "timed_from": now}
        case = {"lifecycle": EXPORT, "version": 1, "state": "asked", "area": elder.area}
        sample.add(Case(id=export.id, **case, **moments))


ASKED = may_read(Can.HANDLE_RIGHTS)

RESOURCES = (
    Resource(
        "unusual reading",
        Finding,
        may_read(Can.REVIEW_READING),
        list_and_detail(queries.list_findings, queries.access_finding),
    ),
    Resource(
        "broken glass",
        GlassBreak,
        may_read(Can.REVIEW_READING),
        list_and_detail(queries.list_glasses, queries.access_glass),
        {"count": queries.count_unreviewed},
    ),
    Resource(
        "rights",
        RightsRequest,
        may_read(Can.HANDLE_RIGHTS, Can.FOLLOW_FAMILY),
        list_and_detail(queries.list_requests, queries.access_request),
        narrower={"list": ASKED},
    ),
    Resource(
        "holds",
        LegalHold,
        may_read(Can.KEEP_RECORDS),
        {"list": listed(queries.list_holds)},
    ),
    Resource(
        "destruction lists",
        DestructionList,
        may_read(Can.KEEP_RECORDS),
        list_and_detail(queries.list_lists, queries.access_list),
    ),
    Resource(
        "exports to approve",
        Export,
        may_read(Can.APPROVE_EXPORTS),
        list_and_detail(queries.list_waiting_exports, queries.access_export),
    ),
)
