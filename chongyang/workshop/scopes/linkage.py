"""Matters of linkage in check_scope: pairs that wait, questions of other counties, merges."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.linkage import queries
from chongyang.linkage.models import Ask, Merge, Pair
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.capabilities import Can, can
from chongyang.workshop.scopes.rule import Door, Resource, reads_persons
from chongyang.workshop.scopes.sample import Sample

FEW = 100_000
NOT_THERE = (queries.NotFound, NotAllowed)


def add_rows(sample: Sample, now: datetime) -> None:
    """One of each for every elder; the other side is a record of the same place."""
    for elder in list(sample.rows[Elder]):
        sample.add(
            Pair(
                area=elder.area,
                other_area=elder.area,
                kind="file_record",
                left_feed="registry",
                left_record=elder.id.bytes,
                left_person=elder.id,
                right_feed="check",
                right_record=new_key().bytes,
                right_person=new_key(),
                weight=3.0,
                probability=0.9,
                found_at=now,
            )
        )
        sample.add(
            Ask(
                pair=new_key(),
                area=elder.area,
                from_area=elder.area,
                person=elder.id,
                other_person=new_key(),
                weight=3.0,
                reason="check",
                asked_at=now,
            )
        )
        merge = Merge(
            area=elder.area,
            other_area=elder.area,
            double=elder.id,
            survivor=new_key(),
            reason="check",
            merged_at=now,
        )
        merge.image = "{}"
        sample.add(merge)


def _judges(role: Role) -> bool:
    return reads_persons(role) and can(role, Can.ADJUDICATE)


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


RESOURCES = (
    Resource(
        "pairs",
        Pair,
        _judges,
        {
            "list": _page(lambda scope: queries.list_pairs(scope, limit=FEW)),
            "detail": _each(queries.access_pair),
        },
    ),
    Resource("asks", Ask, _judges, {"list": _page(lambda scope: queries.list_asks(scope, limit=FEW))}),
    Resource(
        "merges",
        Merge,
        _judges,
        {
            "list": _page(lambda scope: queries.list_merges(scope, limit=FEW)),
            "detail": _each(queries.access_merge),
        },
    ),
)
