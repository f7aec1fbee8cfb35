"""Writes of providers: places, responders, and who is on duty."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from chongyang.core import events
from chongyang.core.access import enter, visible
from chongyang.core.identifiers import InvalidIdentifier, read_credit_code, read_phone
from chongyang.core.labels import Labelled
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.providers.enums import OwnerKind, ProviderKind, ResponderKind, Skill
from chongyang.providers.models import Provider, Responder
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can


class UnableToRegister(Exception):
    """Some fields cannot be taken; `reasons` tells why for each, in Chinese source text."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__("、".join(sorted(reasons)))
        self.reasons = dict(reasons)


class UnableToSetDuty(Exception):
    """No such responder within reach."""


@dataclass(frozen=True, slots=True)
class ProviderForm:
    """A place of elder care. Positions are WGS84."""

    name: str
    kind: str
    owner_kind: str
    area: int | str
    address: str
    longitude: float
    latitude: float
    credit_code: str = ""
    organisation: UUID | None = None
    phone: str = ""
    floor_area_sqm: int | None = None
    beds: int = 0
    nursing_beds: int = 0
    residents: int = 0
    day_places: int = 0
    opened_on: date | None = None


@dataclass(frozen=True, slots=True)
class ResponderForm:
    """Someone who can be sent to a door."""

    name: str
    kind: str
    area: int | str
    longitude: float
    latitude: float
    account: UUID | None = None
    organisation: UUID | None = None
    station: UUID | None = None
    skills: tuple[str, ...] = ()
    phone: str = ""
    capacity: int = 1


def register_provider(*, scope: Scope, form: ProviderForm, by: Actor, now: datetime) -> Provider:
    """Register a place: a public row, written by the system in the actor's name. Raises UnableToRegister."""
    values, reasons = _common(asdict(form), scope)
    reasons |= _one_of(ProviderKind, "kind", form.kind) | _one_of(OwnerKind, "owner_kind", form.owner_kind)
    if form.nursing_beds > form.beds:
        reasons["nursing_beds"] = N_("护理型床位不能多于床位总数。")
    values["credit_code"], wrong = _credit_code(form.credit_code)
    if reasons := reasons | wrong:
        raise UnableToRegister(reasons)
    try:
        with enter(system_scope("providers", actor=by)):
            provider = Provider.objects.create(**values)
            _record("providers.provider.registered", provider, by, now, {"kind": provider.kind})
    except IntegrityError as error:
        if "provider_code_once" not in str(error):
            raise
        raise UnableToRegister({"credit_code": N_("这个统一社会信用代码已经登记。")}) from None
    return provider


@transaction.atomic
def register_responder(*, scope: Scope, form: ResponderForm, by: Actor, now: datetime) -> Responder:
    """Register a responder of an area within the scope. Raises UnableToRegister."""
    values, reasons = _common(asdict(form), scope)
    reasons |= _one_of(ResponderKind, "kind", form.kind)
    for skill in form.skills:
        reasons |= _one_of(Skill, "skills", skill)
    if reasons:
        raise UnableToRegister(reasons)
    values["station_id"] = values.pop("station")
    responder = Responder.objects.create(**{**values, "skills": list(form.skills)})
    _record("providers.responder.registered", responder, by, now, {"kind": responder.kind})
    return responder


@transaction.atomic
def set_duty(*, responder: UUID, on_duty: bool, scope: Scope, by: Actor, now: datetime) -> Responder:
    """Put a responder on or off duty; saying it twice changes nothing. Raises UnableToSetDuty."""
    rows = visible(Responder.objects.filter(id=responder), scope)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise UnableToSetDuty(str(responder))
    if row.is_on_duty != on_duty:
        row.is_on_duty = on_duty
        row.save(update_fields=["is_on_duty"])
        _record("providers.responder.duty_set", row, by, now, {"on_duty": on_duty})
    return row


@transaction.atomic
def end_duty_of(*, account: UUID, by: Actor, now: datetime) -> None:
    """Whoever left is on duty no more, so that no incident waits for her; twice changes nothing."""
    rows = Responder.objects.filter(account=account, is_on_duty=True).select_for_update(of=("self",))
    for row in rows.order_by("id"):
        row.is_on_duty = False
        row.save(update_fields=["is_on_duty"])
        _record("providers.responder.duty_set", row, by, now, {"on_duty": False})


def follow_closed_account(event: Any) -> None:
    """Handler: a closed account answers no offers."""
    end_duty_of(account=event.subject, by=SYSTEM, now=event.at)


def follow_ended_post(event: Any) -> None:
    """Handler: whose last post to respond ended answers no offers; another such post keeps her on duty."""
    with enter(system_scope("providers")):
        posts = territory.list_posts(event.subject, event.at)
    if not any(can(Role(post.role), Can.RESPOND) for post in posts):
        end_duty_of(account=event.subject, by=SYSTEM, now=event.at)


def _common(values: dict[str, Any], scope: Scope) -> tuple[dict[str, Any], dict[str, str]]:
    """Name, area, position and telephone, which places and responders share."""
    reasons: dict[str, str] = {}
    values["name"] = values["name"].strip()
    if not values["name"]:
        reasons["name"] = N_("请填写名称。")
    if not (73 <= values["longitude"] <= 136 and 3 <= values["latitude"] <= 54):
        reasons["longitude"] = N_("位置不在中国境内，请核对经度和纬度。")
    values["area"], wrong_area = _area(values["area"], scope)
    values["phone"], wrong_phone = _phone(values["phone"])
    return values, reasons | wrong_area | wrong_phone


def _area(code: int | str, scope: Scope) -> tuple[int, dict[str, str]]:
    try:
        area = int(territory.get_area(code).first)
    except territory.UnknownArea:
        return 0, {"area": N_("没有这个地区代码。")}
    return area, {} if scope.covers(area) else {"area": N_("这个地区不在您的管辖范围内。")}


def _phone(text: str) -> tuple[str, dict[str, str]]:
    try:
        return (read_phone(text).number if text else ""), {}
    except InvalidIdentifier as error:
        return "", {"phone": error.reason}


def _credit_code(text: str) -> tuple[str, dict[str, str]]:
    try:
        return (read_credit_code(text) if text else ""), {}
    except InvalidIdentifier as error:
        return "", {"credit_code": error.reason}


def _one_of(kinds: type[Labelled], field: str, value: str) -> dict[str, str]:
    known = value in kinds.__members__.values()
    return {} if known else {field: N_("请从列出的选项中选择。")}


def _record(kind: str, row: Provider | Responder, by: Actor, now: datetime, payload: dict[str, Any]) -> None:
    events.record(
        kind,
        by=by,
        now=now,
        area=row.area,
        subject_type=f"providers.{type(row).__name__.lower()}",
        subject=row.id,
        organisation=row.organisation,
        payload=payload,
    )
