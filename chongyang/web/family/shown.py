"""The family's pages in words: persons with their mandates, one person's status, help, devices, readers."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core.identifiers import age_on
from chongyang.core.labels import Labelled
from chongyang.core.looks import all_looks
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.emergency import queries as emergency
from chongyang.emergency.rules.outcomes import Outcome
from chongyang.privacy import queries as privacy
from chongyang.privacy.rules.glass import Reason, Verdict
from chongyang.registry import queries as registry
from chongyang.registry.enums import (
    PURPOSE_WORDS,
    ConsentChannel,
    ConsentPurpose,
    KeyHolder,
    LifeStatus,
    Relation,
    Sex,
)
from chongyang.registry.operations import ElderFile
from chongyang.registry.rules import mandates
from chongyang.registry.rules.mandates import Allow, Basis, EndReason, State
from chongyang.telecare import queries as telecare
from chongyang.telecare.enums import DeviceKind, Health, SignalKind
from chongyang.territory import queries as territory
from chongyang.territory.enums import ROLE_LABELS

YEAR, MONTH = timedelta(days=365), timedelta(days=30)
BETWEEN = N_("、")
KINDS = {**dict(SignalKind.choices()), "call": N_("电话求助")}
TONES = {Health.OK: "good", Health.LATE: "warn", Health.DOWN: "bad", Health.DORMANT: "note"}
WITH_CHAIN = 10
"""So many of the newest incidents show each of their steps: one query each."""


def list_context(scope: Scope, now: datetime) -> dict[str, Any]:
    """My mandates that hold, each with its person where it opens the file, and those that ended."""
    held = [_mandate(row, now) for row in registry.list_held_mandates(scope)]
    elders = {row.id: row for row in registry.list_elders(scope, limit=50)}
    open_ones = [one for one in held if one["state"] == State.OPEN]
    troubled = _troubled(scope, elders, now)
    for one in open_ones:
        elder = elders.get(one["row"].person)
        one["elder"] = _head(elder, now) if elder else None
        one["needs_help"] = one["row"].person in troubled
    persons = {(one["row"].account, one["row"].person) for one in open_ones}
    ended = [one for one in held if one["state"] != State.OPEN and not one["is_renewed"]]
    for one in ended:
        one["may_ask"] = one["days_left"] is not None and (
            (one["row"].account, one["row"].person) not in persons
        )
    return {"open": open_ones, "ended": ended}


def _troubled(scope: Scope, persons: Iterable[UUID], now: datetime) -> set[UUID | None]:
    """Who has a call for help that is not closed."""
    rows = emergency.list_incidents_of(scope, persons, now - YEAR)
    return {row.person for row in rows if row.closed_at is None}


def person_context(scope: Scope, file: ElderFile, now: datetime) -> dict[str, Any]:
    """Everything on one person's page; sealed fields show their masks."""
    incidents = emergency.list_incidents_of(scope, file.cluster, now - YEAR)
    given = [_mandate(row, now) for row in registry.list_mandates(scope, file.elder.id)]
    mine = [one for one in given if one["row"].account == scope.actor.account]
    is_own = any(one["row"].basis == Basis.OWN_ACCOUNT and one["state"] == State.OPEN for one in mine)
    for one in given:
        one["is_mine"] = one in mine
        one["may_end"] = one["state"] == State.OPEN and (one["is_mine"] or is_own)
    return {
        "elder": file.elder,
        **_head(file.elder, now),
        "is_own": is_own,
        "status": label_of(LifeStatus, file.elder.life_status),
        "address": str(file.elder.address),
        "phone": str(file.elder.phone),
        "is_alive": file.elder.life_status == LifeStatus.ALIVE,
        "waiting": [row for row in incidents if row.closed_at is None],
        "contacts": [_contact(row) for row in file.contacts],
        "devices": [_device(row) for row in telecare.list_devices_of(scope, file.elder.id)],
        "incidents": [_incident(scope, row, place) for place, row in enumerate(incidents)],
        "consents": [_consent(row) for row in file.consents],
        "mandates": given,
        "glasses": _glasses(scope, file, now),
        "readers": list(_readers(registry.who_read(scope, file.elder.id, limit=60), scope.actor.account)),
    }


def _glasses(scope: Scope, file: ElderFile, now: datetime) -> list[dict[str, Any]]:
    """Openings out of scope of the last month, said loudly."""
    rows = [row for row in privacy.glasses_of(scope, file.cluster) if row.opened_at > now - MONTH]
    organisations = territory.organisation_names(row.employer for row in rows)
    roles = {role.value: word for role, word in ROLE_LABELS.items()}
    return [
        {
            "row": row,
            "reason": label_of(Reason, row.reason),
            "role": gettext(roles.get(row.role, row.role)),
            "organisation": organisations.get(row.employer, "") if row.employer else "",
            "is_open": row.ended_at is None and row.ends_at > now,
            "verdict": label_of(Verdict, row.verdict) if row.verdict else gettext("等待复核"),
        }
        for row in rows
    ]


