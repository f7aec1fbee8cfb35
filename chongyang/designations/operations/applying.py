"""Drafts of applications: begun, saved, with files, thrown away. The applicant's side alone sees them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db import transaction

from chongyang.core import access
from chongyang.core.operations import cases, files
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.designations import permissions, queries
from chongyang.designations.enums import DRAFT, ENDED, KEYED, OF_AREA, RETURNED, HolderKind
from chongyang.designations.models import Application, Evidence
from chongyang.designations.operations.errors import UnableToApply
from chongyang.designations.operations.steps import tell
from chongyang.designations.queries import holders
from chongyang.designations.rules import flows
from chongyang.designations.rules.holders import is_name, slot_of
from chongyang.designations.rules.titles import Title, UnknownTitle, get_title
from chongyang.funding.operations.errors import telling_of_file
from chongyang.funding.rules.forms import Faulty
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.rules import reference

NO_TITLE = N_("没有这个称号。")
NO_HOLDER = N_("请选择或写明由谁申报。")
WRONG_KIND = N_("这个称号不能由这类对象申报。")
NO_PLACE = N_("请从列出的机构、街道、社区或县（市、区）中选择，须在您的辖区内。")
NOT_LISTED = N_("您的辖区内没有这个企业或项目，请重新选择或写明名称。")
NO_NAME = N_("请写明名称，最多 80 个字。")
NO_AREA = N_("请选择所在地，须在您的辖区内。")
NOT_THERE = N_("这个称号只给 %(units)s 的单位。")
SENT = N_("这件申报已经在办理，不能再改。")
CHANGED = N_("这件申报在别处改过，请刷新后再保存。")
MANY = N_("您未办结的申报太多，请先等结果或撤回一些。")
TOO_LONG = N_("申报说明最多 2,000 个字。")
NO_KIND = N_("材料清单里没有这一项。")
TOO_MANY_FILES = N_("一件申报最多上传 %(most)s 个文件。")
NO_POINTS = N_("自评分请填 0 到 %(most)s 之间的数。")
MOST, MOST_FILES, MOST_CHARS = 2000, 40, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderForm:
    """For whom: a place by its key, an area by its first value, or a name with the area where it lies.

    `enterprise` and `project` are keys of the library of projects, which then gives name and area.
    """

    kind: str
    provider: UUID | None = None
    area: int | None = None
    name: str = ""
    enterprise: UUID | None = None
    project: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationForm:
    """What was typed; None leaves what stands. `version` is the one that was looked at."""

    statement: str | None = None
    self_points: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None


def title_of(key: str) -> Title:
    try:
        return get_title(key)
    except UnknownTitle:
        raise UnableToApply({"title": NO_TITLE}) from None


@transaction.atomic
def begin(*, title: str, holder: HolderForm, scope: Scope, by: Actor, now: datetime) -> Application:
    """A draft: an institution's clerk for her own, a desk for those of its area. Raises UnableToApply."""
    permissions.demand_apply(scope)
    account = permissions.account_of(by)
    held = title_of(title)
    columns = _holder(held, holder, scope)
    with access.enter(system_scope("draft", actor=by)):
        mine = Application.objects.filter(asked_by=account).exclude(state__in=ENDED)
        if mine.count() >= flows.load().most_open:
            raise UnableToApply({"title": MANY})
        row = Application(
            title=held.key,
            flow=held.flow,
            organisation=scope.organisation if scope.role == Role.INSTITUTION_CLERK else None,
            asked_by=account,
            asked_at=now,
            **columns,
        )
        row.save(force_insert=True)
        tell("begun", row, by, now)
    return row


def _holder(title: Title, form: HolderForm, scope: Scope) -> dict[str, Any]:
    """The columns of the holder, looked up within the scope. Raises UnableToApply."""
    if form.kind not in set(HolderKind):
        raise UnableToApply({"holder": NO_HOLDER})
    kind = HolderKind.of(form.kind)
    if kind not in title.holders:
        raise UnableToApply({"holder": WRONG_KIND})
    if kind is HolderKind.INSTITUTION:
        columns = _place(title, form, scope)
    elif kind in OF_AREA:
        columns = _area(title, form, scope, kind)
    else:
        columns = _named(form, scope, kind)
    _check_within(title, columns["area"])
    return {"holder_kind": kind.value, **columns}


def _place(title: Title, form: HolderForm, scope: Scope) -> dict[str, Any]:
    place = holders.find_place(scope, title, form.provider) if form.provider else None
    if place is None:
        raise UnableToApply({"holder": NO_PLACE})
    slot = slot_of(HolderKind.INSTITUTION.value, place.id, place.name)
    return {"provider": place.id, "area": place.area, "name": place.name, "slot": slot}


def _area(title: Title, form: HolderForm, scope: Scope, kind: HolderKind) -> dict[str, Any]:
    area = holders.find_area(scope, title, kind.value, form.area) if form.area else None
    if area is None:
        raise UnableToApply({"holder": NO_PLACE})
    name = territory.area_name(area.first)
    slot = slot_of(kind.value, area.first, name)
    return {"holder_area": area.first, "area": area.first, "name": name, "slot": slot}


