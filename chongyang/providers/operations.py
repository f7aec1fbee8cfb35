"""Writes of providers: places, responders, and who is on duty."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, Value
from django.db.models.functions import Greatest

from chongyang.core import events
from chongyang.core.access import enter, visible
from chongyang.core.identifiers import InvalidIdentifier, read_credit_code, read_phone
from chongyang.core.labels import Labelled
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.providers import queries
from chongyang.providers.enums import OwnerKind, ProviderKind, ResponderKind, Skill
from chongyang.providers.models import DutyTurn, Provider, Responder, ResponderPosition
from chongyang.providers.rules.positions import load_positions
from chongyang.providers.rules.suiting import Suitability, reasons_against
from chongyang.registry import queries as registry
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can, can


class UnableToRegister(Exception):
    """Some fields cannot be taken; `reasons` tells why for each, in Chinese source text."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__("、".join(sorted(reasons)))
        self.reasons = dict(reasons)


class UnableToEdit(UnableToRegister):
    """What is said of a responder cannot be taken."""


class UnableToSetDuty(Exception):
    """No such responder within reach."""


NOT_SHARED = N_("只有当班并同意共享位置时才接收位置")
NOT_HERE = N_("位置不在中国境内，请核对经度和纬度。")
NO_RESPONDER = N_("您的账号还没有登记为响应人员，请联系站点负责人。")


class UnableToShare(Exception):
    """The position is not taken; Chinese source text."""


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
def update_responder(
    *, responder: UUID, form: Suitability, scope: Scope, by: Actor, now: datetime
) -> Responder:
    """Replace what is known of a responder; saying the same twice writes one event, which names the fields
    that changed, never a value. Raises queries.NotFound, UnableToEdit.
    """
    queries.access_editable(scope, responder)
    row = Responder.objects.select_for_update(of=("self",)).get(id=responder)
    if reasons := reasons_against(form) or _strange_keys(form, row, scope):
        raise UnableToEdit(reasons)
    changed = {name: value for name, value in form.columns().items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save(update_fields=list(changed))
        _record("providers.responder.updated", row, by, now, {"fields": list(changed)})
    return row


def _strange_keys(form: Suitability, row: Responder, scope: Scope) -> dict[str, str]:
    """A key that is added is that of an elder whom the clerk reaches; one held already may stay."""
    try:
        for elder in set(form.holds_keys_of) - set(row.holds_keys_of):
            registry.access_elder(scope, elder)
    except registry.NotFound:
        return {"holds_keys_of": N_("辖区内没有这位老人。")}
    return {}


@transaction.atomic
def set_duty(*, responder: UUID, on_duty: bool, scope: Scope, by: Actor, now: datetime) -> Responder:
    """Put a responder on or off duty; saying it twice changes nothing. Raises UnableToSetDuty."""
    rows = visible(Responder.objects.filter(id=responder), scope)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise UnableToSetDuty(str(responder))
    if row.is_on_duty != on_duty:
        _turn(row, on_duty, by, now)
    return row


def _turn(row: Responder, on_duty: bool, by: Actor, now: datetime) -> None:
    """Begin or end a turn of duty; where she was is nobody's business from the end on."""
    row.is_on_duty = on_duty
    row.save(update_fields=["is_on_duty"])
    with enter(system_scope("duty", actor=by)):
        if on_duty:
            DutyTurn.objects.create(responder=row, area=row.area, began_at=now)
        else:
            DutyTurn.objects.filter(responder=row, ended_at=None).update(
                ended_at=Greatest("began_at", Value(now, DateTimeField()))
            )
            ResponderPosition.objects.filter(responder=row).delete()
    _record("providers.responder.duty_set", row, by, now, {"on_duty": on_duty})


@transaction.atomic
def end_duty_of(*, account: UUID, by: Actor, now: datetime) -> None:
    """Whoever left is on duty no more, so that no incident waits for her; twice changes nothing."""
    rows = Responder.objects.filter(account=account, is_on_duty=True).select_for_update(of=("self",))
    for row in rows.order_by("id"):
        _turn(row, False, by, now)


@transaction.atomic
def set_sharing(*, shares: bool, scope: Scope, now: datetime) -> Responder:
    """A responder says whether the seat may see where she is while on duty; saying no deletes it at once.

    Her own yes alone counts (PIPL art. 13, 15); the event names the version of the words.
    Raises UnableToShare.
    """
    row = _own(scope)
    if (row.shares_position_since is not None) != shares:
        row.shares_position_since = now if shares else None
        row.save(update_fields=["shares_position_since"])
        if not shares:
            with enter(system_scope("position", actor=scope.actor)):
                ResponderPosition.objects.filter(responder=row).delete()
        told = {"shares": shares, "text": load_positions().consent_text}
        _record("providers.responder.sharing_set", row, scope.actor, now, told)
    return row


@transaction.atomic
def report_position(
    *,
    longitude: float,
    latitude: float,
    scope: Scope,
    now: datetime,
    at: datetime,
    accuracy: float | None = None,
) -> None:
    """Where the responder is; the row before is overwritten, an older report is passed over. No event: that
    would be the path that nobody shall keep. Raises UnableToShare.
    """
    row = _own(scope)
    if not (row.is_on_duty and row.shares_position_since):
        raise UnableToShare(NOT_SHARED)
    if not (73 <= longitude <= 136 and 3 <= latitude <= 54):
        raise UnableToShare(NOT_HERE)
    moment = min(at, now)
    place = {"area": row.area, "longitude": longitude, "latitude": latitude, "at": moment}
    metres = None if accuracy is None else max(0, min(round(accuracy), 1_000_000))
    with enter(system_scope("position", actor=scope.actor)):
        held = ResponderPosition.objects.filter(responder=row).first()
        if held is None or held.at <= moment:
            ResponderPosition.objects.update_or_create(
                responder=row, defaults={**place, "accuracy_metres": metres}
            )


def purge_positions(*, now: datetime) -> int:
    """Delete what is older than the retention; in the system's scope."""
    old = ResponderPosition.objects.filter(at__lt=now - load_positions().retention)
    return old.delete()[0]


def _own(scope: Scope) -> Responder:
    """The responder whom the acting account stands for, held until the transaction ends."""
    demand(scope, Can.RESPOND)
    rows = visible(Responder.objects.filter(account=scope.actor.account), scope)
    row = rows.select_for_update(of=("self",)).first() if scope.actor.account else None
    if row is None:
        raise UnableToShare(NO_RESPONDER)
    return row


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
