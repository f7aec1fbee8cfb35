"""Calls of the line in check_scope: one of every elder, with its line, its call-back and its sample."""

from datetime import datetime, timedelta
from typing import Any

from chongyang.core.keys import new_key
from chongyang.hotline import queries as hotline
from chongyang.hotline.models import Call, CallBack
from chongyang.registry.models import Elder
from chongyang.territory.rules.capabilities import Can
from chongyang.workshop.scopes.asking import list_and_detail, listed, may_read, one_by_one
from chongyang.workshop.scopes.rule import Resource
from chongyang.workshop.scopes.sample import Sample


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


ANSWERS = may_read(Can.ANSWER_CALLS)

RESOURCES = (
    Resource(
        "calls",
        Call,
        ANSWERS,
        list_and_detail(hotline.list_calls, hotline.access_call, provider="check"),
    ),
    Resource(
        "call-backs",
        CallBack,
        ANSWERS,
        {"list": listed(hotline.list_call_backs), "detail": one_by_one(hotline.access_call_back, "call_id")},
    ),
)
