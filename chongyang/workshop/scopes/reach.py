"""Escalation in check_scope: channels that failed, rotas, runs and what was sent, by each door."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from chongyang.alerting import queries
from chongyang.alerting.models import Chain, ChainVersion, Channel, Delivery, Rota, Run, RunStep
from chongyang.api import escalation
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role, TokenName
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.capabilities import Can, can
from chongyang.workshop.scopes import api as scopes_api
from chongyang.workshop.scopes.rule import Resource, reads_persons
from chongyang.workshop.scopes.sample import Sample

FEW = 100_000
NOT_THERE = (queries.NotFound, NotAllowed)


def add_rows(sample: Sample, now: datetime) -> None:
    """A channel that failed, a rota, and a running run with one delivery, for every elder."""
    chain = Chain.objects.create(code=f"check.{new_key().hex[:20]}", name="check", subject_kind="incident")
    version = ChainVersion.objects.create(
        chain=chain, number=1, state="active", steps=[{"kind": "overflow"}], drafted_at=now, activated_at=now
    )
    for elder in list(sample.rows[Elder]):
        _of_elder(sample, version, {"person": elder.id, "area": elder.area}, now)


def _of_elder(sample: Sample, version: ChainVersion, whose: dict[str, Any], now: datetime) -> None:
    sample.add(Channel(contact=new_key(), kind="sms", is_working=False, result="no_receipt", **whose))
    sample.add(Rota(code=new_key().hex, name="check", area=whose["area"], made_at=now))
    subject = new_key()
    told = {"subject_key": f"check:{subject}", "subject": subject, "kind": "incident", "started_at": now}
    run = sample.add(Run(version=version, **told, **whose))
    step = sample.add(RunStep(run=run, number=1, based_at=now, due_at=now, made_at=now, done_at=now, **whose))
    key = {"key": f"d:{subject}", "target_kind": "desk", "channel": "desk", "queued_at": now}
    sample.add(Delivery(run=run, step=step, **key, **whose))


def _proves(role: Role) -> bool:
    return reads_persons(role) and can(role, Can.PROVE_REACH)


def _escalates(role: Role) -> bool:
    return reads_persons(role) and can(role, Can.READ_ESCALATION)


def _unreachable(scope: Scope, _: list[Any]) -> Iterable[Any]:
    try:
        return queries.list_unreachable(scope, limit=FEW)
    except NOT_THERE:
        return []


def _channels(scope: Scope, rows: list[Any]) -> Iterable[Any]:
    for row in rows:
        try:
            yield queries.access_channel(scope, row.pk)
        except NOT_THERE:
            continue


def _counted(scope: Scope) -> int:
    try:
        return queries.count_by_result(scope).get("broken", 0)
    except NOT_THERE:
        return 0


def _rotas(scope: Scope, _: list[Any]) -> Iterable[Any]:
    try:
        return queries.list_rotas(scope)
    except NOT_THERE:
        return []


def _rota(scope: Scope, rows: list[Any]) -> Iterable[Any]:
    for row in rows:
        try:
            yield queries.access_rota(scope, row.pk)
        except NOT_THERE:
            continue


def _running(scope: Scope, _: list[Any]) -> Iterable[Any]:
    try:
        return queries.list_running(scope, limit=FEW)
    except NOT_THERE:
        return []


def _told(scope: Scope, rows: list[Any]) -> Iterable[Any]:
    for row in rows:
        try:
            yield from queries.list_deliveries(scope, row.run.subject)
        except NOT_THERE:
            continue


RESOURCES = (
    Resource(
        "channels",
        Channel,
        _proves,
        {
            "list": _unreachable,
            "detail": _channels,
            "API list": scopes_api.every_page(escalation.unreachable, TokenName.REACH),
        },
        {"count": _counted},
    ),
    Resource("rotas", Rota, _escalates, {"list": _rotas, "detail": _rota}),
    Resource("runs", Run, _escalates, {"list": _running}),
    Resource("deliveries", Delivery, _escalates, {"person": _told}),
)
