"""A provider enters its carers, changes what is known of them, and ends their work."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core.fields import index_of
from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.workforce import permissions, queries
from chongyang.workforce.models import Carer
from chongyang.workforce.operations.errors import UnableToDo, refuse, refuse_faults
from chongyang.workforce.operations.telling import tell
from chongyang.workforce.rules import forms

TWICE = N_("这个身份证号码的护理员在这段时间已由一家服务商登记，同一人不能同时登记两次。")
ENDED = N_("这位护理员已经离职，不能再改。")
BEFORE_START = N_("离职日期应在入职日期之后。")
BEFORE_TODAY = N_("离职日期不能早于今天。")
NO_ACCOUNT = N_("没有这个账号，或它在本单位没有护理员岗位。请先由系统管理员开通。")
ACCOUNT_TAKEN = N_("这个账号已属于另一位护理员。")
OTHER_PROVIDER = N_("只能登记本单位的护理员。")


@dataclass(frozen=True, slots=True, kw_only=True)
class CarerForm:
    """What is typed. `identity_number` is asked once and never shown again; a change leaves it empty."""

    name: str
    identity_number: str = ""
    phone: str = ""
    dialects: tuple[str, ...] = ()
    area: int | None = None
    longitude: float | None = None
    latitude: float | None = None
    travel_mode: str = "ebike"
    weekly_hours: float = 40
    starts_on: date | None = None


@transaction.atomic
def enter(*, form: CarerForm, scope: Scope, by: Actor, now: datetime) -> Carer:
    """A carer begins to work for the actor's provider. Raises UnableToDo, NotAllowed."""
    permissions.demand_keep(scope)
    values, faults = forms.read_carer(asdict(form), timezone.localdate(now), is_new=True)
    refuse_faults(faults | _place_faults(form))
    number = values.pop("identity_number")
    row = Carer(organisation=permissions.provider_of(scope), entered_at=now, **values)
    row.identity_number, row.identity_index = number, index_of(number, "carer")
    _insert(row)
    tell("entered", row, by, now)
    return row


def _place_faults(form: CarerForm) -> dict[str, str]:
    """The area must lie in a county of the tree."""
    if form.area is None or any(one.level == "county" for one in territory.area_path(form.area)):
        return {}
    return {"area": forms.NO_AREA}


def _insert(row: Carer) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "carer_once" not in str(error):
            raise
        refuse("identity_number", TWICE)


def editable(scope: Scope, carer: UUID, now: datetime) -> Carer:
    """A carer of the actor's own provider who still works there, locked. Raises UnableToDo, NotFound."""
    permissions.demand_keep(scope)
    row = queries.access_carer(scope, carer)
    if not scope.system and row.organisation != scope.organisation:
        refuse("organisation", OTHER_PROVIDER)
    locked = Carer.objects.select_for_update(of=("self",)).get(id=row.id)
    if locked.ends_on and locked.ends_on <= timezone.localdate(now):
        refuse("ends_on", ENDED)
    return locked


@transaction.atomic
def update(*, carer: UUID, form: CarerForm, scope: Scope, by: Actor, now: datetime) -> Carer:
    """Replace what is known, but for the identity; the event names the fields that changed, never a value.
    Raises UnableToDo, NotFound.
    """
    row = editable(scope, carer, now)
    values, faults = forms.read_carer(asdict(form), timezone.localdate(now), is_new=False)
    refuse_faults(faults | _place_faults(form))
    changed = {name: value for name, value in values.items() if _differs(row, name, value)}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        row.save(update_fields=list(changed))
        tell("updated", row, by, now, fields=sorted(changed))
    return row


def _differs(row: Carer, name: str, value: Any) -> bool:
    held = getattr(row, name)
    return bool(held.plain != value) if name == "phone" else bool(held != value)


@transaction.atomic
def end(*, carer: UUID, ends_on: date, scope: Scope, by: Actor, now: datetime) -> Carer:
    """Her work for the provider ends: `ends_on` is the first day on which she is not sent any more.
    Her account is released when that day comes. Raises UnableToDo, NotFound.
    """
    row = editable(scope, carer, now)
    if ends_on <= row.starts_on:
        refuse("ends_on", BEFORE_START)
    today = timezone.localdate(now)
    if ends_on < today:
        refuse("ends_on", BEFORE_TODAY)
    row.ends_on = ends_on
    if ends_on <= today:
        row.account = None
    row.save(update_fields=["ends_on", "account"])
    tell("ended", row, by, now, on=ends_on.isoformat())
    return row


@transaction.atomic
def link_account(*, carer: UUID, username: str, scope: Scope, by: Actor, now: datetime) -> Carer:
    """The account with which she signs in on her telephone: one with a carer's post in the same organisation.
    Raises UnableToDo, NotFound.
    """
    row = editable(scope, carer, now)
    account, posts = territory.find_worker(username[:60], now) or (None, [])
    if not any(p.role == Role.CARE_WORKER and p.organisation_id == row.organisation for p in posts):
        refuse("username", NO_ACCOUNT)
    row.account = account
    try:
        with transaction.atomic():
            row.save(update_fields=["account"])
    except IntegrityError:
        raise UnableToDo({"username": ACCOUNT_TAKEN}) from None
    tell("account_linked", row, by, now)
    return row
