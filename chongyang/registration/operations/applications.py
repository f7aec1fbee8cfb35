"""The family or the elder applies to be registered; a clerk looks for doubles and decides."""

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access, workdays
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.registration import permissions, queries
from chongyang.registration.models import Application
from chongyang.registration.operations.changes import ZONE
from chongyang.registration.operations.errors import UnableToAsk
from chongyang.registration.rules.lifecycles import APPLICATION
from chongyang.registration.rules.settings import load
from chongyang.registry import operations as registry
from chongyang.registry import queries as files
from chongyang.registry.models import Elder
from chongyang.registry.operations.elders import read_area
from chongyang.registry.rules import forms
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

TOO_MANY = N_("您还有申请正在办理，请等有了结果再申请。")
ASKED_BEFORE = N_("这个身份证号码的申请正在办理。")
AREA_LACKS = N_("请选到社区（村）。")


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """Who shall be registered, and what the applicant is to her; empty for the elder herself."""

    elder: forms.ElderForm
    relation: str = ""


@transaction.atomic
def apply(*, form: ApplicationForm, scope: Scope, by: Actor, now: datetime) -> Application:
    """Ask for a registration from an account without areas; the clerk of the chosen place decides.

    A sanctioned crossing: the row is written for the area that was chosen. The same number asked twice by one
    account is refused; whether anybody is registered already is told to the clerk alone. Raises UnableToAsk.
    """
    demand(scope, Can.FOLLOW_FAMILY)
    area, account = _read(form, now), permissions.account_of(by)
    row = Application(
        area=area,
        form=as_text(form.elder),
        identity_index=queries.index_for(form.elder.identity_number, timezone.localdate(now)),
        relation=form.relation,
        asked_by=account,
        asked_at=now,
        due_at=workdays.deadline(now, int(load("changes")["application_workdays"]), ZONE),
    )
    with access.enter(system_scope("application", actor=by)):
        waiting = Application.objects.filter(asked_by=account, state="waiting").count()
        if waiting >= int(load("changes")["most_open_applications"]):
            raise UnableToAsk({"form": TOO_MANY})
        return _write(row, by, now)


def _read(form: ApplicationForm, now: datetime) -> int:
    today = timezone.localdate(now)
    _, reasons = forms.read_elder(form.elder, today)
    _, wrong_contacts = forms.read_contacts(form.elder.contacts, today)
    area, wrong_area = read_area(form.elder.area, system_scope("area"))
    if reasons := reasons | wrong_contacts | wrong_area:
        raise UnableToAsk(reasons)
    return area


def _write(row: Application, by: Actor, now: datetime) -> Application:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "application_open_once" not in str(error):
            raise
        raise UnableToAsk({"identity_number": ASKED_BEFORE}) from None
    cases.open_case(lifecycle=APPLICATION, area=row.area, by=by, now=now, case_id=row.id)
    return row


def as_text(form: forms.ElderForm) -> str:
    """A form as JSON, to be sealed."""
    told = asdict(form)
    for contact in told["contacts"]:
        contact.pop("keeps")
    return json.dumps(told, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


@transaction.atomic
def accept_application(
    *, application: UUID, scope: Scope, by: Actor, now: datetime, form: forms.ElderForm | None = None
) -> Elder:
    """Register her with what was applied for, or as the clerk corrected it. Who looked for doubles first is
    the clerk: the page shows them. Raises NotFound, UnableToStep, the registry's UnableToRegister.
    """
    permissions.demand_write(scope)
    row = _held(application, scope)
    _perform(row, "accept", by, now)
    elder = registry.register_elder(scope=scope, form=form or queries.form_of(row), by=by, now=now)
    _end(row, "accepted", elder.id, "", by, now)
    return elder


@transaction.atomic
def link_application(
    *, application: UUID, person: UUID, scope: Scope, by: Actor, now: datetime
) -> Application:
    """She is registered already: the application ends with her file, and writes nothing into it."""
    permissions.demand_write(scope)
    row = _held(application, scope)
    elder = files.access_elder(scope, person)
    _perform(row, "link", by, now)
    return _end(row, "linked", elder.id, "", by, now)


@transaction.atomic
def refuse_application(
    *, application: UUID, reason: str, scope: Scope, by: Actor, now: datetime
) -> Application:
    """Not taken, with the reason that the applicant reads."""
    permissions.demand_write(scope)
    row = _held(application, scope)
    _perform(row, "refuse", by, now, reason=reason)
    return _end(row, "refused", None, reason, by, now)


@transaction.atomic
def withdraw_application(*, application: UUID, scope: Scope, by: Actor, now: datetime) -> Application:
    """Who applied no longer wants it."""
    demand(scope, Can.FOLLOW_FAMILY)
    with access.enter(system_scope("application", actor=by)):
        cases.hold(application)
        row = Application.objects.filter(id=application, asked_by=permissions.account_of(by)).first()
        if row is None:
            raise queries.NotFound(str(application))
        _perform(row, "withdraw", by, now)
        return _end(row, "withdrawn", None, "", by, now)


def _held(application: UUID, scope: Scope) -> Application:
    cases.hold(application)
    return queries.access_application(scope, application)


def _perform(row: Application, action: str, by: Actor, now: datetime, **said: Any) -> None:
    cases.perform(case=Case(id=row.id), action=action, by=by, now=now, how="desk", **said)


def _end(
    row: Application, state: str, person: UUID | None, answer: str, by: Actor, now: datetime
) -> Application:
    row.state, row.person, row.answer, row.decided_at = state, person, answer.strip() or None, now
    row.decided_by = None if state == "withdrawn" else by.account
    row.save(update_fields=["state", "person", "answer", "decided_at", "decided_by"])
    return row
