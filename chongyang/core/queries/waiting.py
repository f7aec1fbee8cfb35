"""Which rows wait for which role, for rooms whose flows are data: a state is called like its stage."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.db.models import Q, QuerySet

NOTICE = "notice"
"""The kind of a stage that waits for its days and for no person."""


class Stage(Protocol):
    """What is asked of one stage of a flow."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def roles(self) -> Sequence[str]: ...
    @property
    def escalates(self) -> str: ...


class Flow(Protocol):
    """What is asked of a flow."""

    @property
    def name(self) -> str: ...
    @property
    def stages(self) -> Sequence[Any]: ...


def waits_for(flows: Iterable[Flow], role: str) -> Q:
    """Rows in a stage in which this role acts."""
    return _in_stages(flows, lambda stage: role in stage.roles and stage.kind != NOTICE)


def came_up_to(flows: Iterable[Flow], role: str) -> Q:
    """Rows that were late and were told to this role."""
    return _in_stages(flows, lambda stage: stage.escalates == role) & Q(escalated_at__isnull=False)


def _in_stages(flows: Iterable[Flow], chosen: Callable[[Stage], bool]) -> Q:
    rule = Q(pk__in=[])
    for flow in flows:
        rule |= Q(flow=flow.name, state__in=[stage.name for stage in flow.stages if chosen(stage)])
    return rule


def count_waiting(
    rows: "QuerySet[Any]", flows: Sequence[Flow], role: str, now: datetime, *, returned: str
) -> dict[str, int]:
    """Of open rows: how many wait for this role, are late of them, came up to it, are with who applied."""
    mine = rows.filter(waits_for(flows, role))
    return {
        "mine": mine.count(),
        "late_mine": mine.filter(due_at__lt=now).count(),
        "late": rows.filter(came_up_to(flows, role)).count(),
        "open": rows.count(),
        "returned": rows.filter(state=returned).count(),
    }
