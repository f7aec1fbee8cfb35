"""Escalation in check_scope: channels that failed, rotas, runs and what was sent, by each door."""

from datetime import datetime
from typing import Any

from chongyang.alerting import queries
from chongyang.alerting.models import Chain, ChainVersion, Channel, Delivery, Rota, Run, RunStep
from chongyang.api import escalation
from chongyang.core.keys import new_key
from chongyang.core.scopes import Scope
from chongyang.registry.models import Elder
from chongyang.territory.enums import TokenName
from chongyang.territory.rules.capabilities import Can
from chongyang.workshop.scopes import api as scopes_api
from chongyang.workshop.scopes.asking import all_of, counted, listed, may_read, of_each, one_by_one
from chongyang.workshop.scopes.rule import Resource
from chongyang.workshop.scopes.sample import Sample


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


def _broken(scope: Scope) -> int:
    return queries.count_by_result(scope).get("broken", 0)


ESCALATES = may_read(Can.READ_ESCALATION)

RESOURCES = (
    Resource(
        "channels",
        Channel,
        may_read(Can.PROVE_REACH),
        {
            "list": listed(queries.list_unreachable),
            "detail": one_by_one(queries.access_channel),
            "API list": scopes_api.every_page(escalation.unreachable, TokenName.REACH),
        },
        {"count": counted(_broken)},
    ),
    Resource(
        "rotas",
        Rota,
        ESCALATES,
        {"list": all_of(queries.list_rotas), "detail": one_by_one(queries.access_rota)},
    ),
    Resource("runs", Run, ESCALATES, {"list": listed(queries.list_running)}),
    Resource(
        "deliveries",
        Delivery,
        ESCALATES,
        {"person": of_each(lambda scope, row: queries.list_deliveries(scope, row.run.subject))},
    ),
)
