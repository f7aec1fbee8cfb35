"""A change of a file as it is asked for: read, compared with what stands there, sent to who decides.

Values travel as plain JSON, sealed in one column: dates as ISO text, contacts as mappings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from chongyang.core.words import N_
from chongyang.registration.enums import AskedAs, Evidence, Route
from chongyang.registration.rules.settings import load
from chongyang.registry.enums import LifeStatus, Source
from chongyang.registry.rules import forms
from chongyang.territory.enums import Role

CONTACTS, LIFE, AREA = "contacts", "life_status", "area"
READERS = {**forms.ELDER_READERS, **forms.PROFILE_READERS}
SEALED = frozenset({"identity_number", "phone", "card_number", "address", "household_address"})
DATES = frozenset({"born_on"})
STREET = 1000
MOST_REASON = 300

NOTHING = N_("没有要改的内容。")
SAME = N_("与现在登记的相同。")
UNKNOWN = N_("这一项不能申请变更。")
EVIDENCE_LACKS = N_("这项变更要有依据，请从列出的依据中选择。")
REASON_LACKS = N_("请写明为什么要改。")
REASON_LONG = N_("理由太长，请写在 300 字以内。")
OTHER_STREET = N_("换到别的街道请办理迁移交接，不能用变更申请。")
STATUS_WRONG = N_("请填写新的生存状态、日期和依据。")

AS_ROLE: Mapping[str, AskedAs] = {
    Role.ELDER.value: AskedAs.ELDER,
    Role.FAMILY.value: AskedAs.FAMILY,
    Role.COMMUNITY_OFFICER.value: AskedAs.COMMUNITY,
    Role.STREET_CLERK.value: AskedAs.STREET,
    Role.COUNTY_REVIEWER.value: AskedAs.REVIEWER,
    Role.CITY_REVIEWER.value: AskedAs.REVIEWER,
    **dict.fromkeys((Role.OPERATOR.value, Role.SHIFT_LEAD.value, Role.DISPATCHER.value), AskedAs.CENTRE),
    **dict.fromkeys(
        (Role.WINDOW_CLERK.value, Role.APPROVING_DEPARTMENT.value, Role.LIAISON.value),
        AskedAs.DEPARTMENT,
    ),
}
SOURCES: Mapping[str, Source] = {
    AskedAs.ELDER: Source.ELDER,
    AskedAs.FAMILY: Source.FAMILY,
    AskedAs.COMMUNITY: Source.COMMUNITY,
    AskedAs.STREET: Source.STREET,
    AskedAs.REVIEWER: Source.CIVIL_AFFAIRS,
    AskedAs.CENTRE: Source.CALL_CENTRE,
    AskedAs.DEPARTMENT: Source.CIVIL_AFFAIRS,
}


@dataclass(frozen=True, slots=True)
class ChangeForm:
    """What shall stand in which field, why, and on what it rests. `source` is said by departments alone."""

    changes: Mapping[str, Any]
    reason: str = ""
    evidence: str = ""
    evidence_note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Wished:
    """A form that was read: new values by field as JSON, the desk that decides, what is wrong."""

    values: dict[str, Any] = field(default_factory=dict)
    route: Route = Route.CLERK
    reasons: dict[str, str] = field(default_factory=dict)


def changeable() -> tuple[str, ...]:
    """The fields for which a change can be asked, in the order of the data."""
    return tuple(load("changes")["fields"])


def route_of(fields: Iterable[str]) -> Route:
    """The highest desk that one of the fields asks for."""
    table = load("changes")["fields"]
    return max((Route.of(table[name]["route"]) for name in fields), key=lambda route: route.rank)


def evidence_for(fields: Iterable[str]) -> tuple[str, ...]:
    """The evidence of which one is enough: what every field that asks for any would take."""
    table = load("changes")["fields"]
    asked = [table[name]["evidence"] for name in fields if table[name].get("evidence")]
    if not asked:
        return ()
    common = [word for word in asked[0] if all(word in other for other in asked)]
    return tuple(common or asked[0])


def workdays_for(route: Route) -> int:
    """How many working days the desk has."""
    return int(load("changes")["workdays"][route.value])


def read_change(form: ChangeForm, present: Mapping[str, Any], today: date) -> Wished:
    """Read what was typed and compare it with `present`, the values of the file as JSON."""
    typed, reasons = _known(form)
    values, wrong = _read(typed, today)
    reasons |= wrong
    reasons |= {name: SAME for name, value in values.items() if is_same(name, present.get(name), value)}
    if AREA in values and values[AREA] // STREET != present[AREA] // STREET:
        reasons[AREA] = OTHER_STREET
    if not form.changes:
        reasons["changes"] = NOTHING
    reasons |= _reasons_of_words(form, list(typed))
    route = route_of(typed) if typed else Route.CLERK
    return Wished(values, route, reasons)


def _known(form: ChangeForm) -> tuple[dict[str, Any], dict[str, str]]:
    allowed = set(changeable())
    typed = {name: value for name, value in form.changes.items() if name in allowed}
    return typed, {name: UNKNOWN for name in form.changes if name not in allowed}


def _read(typed: Mapping[str, Any], today: date) -> tuple[dict[str, Any], dict[str, str]]:
    plain = {name: value for name, value in typed.items() if name in READERS}
    plain = {name: _dated(name, value) for name, value in plain.items()}
    read, reasons = forms.read_fields(READERS, plain, today)
    reasons |= {} if reasons else forms.agree_with_number(dict(read), today)
    values = {name: as_json(value) for name, value in read.items()}
    if CONTACTS in typed:
        values[CONTACTS], wrong = _contacts(typed[CONTACTS], today)
        reasons |= wrong
    if LIFE in typed:
        values[LIFE], wrong = _life(typed[LIFE], today)
        reasons |= wrong
    if AREA in typed:
        values[AREA], wrong = _area(typed[AREA])
        reasons |= wrong
    return values, reasons


def _dated(name: str, value: Any) -> Any:
    if name in DATES and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value


def _contacts(value: Any, today: date) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Contacts in order; one that keeps its number is named by its row and read when it is applied."""
    kept = [dict(row) for row in value]
    fresh = tuple(_contact_form(row) for row in kept if not row.get("keeps"))
    _, wrong = forms.read_contacts(fresh, today)
    return kept, wrong


