"""Registers elders and changes their files. Nothing personal goes into an event's payload."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import events
from chongyang.core.fields import index_of
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.registry import permissions, queries
from chongyang.registry.enums import LifeStatus, StatusEvidence
from chongyang.registry.models import Consent, Contact, Elder, Mandate, Profile
from chongyang.registry.operations.errors import UnableToRegister, UnableToUpdate, VersionConflict
from chongyang.registry.operations.identity import one_file_a_number, refuse_taken
from chongyang.registry.operations.mandates import end_mandates_of
from chongyang.registry.operations.people import locked, subject_of, write_contacts
from chongyang.registry.operations.tokens import write_tokens
from chongyang.registry.rules import forms, pinyin
from chongyang.registry.rules.guards import reasons_against
from chongyang.territory import queries as territory

AREA_LEVELS = ("street", "community")
GRANTED_ELSEWHERE = N_("人员类别由有权的部门认定，或经走访确认，不能在档案里直接填写。")
KEY_LENGTH = 120
META = ("source", "sourced_on")
TOKENED = frozenset({"name", "identity_number", "phone", "card_number", "address", "area"})


def register_elder(*, scope: Scope, form: forms.ElderForm, by: Actor, now: datetime) -> Elder:
    """Register an elder with profile, contacts and search tokens.

    Classes that a clerk was told of are not written: the door proposes them to the office that decides.
    Raises UnableToRegister with a reason for each wrong field, and DuplicateIdentity. The question about the
    number is asked outside this operation's own transaction, so that its event outlives the refusal.
    """
    permissions.demand_write(scope)
    values, profile, contacts = _read(form, scope, timezone.localdate(now))
    index = index_of(values["identity_number"], "identity") if values["identity_number"] else None
    if index:
        refuse_taken(index, by)
    with one_file_a_number(index, by):
        return _register(values | {"identity_index": index}, profile, contacts, by, now)


def _read(
    form: forms.ElderForm, scope: Scope, today: date
) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    values, reasons = forms.read_elder(form, today)
    profile, wrong_profile = forms.read_profile(form.profile, today)
    profile["classes"] = []
    contacts, wrong_contacts = forms.read_contacts(form.contacts, today)
    values["area"], wrong_area = read_area(form.area, scope)
    if reasons := reasons | wrong_profile | wrong_contacts | wrong_area:
        raise UnableToRegister(reasons)
    return values, profile, contacts


def read_area(code: int | str, scope: Scope) -> tuple[int, dict[str, str]]:
    """The area value of a street or community within the scope, or the reason why it is none."""
    if not code:
        return 0, {"area": N_("请选择街道（乡镇）或社区（村）。")}
    try:
        unit = territory.get_area(code)
    except territory.UnknownArea:
        return 0, {"area": N_("没有这个地区代码，请选择街道或社区。")}
    if unit.level not in AREA_LEVELS:
        return 0, {"area": N_("请选到街道（乡镇）或社区（村）。")}
    if not scope.covers(unit.first):
        return 0, {"area": N_("这个地区不在您的管辖范围内。")}
    return unit.first, {}


def _register(
    values: dict[str, Any], profile: dict[str, Any], contacts: list[dict[str, Any]], by: Actor, now: datetime
) -> Elder:
    told = {name: values[name] for name in META}
    elder = Elder(**values, name_key=name_key(values["name"]), registered_at=now)
    elder.sources = _sources(values, told)
    elder.save(force_insert=True)
    filled = {name: value for name, value in profile.items() if value not in ("", None, [])}
    Profile.objects.create(id=elder.id, area=elder.area, **profile, **told, sources=_sources(filled, told))
    write_contacts(elder, contacts, told)
    write_tokens(elder)
    payload = {"source": values["source"], "contacts": len(contacts)}
    events.record("registry.elder.registered", by=by, now=now, payload=payload, **subject_of(elder))
    return elder


def name_key(name: str) -> str:
    """The column by which lists are in order."""
    return pinyin.sort_key(name)[:KEY_LENGTH]


def _sources(values: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, list[str]]:
    """Source and day of each field that has a value."""
    mark = [str(told["source"]), told["sourced_on"].isoformat()]
    return {name: mark for name, value in values.items() if value not in ("", None) and name not in META}


def update_elder(
    *,
    elder: Elder | UUID,
    changes: Mapping[str, Any],
    expected_version: int,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> Elder:
    """Change named fields of the file or its profile; `source` and `sourced_on` say where they come from.

    Fields that another desk decides about are refused by every door (`rules.guards`).
    Raises VersionConflict with both values, UnableToUpdate with a reason for each wrong field,
    DuplicateIdentity.
    """
    permissions.demand_write(scope)
    values = _read_changes(changes, scope, timezone.localdate(now))
    index = index_of(values["identity_number"], "identity") if values.get("identity_number") else None
    present = queries.access_elder(scope, elder.id if isinstance(elder, Elder) else elder)
    if index and index != present.identity_index:
        refuse_taken(index, by)
    with one_file_a_number(index, by):
        row = locked(scope, elder)
        _refuse_old(row, changes, expected_version)
        _refuse_disagreement(row, values, timezone.localdate(now))
        return _update(row, values, by, now)


def _read_changes(changes: Mapping[str, Any], scope: Scope, today: date) -> dict[str, Any]:
    readers = {**forms.ELDER_READERS, **forms.PROFILE_READERS}
    typed = {name: value for name, value in changes.items() if name in readers}
    values, reasons = forms.read_fields(readers, typed, today)
    refused = set(changes) - set(readers) - {"area"}
    reasons |= {name: N_("这个字段不能在这里修改。") for name in refused}
    if "classes" in changes:
        reasons["classes"] = GRANTED_ELSEWHERE
    if "area" in changes:
        values["area"], wrong = read_area(changes["area"], scope)
        reasons |= wrong
    if not scope.system:
        reasons |= reasons_against(scope.role, changes)
    reasons |= forms.agree_with_number(values, today)
    if reasons:
        raise UnableToUpdate(reasons)
    return values


def _refuse_disagreement(row: Elder, values: dict[str, Any], today: date) -> None:
    """A birthday or sex changed alone must still be what the identity number says."""
    if values.keys() & {"born_on", "sex"} and row.identity_number and "identity_number" not in values:
        told = {**values, "identity_number": row.identity_number.plain}
        if reasons := forms.agree_with_number(told, today):
            raise UnableToUpdate(reasons)


def _refuse_old(row: Elder, changes: Mapping[str, Any], expected_version: int) -> None:
    if row.version == expected_version:
        return
    profile = Profile.objects.get(id=row.id)
    both = {
        name: (_present(row, profile, name), value) for name, value in changes.items() if name not in META
    }
    raise VersionConflict(row.version, both)


def _present(row: Elder, profile: Profile, name: str) -> Any:
    """What stands in a field now; a sealed one shows its mask."""
    value = getattr(profile if name in forms.PROFILE_READERS else row, name)
    return (
        str(value)
        if name in ("identity_number", "phone", "card_number", "address", "household_address")
        else value
    )


def _update(row: Elder, values: dict[str, Any], by: Actor, now: datetime) -> Elder:
    told = {
        "source": values.pop("source", row.source),
        "sourced_on": values.pop("sourced_on", row.sourced_on),
    }
    own = {name: value for name, value in values.items() if name not in forms.PROFILE_READERS}
    profile = {name: value for name, value in values.items() if name in forms.PROFILE_READERS}
    _change_elder(row, own, told)
    if profile:
        _change_profile(row, profile, told)
    if "area" in own:
        _follow(row)
    if own.keys() & TOKENED:
        write_tokens(row)
    payload = {"fields": sorted(values), "version": row.version}
    events.record("registry.elder.updated", by=by, now=now, payload=payload, **subject_of(row))
    return row


def _change_elder(row: Elder, values: dict[str, Any], told: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    if "name" in values:
        row.name_key = name_key(row.name)
    if "identity_number" in values:
        number = values["identity_number"]
        row.identity_index = index_of(number, "identity") if number else None
    row.sources = row.sources | _sources(dict.fromkeys(values, True), told)
    row.version += 1
    row.save()


def _change_profile(row: Elder, values: dict[str, Any], told: dict[str, Any]) -> None:
    profile = Profile.objects.select_for_update(of=("self",)).get(id=row.id)
    for name, value in values.items():
        setattr(profile, name, value)
    profile.sources = profile.sources | _sources(dict.fromkeys(values, True), told)
    profile.save()


def _follow(row: Elder) -> None:
    """What belongs to the person moves with her; rows of other rooms keep the area they were made in."""
    Profile.objects.filter(id=row.id).update(area=row.area)
    Contact.objects.filter(person=row.id).update(area=row.area)
    Consent.objects.filter(person=row.id).update(area=row.area)
    Mandate.objects.filter(person=row.id).update(area=row.area)


@transaction.atomic
def change_life_status(
    *,
    elder: Elder | UUID,
    status: str,
    on: date | None,
    evidence: str,
    scope: Scope,
    by: Actor,
    now: datetime,
) -> Elder:
    """Write that the elder moved away, died, or (a mistake put right) lives here. Raises UnableToUpdate.

    Where another desk decides about it a clerk asks for the change; a told death has a desk of its own.
    A death ends every mandate at once; if it was a mistake, mandates are given anew.
    """
    permissions.demand_status(scope)
    row = locked(scope, elder)
    if not scope.system and (against := reasons_against(scope.role, ("life_status",))):
        raise UnableToUpdate({"status": against["life_status"]})
    if reasons := _status_reasons(row, status, on, evidence, timezone.localdate(now)):
        raise UnableToUpdate(reasons)
    row.life_status, row.status_evidence = status, evidence
    row.status_on = None if status == LifeStatus.ALIVE else on
    row.version += 1
    row.save(update_fields=["life_status", "status_on", "status_evidence", "version"])
    payload = {"status": status, "evidence": evidence}
    events.record("registry.elder.status_changed", by=by, now=now, payload=payload, **subject_of(row))
    if status == LifeStatus.DEAD:
        end_mandates_of(person=row.id, by=by, now=now)
    return row


def _status_reasons(row: Elder, status: str, on: date | None, evidence: str, today: date) -> dict[str, str]:
    readers = {"status": forms.word(LifeStatus), "evidence": forms.word(StatusEvidence), "on": forms.past_day}
    typed = {"status": status, "evidence": evidence, "on": on}
    if status == LifeStatus.ALIVE:
        typed.pop("on")
    _, reasons = forms.read_fields(readers, typed, today)
    if "on" in typed and not reasons and on and on < row.born_on:
        reasons["on"] = N_("日期在出生之前。")
    return reasons