def label_of(words: type[Labelled], code: str) -> str:
    """The word of a code in the reader's language; a code of a later version stands for itself."""
    found = dict(words.choices()).get(code)
    return gettext(found) if found else code


def _head(elder: Any, now: datetime) -> dict[str, Any]:
    return {
        "name": elder.name,
        "sex": label_of(Sex, elder.sex),
        "age": age_on(elder.born_on, timezone.localdate(now)),
        "place": territory.area_name(elder.area),
    }


def _mandate(row: Any, now: datetime) -> dict[str, Any]:
    is_own = row.basis == Basis.OWN_ACCOUNT
    return {
        "row": row,
        "relation": gettext("本人") if is_own else label_of(Relation, row.relation),
        "basis": label_of(Basis, row.basis),
        "allows": gettext(BETWEEN).join(label_of(Allow, one) for one in row.allows),
        "opens": Allow.READ_FILE in row.allows,
        "state": mandates.state_of(row.valid_to, row.revoked_at, now),
        "is_renewed": row.revoke_reason == EndReason.RENEWED,
        "days_left": days_left(row, now),
        "last_day": timezone.localdate(row.valid_to - timedelta(seconds=1)) if row.valid_to else None,
        "reason": label_of(EndReason, row.revoke_reason) if row.revoke_reason else "",
    }


def days_left(row: Any, now: datetime) -> int | None:
    """How many days a mandate still runs (below nothing: how many it has been over), where it is time to say
    so; None where it runs on, was revoked, or ended too long ago to be renewed.
    """
    if row.valid_to is None or row.revoked_at is not None:
        return None
    left = (timezone.localdate(row.valid_to) - timezone.localdate(now)).days
    is_near = -mandates.renewable_days_after() < left <= max(mandates.remind_days())
    return left if is_near else None


def _contact(row: Any) -> dict[str, Any]:
    has_key = row.key_holder in (KeyHolder.HOLDS, KeyHolder.KNOWS_CODE)
    key = label_of(KeyHolder, row.key_holder) if has_key else ""
    return {"row": row, "relation": label_of(Relation, row.relation), "key": key, "phone": str(row.phone)}


def _device(row: Any) -> dict[str, Any]:
    health = Health.of(row.health)
    kind = label_of(DeviceKind, row.kind)
    return {"row": row, "kind": kind, "health": gettext(health.label), "tone": TONES.get(health, "")}


def _incident(scope: Scope, row: Any, place: int) -> dict[str, Any]:
    return {
        "row": row,
        "kind": gettext(KINDS.get(row.kind, row.kind)),
        "outcome": label_of(Outcome, row.outcome) if row.outcome else "",
        "chain": _chain(emergency.response_chain(scope, row.id)) if place < WITH_CHAIN else [],
    }


def _chain(links: Sequence[Any]) -> list[dict[str, Any]]:
    """The steps that were reached, with the time each took; who did them stays with the centre."""
    return [
        {"label": gettext(link.link.label), "at": link.at, "who": "", "detail": _took(link), "state": "done"}
        for link in links
        if link.at
    ]


def _took(link: Any) -> str:
    if not link.since:
        return ""
    seconds = int(link.since.total_seconds())
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return gettext("用时 %(seconds)s 秒") % {"seconds": rest}
    return gettext("用时 %(minutes)s 分 %(seconds)s 秒") % {"minutes": minutes, "seconds": rest}


def _consent(row: Any) -> dict[str, Any]:
    purpose, channel = label_of(ConsentPurpose, row.purpose), label_of(ConsentChannel, row.channel)
    return {"row": row, "purpose": purpose, "channel": channel}


def _readers(rows: Sequence[Any], me: UUID | None) -> Iterable[dict[str, Any]]:
    """Readers by post and organisation; looks of one reader on one day for one purpose stand in one line."""
    organisations = territory.organisation_names(row.organisation for row in rows)
    roles = {role.value: word for role, word in ROLE_LABELS.items()}
    lines: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key = (row.account, row.kind, row.purpose, timezone.localdate(row.at))
        if key in lines:
            lines[key]["times"] += 1
            continue
        lines[key] = {
            "at": row.at,
            "is_me": row.account == me,
            "role": gettext(roles.get(row.role, row.role)) if row.role else gettext("系统"),
            "organisation": organisations.get(row.organisation, ""),
            "what": all_looks().get(row.kind, row.kind),
            "purpose": gettext(PURPOSE_WORDS.get(row.purpose, row.purpose)) if row.purpose else "",
            "times": 1,
        }
    return lines.values()
