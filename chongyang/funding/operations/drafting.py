"""Drafts: begun, saved, with evidence, thrown away. Nobody but the applicant's side sees them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.operations import cases, files
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.funding import permissions, queries
from chongyang.funding.enums import DRAFT, RETURNED, Channel
from chongyang.funding.models import Application, Evidence
from chongyang.funding.operations.errors import UnableToApply, telling_of_file
from chongyang.funding.operations.events import tell
from chongyang.funding.queries.rights import NoRight, carer_of, right_over
from chongyang.funding.rules import flows, forms
from chongyang.funding.rules.forms import Faults, Faulty
from chongyang.policy import queries as policy
from chongyang.policy.rules.programmes import Programme, UnknownProgramme, get_programme
from chongyang.providers import queries as providers
from chongyang.registry.models import Elder
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role

NO_PROGRAMME = N_("没有这个项目。")
WHO_ELDER = N_("这个项目由老人本人、受委托的家属或社区窗口申请，请选择老人。")
WHO_CARER = N_("这个项目由护理员本人申请。")
WHO_ORGANISATION = N_("这个项目由机构的经办人申请。")
NO_PLACE = N_("请选择申请所涉及的机构或设施。")
NO_DAY = N_("日期不能晚于今天，也不能早于二十年前。")
ENDED = N_("这件申请已经在办理，不能再改。")
SENT = N_("这件申请已经提交，不能删除；可以撤回。")
MANY = N_("您未办结的申请太多，请先等结果或撤回一些。")
NO_KIND = N_("证明材料清单里没有这一项。")
MOST_FILES = 40
TOO_MANY_FILES = N_("一件申请最多上传 %(most)s 个文件。")
CHANGED = N_("这件申请在别处改过，请刷新后再保存。")
NOT_SHOWN = N_("姓名、开户行或账号太长。")
LONGEST, YEARS = 60, 20
OPEN_TO_EDIT = (DRAFT, RETURNED)


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """What was typed; `inputs` by name as text or JSON values, `objects` the numbers of beds in one text.

    None leaves what stands. `version` is the one that was looked at.
    """

    inputs: Mapping[str, Any] = field(default_factory=dict)
    day: date | None = None
    place: UUID | None = None
    objects: str | None = None
    bank: str | None = None
    account: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whom the application is for, where she or it lies, and by what right."""

    area: int
    name: str
    channel: Channel
    columns: Mapping[str, Any]


def programme_of(code: str) -> Programme:
    try:
        return get_programme(code)
    except UnknownProgramme:
        raise UnableToApply({"programme": NO_PROGRAMME}) from None


@transaction.atomic
def begin(
    *,
    programme: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    person: UUID | None = None,
    form: ApplicationForm | None = None,
) -> Application:
    """A draft for who applies: an institution's clerk, a care worker, an elder, her helper, or the desk for
    her.

    A sanctioned crossing: it is written for the applicant's area. Raises UnableToApply, NotFound.
    """
    permissions.demand_apply(scope)
    held = programme_of(programme)
    applicant = applicant_of(held, person, scope, now)
    with access.enter(system_scope("draft", actor=by)):
        row = draft(held=held, applicant=applicant, by=by, now=now)
        if form:
            _write(row, held, form, scope, now)
        row.save(force_insert=True)
        tell("begun", row, by, now, channel=row.channel)
    return row


def draft(*, held: Programme, applicant: Applicant, by: Actor, now: datetime) -> Application:
    """A new row, not yet written; who applies for herself or another has only so many, a desk as many as
    come. In the system's scope. Raises UnableToApply.
    """
    account = permissions.account_of(by)
    open_ones = Application.objects.filter(asked_by=account, decided_at=None).exclude(state="withdrawn")
    if applicant.channel is not Channel.DESK and open_ones.count() >= flows.load().most_open:
        raise UnableToApply({"programme": MANY})
    return Application(
        programme=held.code,
        flow=held.flow,
        area=applicant.area,
        name=applicant.name,
        channel=applicant.channel.value,
        asked_by=account,
        asked_at=now,
        day=timezone.localdate(now),
        **applicant.columns,
    )


def applicant_of(held: Programme, person: UUID | None, scope: Scope, now: datetime) -> Applicant:
    if held.who == "elder":
        return _elder(person, scope, now)
    if held.who == "carer":
        return _carer(scope)
    return _organisation(scope)


def _elder(person: UUID | None, scope: Scope, now: datetime) -> Applicant:
    if person is None:
        raise UnableToApply({"person": WHO_ELDER})
    try:
        channel, mandate = right_over(scope, person, now)
    except NoRight as refused:
        raise UnableToApply({"person": refused.reason}) from None
    with access.enter(system_scope("applicant", actor=scope.actor)):
        elder = Elder.objects.get(id=person)
        return Applicant(elder.area, elder.name, channel, {"person": elder.id, "mandate": mandate})


def _carer(scope: Scope) -> Applicant:
    with access.enter(system_scope("applicant", actor=scope.actor)):
        carer = carer_of(scope.actor.account) if scope.role == Role.CARE_WORKER else None
    if carer is None:
        raise UnableToApply({"programme": WHO_CARER})
    return Applicant(carer.area, carer.name, Channel.OWN, {"carer": carer.id})


