"""Chains as data: a new version is drafted, checked, activated; a running run keeps the one it began with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib import resources
from typing import Any
from uuid import UUID

import yaml
from django.db import IntegrityError, transaction
from django.db.models import Max

from chongyang.alerting import queries
from chongyang.alerting.enums import SubjectKind, VersionState
from chongyang.alerting.models import Chain, ChainVersion
from chongyang.alerting.rules.steps import Fault
from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

NO_DRAFT = N_("只有草稿可以启用")
MOVED_ON = N_("另一个版本刚刚启用，请重新查看")
NOT_STEPS = N_("步骤写法不正确")
MOST_TEXT = 300


class UnableToDraft(Exception):
    """The steps are no steps; the text is a Chinese source sentence."""


class UnableToActivate(Exception):
    """What prevents it, by step."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.reason for fault in faults))
        self.faults = list(faults)


@transaction.atomic
def draft_version(
    *, chain: str, steps: Sequence[Mapping[str, Any]], source: str, scope: Scope, now: datetime
) -> ChainVersion:
    """Keep a new version of a chain as a draft. It may still be wrong; activating it finds out."""
    demand(scope, Can.EDIT_ESCALATION)
    if not all(isinstance(step, Mapping) for step in steps) or len(steps) > 100:
        raise UnableToDraft(NOT_STEPS)
    with enter(system_scope("draft chain", actor=scope.actor)):
        held = Chain.objects.select_for_update(of=("self",)).get(code=chain)
        last = held.versions.aggregate(last=Max("number"))["last"] or 0
        version = ChainVersion.objects.create(
            chain=held,
            number=last + 1,
            steps=[dict(step) for step in steps],
            source=source.strip()[:MOST_TEXT],
            drafted_at=now,
            drafted_by=scope.actor.account,
        )
        _record(version, "drafted", scope.actor, now)
    return version


@transaction.atomic
def activate_version(*, version: UUID, scope: Scope, now: datetime) -> ChainVersion:
    """From now on runs begin with this version. Raises UnableToActivate with all that prevents it."""
    demand(scope, Can.EDIT_ESCALATION)
    with enter(system_scope("activate chain", actor=scope.actor)):
        row = ChainVersion.objects.select_for_update(of=("self",)).select_related("chain").get(id=version)
        if row.state != VersionState.DRAFT:
            raise UnableToActivate([Fault(0, NO_DRAFT)])
        if faults := queries.faults_of_version(row, now):
            raise UnableToActivate(faults)
        _activate(row, scope.actor, now)
    return row


def _activate(row: ChainVersion, by: Actor, now: datetime) -> None:
    former = ChainVersion.objects.filter(chain=row.chain, state="active")
    former.update(state="retired", retired_at=now)
    row.state, row.activated_at, row.activated_by = "active", now, by.account
    try:
        with transaction.atomic():
            row.save(update_fields=["state", "activated_at", "activated_by"])
    except IntegrityError as error:  # somebody else activated another draft meanwhile
        raise UnableToActivate([Fault(0, MOVED_ON)]) from error
    _record(row, "activated", by, now)


def _record(row: ChainVersion, what: str, by: Actor, now: datetime) -> None:
    events.record(
        f"alerting.chain.{what}",
        by=by,
        now=now,
        area=territory.city_interval()[0],
        subject_type="alerting.chain",
        subject=row.chain_id,
        payload={"chain": row.chain.code, "number": row.number},
    )


def shipped() -> list[dict[str, Any]]:
    """The chains of `data/chains.yaml`."""
    text = resources.files("chongyang.alerting").joinpath("data/chains.yaml").read_text(encoding="utf-8")
    return list(yaml.safe_load(text))


@transaction.atomic
def load_chains(*, now: datetime) -> int:
    """Bring the shipped chains in; returns how many versions are new. Raises UnableToActivate.

    A chain that the city changed keeps the city's version; a shipped one that changed becomes a new version.
    """
    return sum(_load(row, now) for row in shipped())


def _load(row: Mapping[str, Any], now: datetime) -> int:
    chain, _ = Chain.objects.update_or_create(
        code=row["code"],
        defaults={"name": row["name"], "subject_kind": SubjectKind.of(row["subject_kind"]).value},
    )
    active = chain.versions.filter(state="active").first()
    if active and (not active.is_shipped or active.steps == row["steps"]):
        return 0
    last = chain.versions.aggregate(last=Max("number"))["last"] or 0
    version = ChainVersion.objects.create(
        chain=chain,
        number=last + 1,
        steps=row["steps"],
        source=row["source"],
        is_confirmed=row["confirmed"],
        is_shipped=True,
        drafted_at=now,
    )
    if faults := queries.faults_of_version(version, now):
        raise UnableToActivate(faults)
    _activate(version, SYSTEM, now)
    return 1
