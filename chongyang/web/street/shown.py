"""The elder's file as its page shows it: sections with sources, contacts, devices, readers, history."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core.identifiers import age_on
from chongyang.core.looks import all_looks
from chongyang.core.queries import changes as core_changes
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.emergency import queries as emergency
from chongyang.emergency.rules.outcomes import Outcome
from chongyang.groups import queries as groups
from chongyang.groups.enums import CareKind, HouseRole
from chongyang.groups.rules.classes import is_by_office
from chongyang.privacy import queries as privacy
from chongyang.registry import queries as registry
from chongyang.registry.enums import KeyHolder, Purpose, Relation, Sex, Source
from chongyang.registry.operations import ElderFile
from chongyang.registry.rules import mandates
from chongyang.telecare import queries as telecare
from chongyang.telecare.enums import DeviceKind, DeviceState, SignalKind
from chongyang.territory import queries as territory
from chongyang.territory.enums import ROLE_LABELS
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.file_words import part_word, table_word
from chongyang.web.street.words import (
    BETWEEN,
    FIELDS,
    OPERATIONS,
    SEALED,
    SECTIONS,
    TABLES,
    cover,
    label_of,
    purpose_word,
    say,
)

YEAR = timedelta(days=365)
KINDS = {**dict(SignalKind.choices()), "call": N_("电话求助")}
AT_HOME = ("area", "address", "floor", "has_lift", "access_note", "longitude", "latitude")


def file_context(scope: Scope, file: ElderFile, purpose: str, now: datetime) -> dict[str, Any]:
    """Everything that the page of an open file shows."""
    elder = file.elder
    glass = privacy.open_glass(scope, elder.id, now)
    return {
        "elder": elder,
        "sex": label_of(Sex, elder.sex),
        "age": age_on(elder.born_on, timezone.localdate(now)),
        "purpose": label_of(Purpose, purpose),
        "status": say("life_status", elder.life_status),
        "may_write": may(scope, Can.WRITE_ELDERS) and glass is None,
        "glass": glass,
        "may_handle_rights": may(scope, Can.HANDLE_RIGHTS) and glass is None,
        "may_keep": may(scope, Can.KEEP_RECORDS),
        "may_watch": may(scope, Can.WATCH_VITALS),
        "may_reveal": may(scope, Can.REVEAL_FIELDS),
        "numbers": [field_row(file, name) for name in ("identity_number", "phone", "card_number")],
        "home": [field_row(file, name) for name in ("address", "household_address")],
        "place": territory.area_name(elder.area),
        "points": _points(elder),
        "sections": [_section(file, key) for key in ("living", "health")],
        "contacts": [_contact(row) for row in file.contacts],
        "consents": [_consent(row) for row in file.consents],
        "mandates": mandate_rows(registry.list_mandates(scope, elder.id), now),
        "end_reasons": [(reason.value, gettext(reason.label)) for reason in mandates.BY_HAND],
        **_belongs(scope, elder, timezone.localdate(now)),
        "doubles": len(file.cluster) - 1,
        "may_install": may(scope, Can.WRITE_DEVICES) and elder.life_status == "alive",
        "devices": [_device(row) for row in telecare.list_devices_of(scope, elder.id)],
        "incidents": [_incident(row) for row in emergency.list_incidents_of(scope, file.cluster, now - YEAR)],
        "readers": list(readings(registry.who_read(scope, elder.id, limit=40))),
        "changes": list(changes(core_changes.list_changes(scope, file.cluster, limit=40))),
    }


def field_row(file: ElderFile, name: str) -> dict[str, Any]:
    """One field with its word, value, source and day."""
    on_profile = not hasattr(file.elder, name)
    held: Any = file.profile if on_profile else file.elder
    value = getattr(held, name, None)
    source, on = _told(held, name)
    return {
        "name": name,
        "label": FIELDS[name],
        "value": str(value) if name in SEALED else say(name, value),
        "source": label_of(Source, source),
        "on": on,
    }


def _told(held: Any, name: str) -> tuple[str, date | None]:
    """Where a field comes from; what has no note of its own comes from where the row does."""
    if held is None:
        return "", None
    source, on, *_ = held.sources.get(name, (held.source, held.sourced_on.isoformat()))
    return source, date.fromisoformat(on)


def _section(file: ElderFile, key: str) -> dict[str, Any]:
    title, names = SECTIONS[key]
    rows = [field_row(file, name) for name in names]
    return {
        "key": key,
        "title": title,
        "rows": [row for row in rows if row["value"]],
        "blank": [row["label"] for row in rows if not row["value"]],
    }


def present_values(file: ElderFile, section: str) -> dict[str, Any]:
    """What stands in a section's fields now."""
    held = {}
    for name in SECTIONS[section][1]:
        row: Any = file.elder if hasattr(file.elder, name) else file.profile
        held[name] = getattr(row, name)
    return held


def _points(elder: Any) -> list[dict[str, Any]]:
    if elder.longitude is None or elder.latitude is None:
        return []
    return [{"longitude": elder.longitude, "latitude": elder.latitude, "label": "", "kind": "elder"}]


