"""Calls of the line in check_scope: one of every elder, with its line, its call-back and its sample."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.hotline import queries as hotline
from chongyang.hotline.models import Call, CallBack
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.capabilities import Can, can
from chongyang.workshop.scopes.rule import Door, Resource, reads_persons
from chongyang.workshop.scopes.sample import Sample

FEW = 100_000
NOT_THERE = (hotline.NotFound, NotAllowed)


def add_rows(sample: Sample, now: datetime) -> None:
    """A call given up, and so to be called back, of every elder."""
    for elder in list(sample.rows[Elder]):
        whose: dict[str, Any] = {"person": elder.id, "area": elder.area}
        call = Call(
            provider="check",
            provider_call=str(new_key()),
            state="abandoned",
            began_at=now,
            ended_at=now + timedelta(seconds=9),
            **whose,
        )
        sample.add(call)
        sample.add(CallBack(call=call, due_at=now, **whose))


def _answers(role: Role) -> bool:
    return reads_persons(role) and can(role, Can.ANSWER_CALLS)


def _page(get: Callable[[Scope], Iterable[Any]]) -> Door:
    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        try:
            return list(get(scope))
        except NOT_THERE:
            return []

    return door


def _each(get: Callable[[Scope, Any], Any]) -> Door:
    """Each row by its call, as the desks open it."""

    def door(scope: Scope, rows: list[Any]) -> Iterable[Any]:
        for row in rows:
            try:
                get(scope, getattr(row, "call_id", row.pk))
            except NOT_THERE:
                continue
            yield row

    return door


RESOURCES = (
    Resource(
        "calls",
        Call,
        _answers,
        {
            "list": _page(lambda scope: hotline.list_calls(scope, limit=FEW, provider="check")),
            "detail": _each(hotline.access_call),
        },
    ),
    Resource(
        "call-backs",
        CallBack,
        _answers,
        {
            "list": _page(lambda scope: hotline.list_call_backs(scope, limit=FEW)),
            "detail": _each(hotline.access_call_back),
        },
    ),
)