def _contact_form(row: Mapping[str, Any]) -> forms.ContactForm:
    names = ("name", "relation", "phone", "distance_metres", "key_holder", "is_guardian")
    return forms.ContactForm(**{name: row[name] for name in names if name in row})


def _life(value: Any, today: date) -> tuple[dict[str, Any], dict[str, str]]:
    told = dict(value) if isinstance(value, Mapping) else {}
    status, on = told.get("status", ""), told.get("on")
    if isinstance(on, str):
        on = _dated("born_on", on)
    is_dated = status == LifeStatus.ALIVE or (isinstance(on, date) and on <= today)
    if status not in set(LifeStatus) or not is_dated:
        return {}, {LIFE: STATUS_WRONG}
    return {"status": str(status), "on": on.isoformat() if isinstance(on, date) else None}, {}


def _area(value: Any) -> tuple[int, dict[str, str]]:
    try:
        return int(value), {}
    except (TypeError, ValueError):
        return 0, {AREA: N_("请选择街道（乡镇）或社区（村）。")}


def _reasons_of_words(form: ChangeForm, fields: list[str]) -> dict[str, str]:
    reasons: dict[str, str] = {}
    wanted = evidence_for(fields)
    if wanted and form.evidence not in wanted:
        reasons["evidence"] = EVIDENCE_LACKS
    if form.evidence and form.evidence not in set(Evidence):
        reasons["evidence"] = EVIDENCE_LACKS
    is_weighty = bool(fields) and route_of(fields) is not Route.CLERK
    if is_weighty and not form.reason.strip():
        reasons["reason"] = REASON_LACKS
    if max(len(form.reason), len(form.evidence_note)) > MOST_REASON:
        reasons["reason"] = REASON_LONG
    return reasons


def as_json(value: Any) -> Any:
    """A value of a column as JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def from_json(name: str, value: Any) -> Any:
    """The value for the registry's reader."""
    return date.fromisoformat(value) if name in DATES and value else value


def is_same(name: str, present: Any, value: Any) -> bool:
    """Whether a field says this already; nothing, an empty text and an empty list are one."""
    if name == LIFE:
        return bool(value) and (present or {}).get("status") == value.get("status")
    if name == CONTACTS:
        return bool(value) and all(row.get("keeps") for row in value) and len(value) == len(present or ())
    if isinstance(value, list) and isinstance(present, list):
        return sorted(map(str, value)) == sorted(map(str, present))
    return (present or "") == (value or "")


def changed_meanwhile(old: Mapping[str, Any], present: Mapping[str, Any]) -> list[str]:
    """The fields in which the file says something else now than when the change was asked for."""
    return [name for name, value in old.items() if not _stands(name, value, present.get(name))]


def _stands(name: str, old: Any, present: Any) -> bool:
    return (old or "") == (present or "") if name not in (CONTACTS,) else old == present


def contacts_of(rows: Iterable[Mapping[str, Any]]) -> tuple[forms.ContactForm, ...]:
    """Contact forms for the registry; a kept one has no number of its own."""
    made = []
    for row in rows:
        told = {"phone": "", **asdict(_contact_form({"phone": "", **row}))}
        made.append(forms.ContactForm(**told | {"keeps": _uuid(row.get("keeps"))}))
    return tuple(made)


def _uuid(value: Any) -> Any:
    from uuid import UUID

    return UUID(str(value)) if value else None