def _contact(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "relation": label_of(Relation, row.relation),
        "key": label_of(KeyHolder, row.key_holder),
        "has_key": row.key_holder in ("holds", "knows_code"),
        "source": label_of(Source, row.source),
    }


def _consent(row: Any) -> dict[str, Any]:
    words = {name: say(name, getattr(row, name)) for name in ("purpose", "basis", "channel", "given_by")}
    return {"row": row, **words}


def may_renew(row: Any, now: datetime) -> bool:
    """Whether a mandate ends at all, was not revoked, and ended not too long ago."""
    return (
        row.valid_to is not None
        and row.revoked_at is None
        and now - row.valid_to < timedelta(days=mandates.renewable_days_after())
    )


def mandate_rows(rows: Sequence[Any], now: datetime) -> list[dict[str, Any]]:
    """Who may act, on what basis, for what and until which day; ended ones say how they ended."""
    names = territory.names_of(row.account for row in rows)
    return [
        {
            "row": row,
            "who": names.get(row.account, ""),
            "relation": label_of(Relation, row.relation) if row.relation else "",
            "basis": label_of(mandates.Basis, row.basis),
            "channel": label_of(mandates.MandateChannel, row.channel),
            "allows": gettext(BETWEEN).join(label_of(mandates.Allow, one) for one in row.allows),
            "state": mandates.state_of(row.valid_to, row.revoked_at, now).value,
            "is_renewed": row.revoke_reason == mandates.EndReason.RENEWED,
            "may_renew": may_renew(row, now),
            "last_day": timezone.localdate(row.valid_to - timedelta(seconds=1)) if row.valid_to else None,
            "reason": label_of(mandates.EndReason, row.revoke_reason) if row.revoke_reason else "",
        }
        for row in rows
    ]


def _belongs(scope: Scope, elder: Any, day: date) -> dict[str, Any]:
    """In short: her classes of today, who lives behind the same door, who cares."""
    held = [
        {"word": say("classes", one.kind), "by_office": is_by_office(one.kind)}
        for one in groups.classes_of(scope, elder.id, day)
    ]
    members = groups.lives_with(scope, elder.id)
    carers = groups.list_carers(scope, elder.id)
    return {
        "held_classes": held,
        "lives_with": [gettext(HouseRole.of(row.role).label) for row in members if row.person != elder.id],
        "has_house": bool(members),
        "carer_kinds": [gettext(CareKind.of(row.kind).label) for row in carers],
        "may_group": may(scope, Can.READ_CLASSES),
    }


def _device(row: Any) -> dict[str, Any]:
    return {"row": row, "kind": label_of(DeviceKind, row.kind), "state": label_of(DeviceState, row.state)}


def _incident(row: Any) -> dict[str, Any]:
    outcome = label_of(Outcome, row.outcome) if row.outcome else gettext("处理中")
    return {"row": row, "kind": gettext(KINDS.get(row.kind, row.kind)), "outcome": outcome}


def readings(rows: Sequence[Any]) -> Iterable[dict[str, Any]]:
    """Who read the file; looks of one person on one day for one purpose stand in one line."""
    rows = list(rows)
    organisations = territory.organisation_names(row.organisation for row in rows)
    names = territory.names_of(row.account for row in rows if row.account)
    roles = {role.value: word for role, word in ROLE_LABELS.items()}
    lines: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        key = (row.account, row.kind, row.purpose, row.fields, timezone.localdate(row.at))
        if key in lines:
            lines[key]["times"] += 1
            continue
        lines[key] = {
            "at": row.at,
            "what": all_looks().get(row.kind, row.kind),
            "fields": [FIELDS.get(name) or part_word(name) for name in row.fields],
            "who": names.get(row.account, ""),
            "role": roles.get(row.role, row.role),
            "organisation": organisations.get(row.organisation, ""),
            "purpose": purpose_word(row.purpose),
            "times": 1,
        }
    return lines.values()


def changes(rows: Sequence[core_changes.Change]) -> Iterable[dict[str, Any]]:
    """The history in words: who, when, which fields; what they held before is covered where it tells."""
    names = territory.names_of(row.account for row in rows if row.account)
    for row in rows:
        yield {
            "at": row.at,
            "who": names.get(row.account, "") if row.account else gettext("系统"),
            "table": table_word(row.table, TABLES),
            "operation": OPERATIONS.get(row.operation, row.operation),
            "fields": [
                (FIELDS[name], cover(name, value)) for name, value in row.before.items() if name in FIELDS
            ]
            if row.operation == "UPDATE"
            else [],
        }


def rows_of(scope: Scope, elders: Sequence[Any], why: dict[UUID, tuple[str, ...]]) -> list[dict[str, Any]]:
    """Elders as lists show them: covered, with the names of their areas in one query."""
    areas = territory.area_names(row.area for row in elders)
    today = timezone.localdate()
    return [
        {
            "row": row,
            "sex": label_of(Sex, row.sex),
            "age": age_on(row.born_on, today),
            "place": areas.get(row.area, ""),
            "status": say("life_status", row.life_status) if row.life_status != "alive" else "",
            "why": why.get(row.id, ()),
        }
        for row in elders
    ]