def _named(form: HolderForm, scope: Scope, kind: HolderKind) -> dict[str, Any]:
    """An entry of the library of projects, or a name that may stand in no register of ours."""
    key = getattr(form, KEYED[kind]) if kind in KEYED else None
    if key:
        return _listed(scope, kind, key)
    if not is_name(form.name):
        raise UnableToApply({"name": NO_NAME})
    area = form.area
    is_own = scope.role == Role.INSTITUTION_CLERK
    if is_own:
        area = territory.organisation_of(scope).area if scope.organisation else None
    if area is None or not (is_own or scope.covers(area)):
        raise UnableToApply({"area": NO_AREA})
    name = " ".join(form.name.split())
    known = holders.find_by_name(kind, name, area) if kind in KEYED else None
    return {"area": area, **_slot(kind, known, name)}


def _listed(scope: Scope, kind: HolderKind, key: UUID) -> dict[str, Any]:
    """The columns of an entry of the library; its name and its area are those that stand there."""
    row = holders.find_listed(scope, kind, key)
    if row is None:
        raise UnableToApply({"holder": NOT_LISTED})
    return {"area": row.area, **_slot(kind, row.id, row.name)}


def _slot(kind: HolderKind, key: UUID | None, name: str) -> dict[str, Any]:
    keyed = {KEYED[kind]: key} if key else {}
    return {"name": name, "slot": slot_of(kind.value, key, name), **keyed}


def _check_within(title: Title, area: int) -> None:
    if not title.within:
        return
    units = [one for one in reference.load_reporting_units() if one.key in title.within]
    if not any(one.covers(area) for one in units):
        raise UnableToApply({"holder": Faulty(NOT_THERE, units="、".join(one.name for one in units))})


def editable(application: UUID, scope: Scope) -> Application:
    """The applicant's row, locked, in a state in which it is still hers to write. Raises UnableToApply."""
    cases.hold(application)
    row = queries.access_own(scope, application)
    with access.enter(system_scope("draft", actor=scope.actor)):
        row = Application.objects.select_for_update(of=("self",)).get(id=row.id)
    if row.state not in (DRAFT, RETURNED):
        raise UnableToApply({"state": SENT})
    return row


@transaction.atomic
def save(*, application: UUID, form: ApplicationForm, scope: Scope, by: Actor, now: datetime) -> Application:
    """Keep what is typed so far, in a draft or in what came back. Raises UnableToApply, NotFound."""
    row = editable(application, scope)
    if form.version is not None and form.version != row.version:
        raise UnableToApply({"version": CHANGED})
    if form.statement is not None:
        if len(form.statement) > MOST:
            raise UnableToApply({"statement": TOO_LONG})
        row.statement = form.statement.replace("\x00", "").strip()
    row.self_points = _points(title_of(row.title), {**row.self_points, **form.self_points})
    row.version += 1
    with access.enter(system_scope("draft", actor=by)):
        row.save()
    return row


def _points(title: Title, given: Mapping[str, Any]) -> dict[str, str]:
    """What is known of the self-score; an empty field may stay empty in a draft."""
    kept = {}
    for item in title.items:
        told = str(given.get(item.key) or "").strip()
        if not told:
            continue
        try:
            value = Decimal(told) if len(told) <= MOST_CHARS else None
        except InvalidOperation:
            value = None
        if value is None or not value.is_finite() or not 0 <= value <= item.most:
            raise UnableToApply({f"self-{item.key}": Faulty(NO_POINTS, most=item.most)})
        kept[item.key] = f"{value:f}"
    return kept


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
    """Add a file. Raises UnableToApply with the file's fault, NotFound."""
    row = editable(application, scope)
    if kind not in flows.load().evidence_kinds:
        raise UnableToApply({"kind": NO_KIND})
    whose: dict[str, Any] = {"area": row.area, "organisation": row.organisation}
    with access.enter(system_scope("evidence", actor=by)):
        if Evidence.objects.filter(application=row).count() >= MOST_FILES:
            raise UnableToApply({"file": Faulty(TOO_MANY_FILES, most=MOST_FILES)})
        with telling_of_file(UnableToApply):
            kept = files.take_in(chunks=chunks, name=name, declared=declared, by=by, now=now, **whose)
        made = Evidence(application=row, kind=kind, file=kept, added_at=now, **whose)
        made.added_by = permissions.account_of(by)
        made.save(force_insert=True)
        tell("evidence_added", row, by, now, evidence=str(made.id))
    return made


@transaction.atomic
def detach(*, evidence: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """Take a file away while the application is still the applicant's. Raises NotFound, UnableToApply."""
    held = queries.access_evidence(scope, evidence)
    row = editable(held.application_id, scope)
    with access.enter(system_scope("evidence", actor=by)):
        _erase(held, by, now)
        tell("evidence_removed", row, by, now)


def _erase(held: Evidence, by: Actor, now: datetime) -> None:
    file = held.file
    held.delete()
    files.erase(row=file, by=by, now=now)


@transaction.atomic
def drop_draft(*, application: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """Throw a draft away with its files. Raises UnableToApply for one that was submitted."""
    row = editable(application, scope)
    if row.state != DRAFT:
        raise UnableToApply({"state": SENT})
    with access.enter(system_scope("draft", actor=by)):
        tell("dropped", row, by, now)
        for one in queries.list_evidence(row):
            _erase(one, by, now)
        row.delete()
