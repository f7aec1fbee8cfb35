"""The elder on the card: who she is, what helps in the first minutes, whom to call next."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from chongyang.core.identifiers import age_on, mask_name
from chongyang.core.scopes import Scope
from chongyang.emergency import queries as emergency
from chongyang.emergency.rules.defaults import span
from chongyang.emergency.rules.guide import next_contact
from chongyang.registry import operations as registry
from chongyang.registry.enums import (
    AbilityLevel,
    Aid,
    Allergy,
    Condition,
    KeyHolder,
    Language,
    LivingForm,
    Purpose,
    Relation,
    Sex,
)
from chongyang.telecare import queries as telecare
from chongyang.telecare.enums import DeviceKind, Health
from chongyang.web.seat.words import KINDS, RESULTS

RING_SECONDS = round(span("contact_ring").total_seconds())
LISTS = (
    ("conditions", Condition),
    ("allergies", Allergy),
    ("aids", Aid),
    ("languages", Language),
)


def read_elder(scope: Scope, incident: Any, attempts: Sequence[Any], now: datetime) -> dict[str, Any] | None:
    """The file as an emergency opens it; reading it is written down for the elder to see."""
    if incident.person is None:
        return None
    file = registry.read_file(
        elder_id=incident.person, purpose=Purpose.EMERGENCY.value, scope=scope, by=scope.actor, now=now
    )
    return {
        "row": file.elder,
        "name": mask_name(file.elder.name),
        "sex": label_of(Sex, file.elder.sex),
        "age": age_on(file.elder.born_on, timezone.localdate(now)),
        "phone": file.opened.get("phone", ""),
        "address": file.opened.get("address", ""),
        "contacts": _contacts(file, attempts),
        "ring": RING_SECONDS,
        "last_call": last_of(attempts, "elder"),
        "recent": [_recent(row) for row in emergency.list_recent_of(scope, incident.person, incident.id)],
        "devices": [_device(row) for row in telecare.list_devices_of(scope, incident.person)[:6]],
        **_health(file.profile),
    }


def _contacts(file: Any, attempts: Sequence[Any]) -> list[dict[str, Any]]:
    """In their order, with what came of calling each; the one to be called next is marked."""
    shown = [_show_contact(row, file.contact_phones, attempts) for row in file.contacts]
    tried = {one["row"].id: one["last"]["row"].result for one in shown if one["last"]}
    following = next_contact([one["row"].id for one in shown], tried)
    return [{**one, "is_next": one["row"].id == following} for one in shown]


def _show_contact(row: Any, phones: dict[UUID, str], attempts: Sequence[Any]) -> dict[str, Any]:
    return {
        "row": row,
        "relation": label_of(Relation, row.relation),
        "key": label_of(KeyHolder, row.key_holder),
        "has_key": row.key_holder in ("holds", "knows_code"),
        "phone": phones.get(row.id, ""),
        "last": last_of(attempts, "contact", row.id),
    }


def show_attempt(attempt: Any) -> dict[str, Any]:
    return {"row": attempt, "result": RESULTS.get(attempt.result, attempt.result)}


def last_of(attempts: Iterable[Any], target: str, contact: UUID | None = None) -> dict[str, Any] | None:
    """The last try to reach somebody."""
    tries = [one for one in attempts if one.target == target and one.contact == contact]
    return show_attempt(tries[-1]) if tries else None


def _recent(row: Any) -> dict[str, Any]:
    return {"row": row, "kind": KINDS.get(row.kind, row.kind)}


def _device(row: Any) -> dict[str, Any]:
    health = {"ok": "good", "late": "warn", "down": "bad", "dormant": "warn"}
    return {
        "row": row,
        "kind": label_of(DeviceKind, row.kind),
        "health": label_of(Health, row.health),
        "tone": health.get(row.health, ""),
    }


def _health(profile: Any) -> dict[str, Any]:
    lists = {name: _words(words, getattr(profile, name, [])) for name, words in LISTS}
    return {
        **lists,
        "medicines": profile.medicines if profile else [],
        "ability": label_of(AbilityLevel, profile.ability_level) if profile else "",
        "living": label_of(LivingForm, profile.living_form) if profile else "",
    }


def _words(words: Any, codes: Iterable[str]) -> list[str]:
    return [label_of(words, code) for code in codes]


def label_of(words: Any, code: str) -> str:
    """The word of a code; a code of a later version stands for itself."""
    return str(dict(words.choices()).get(code, code))