def _organisation(scope: Scope) -> Applicant:
    if scope.role != Role.INSTITUTION_CLERK or scope.organisation is None:
        raise UnableToApply({"programme": WHO_ORGANISATION})
    held = territory.organisation_of(scope)
    return Applicant(held.area, held.name, Channel.OWN, {"organisation": held.id})


@transaction.atomic
def save(*, application: UUID, form: ApplicationForm, scope: Scope, by: Actor, now: datetime) -> Application:
    """Keep what is typed so far, in a draft or in what came back for completion. Raises UnableToApply,
    NotFound.
    """
    row = editable(application, scope)
    with access.enter(system_scope("draft", actor=by)):
        if form.version is not None and form.version != row.version:
            raise UnableToApply({"version": CHANGED})
        _write(row, programme_of(row.programme), form, scope, now)
        row.version += 1
        row.save()
    return row


def editable(application: UUID, scope: Scope) -> Application:
    """The applicant's row, locked, in a state in which it is still hers to write."""
    cases.hold(application)
    row = queries.access_own(scope, application)
    with access.enter(system_scope("draft", actor=scope.actor)):
        row = Application.objects.select_for_update(of=("self",)).get(id=row.id)
    if row.state not in OPEN_TO_EDIT:
        raise UnableToApply({"state": ENDED})
    return row


def _write(row: Application, held: Programme, form: ApplicationForm, scope: Scope, now: datetime) -> None:
    faults: Faults = {}
    _write_day(row, form, faults, now)
    values, wrong = forms.read_inputs(
        {**row.inputs, **form.inputs}, _asked(held, row, form.inputs), complete=False
    )
    faults |= wrong
    _write_place(row, form, faults)
    _write_objects(row, form, faults)
    for name in ("bank", "account"):
        text = getattr(form, name)
        if text is not None and len(text) > LONGEST:
            faults[name] = Faulty(NOT_SHOWN)
        elif text is not None:
            setattr(row, name, "".join(char for char in text.strip() if char.isprintable()))
    if faults:
        raise UnableToApply(faults)
    row.inputs = {name: value for name, value in values.items() if value is not None}


def _asked(held: Programme, row: Application, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the city's reading asks on the day; while the plan is not in force, everything it could ask."""
    asked = held.inputs_asked(policy.values_for(row.day))
    kept = {name: held.inputs[name] for name in row.inputs if name in held.inputs and name not in given}
    return {**kept, **asked} if asked else dict(held.inputs)


def _write_day(row: Application, form: ApplicationForm, faults: Faults, now: datetime) -> None:
    if form.day is None:
        return
    today = timezone.localdate(now)
    if not today.replace(year=today.year - YEARS, day=1) <= form.day <= today:
        faults["day"] = Faulty(NO_DAY)
    else:
        row.day = form.day


def _write_place(row: Application, form: ApplicationForm, faults: Faults) -> None:
    """The institution decides the county that pays."""
    if form.place is None:
        return
    place = providers.get_provider(form.place)
    if place is None or place.closed_on is not None:
        faults["place"] = Faulty(NO_PLACE)
    else:
        row.place, row.area = place.id, place.area if row.organisation else row.area


def _write_objects(row: Application, form: ApplicationForm, faults: Faults) -> None:
    if form.objects is None:
        return
    try:
        row.objects_named = list(forms.read_objects(form.objects))
    except Faulty as fault:
        faults["objects"] = fault


@transaction.atomic
def attach(
    *,
    application: UUID,
    kind: str,
    chunks: Iterable[bytes],
    name: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    declared: int | None = None,
) -> Evidence:
    """Add a file to an item of the evidence list. Raises UnableToApply with the file's fault, NotFound."""
    row = editable(application, scope)
    if kind not in programme_of(row.programme).evidence:
        raise UnableToApply({"kind": NO_KIND})
    with access.enter(system_scope("evidence", actor=by)):
        if Evidence.objects.filter(application=row).count() >= MOST_FILES:
            raise UnableToApply({"file": Faulty(TOO_MANY_FILES, most=MOST_FILES)})
        whose: dict[str, Any] = {"area": row.area, "organisation": row.organisation, "person": row.person}
        with telling_of_file(UnableToApply):
            kept = files.take_in(chunks=chunks, name=name, declared=declared, by=by, now=now, **whose)
        account = permissions.account_of(by)
        made = Evidence.objects.create(
            application=row, kind=kind, file=kept, added_by=account, added_at=now, **whose
        )
        tell("evidence_added", row, by, now, evidence=str(made.id))
    return made


@transaction.atomic
def detach(*, evidence: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """Take a file away that was not handed in with anything decided. Raises NotFound, UnableToApply."""
    held = queries.access_evidence(scope, evidence)
    row = editable(held.application_id, scope)
    with access.enter(system_scope("evidence", actor=by)):
        file = held.file
        held.delete()
        files.erase(row=file, by=by, now=now)
        tell("evidence_removed", row, by, now)


@transaction.atomic
def drop_draft(*, application: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """Throw a draft away with its files. Raises UnableToApply for one that was submitted."""
    row = editable(application, scope)
    if row.state != DRAFT:
        raise UnableToApply({"state": SENT})
    with access.enter(system_scope("draft", actor=by)):
        tell("dropped", row, by, now)
        for one in Evidence.objects.filter(application=row).select_related("file").order_by("id"):
            file = one.file
            one.delete()
            files.erase(row=file, by=by, now=now)
        row.delete()
