"""A project asks for its approvals; a stage is begun, or begun anew after a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string

from chongyang.approvals import permissions, queries
from chongyang.approvals.enums import COMPLETING, DRAFT, ENDED, PERMITTED, ApplicationState
from chongyang.approvals.models import Application, StageRun
from chongyang.approvals.operations.errors import UnableToApply
from chongyang.approvals.operations.stepping import open_run, tell
from chongyang.approvals.rules import catalogue
from chongyang.core import access
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.texts import is_line
from chongyang.core.words import N_
from chongyang.funding.rules.forms import Faulty
from chongyang.projects import queries as projects
from chongyang.projects.models import Project
from chongyang.territory import queries as territory

CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LONGEST = 120
AREAS = (1, 10**12)
NAME_LACKS = N_("请填写项目名称。")
NAME_WRONG = N_("项目名称最多 %(most)s 个字，不能有换行。")
NO_AREA = N_("没有这个区域，请从列出的区域中选择。")
NO_ORGANISATION = N_("报建由建设单位办理，请用单位的账号登录。")
TOO_MANY = N_("在办的报建太多，最多 %(most)s 件。")
NO_PROJECT = N_("项目库里没有这个编号，请核对，不在库里的可以不填。")
PROJECT_TWICE = N_("这个项目已经在报建，不能重复申报。")
UNKNOWN_STAGE = N_("没有这个阶段。")
SKIPPED = N_("前一阶段“%(stage)s”还没有办结，不能申报这个阶段。")
RUNS_ALREADY = N_("这个项目已有一个阶段在办理。")
DONE_ALREADY = N_("这个阶段已经办结，不需要再申报。")
ENDED_ALREADY = N_("这件报建已经结束。")
FACTS_FIXED = N_("第一阶段已经受理，项目情况不能再改；确有变化的请撤回后重新申报。")
UNKNOWN_FACT = N_("没有这一项情况。")


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationForm:
    """What a project is called, where it stands, and what is told. Without an area it is the library
    project's where that is confirmed, else the organisation's.

    `project` is the key of the library's project, or `library` its number there (2018-34-07).
    """

    name: str
    area: int | None = None
    project: UUID | None = None
    library: str = ""
    facts: Mapping[str, bool] = field(default_factory=dict)


@transaction.atomic
def begin(*, form: ApplicationForm, scope: Scope, by: Actor, now: datetime) -> Application:
    """An application with the draft of its first stage. Raises UnableToApply."""
    permissions.demand_apply(scope)
    if scope.organisation is None:
        raise UnableToApply({"organisation": NO_ORGANISATION})
    held = territory.organisation_of(scope)
    with access.enter(system_scope("approvals draft", actor=by)):
        project = _project_of(form)
        name, area, facts = _read(form, _place_of(project, held.area))
        most = catalogue.load().window.most_open
        mine = Application.objects.filter(organisation=held.id, state=ApplicationState.OPEN.value)
        if mine.count() >= most:
            raise UnableToApply({"name": Faulty(TOO_MANY, most=most)})
        row = Application(
            project=project.id if project else None,
            name=name,
            area=area,
            organisation=held.id,
            asked_by=permissions.account_of(by),
            asked_at=now,
            facts=facts,
            code=get_random_string(6, CODE_SIGNS),
            stage=catalogue.load().first.name,
        )
        _save_once(row)
        tell("application.begun", open_run(row, row.stage, now), by, now)
    return row


def _project_of(form: ApplicationForm) -> Project | None:
    """The library's project that is told by key or number; none where neither is. System scope."""
    inside, number = system_scope("approvals draft"), form.library.strip()[:20]
    try:
        if form.project:
            return projects.access_project(inside, form.project)
        return projects.get_by_number(inside, number) if number else None
    except projects.NotFound:
        raise UnableToApply({"library": NO_PROJECT}) from None


def _place_of(project: Project | None, own_area: int) -> int:
    """Whose window has it: where it is built, as far as that is known."""
    if project is None or not project.is_area_confirmed or len(territory.area_path(project.area)) <= 1:
        return own_area
    return int(project.area)


def _save_once(row: Application) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "apprapp_project_once" not in str(error):
            raise
        raise UnableToApply({"project": PROJECT_TWICE}) from None


def _read(form: ApplicationForm, own_area: int) -> tuple[str, int, dict[str, bool]]:
    faults: dict[str, str | Faulty] = {}
    name = form.name.strip()
    if not name:
        faults["name"] = NAME_LACKS
    elif len(name) > LONGEST or not is_line(name):
        faults["name"] = Faulty(NAME_WRONG, most=LONGEST)
    area = own_area if form.area is None else form.area
    if area not in range(*AREAS) or len(territory.area_path(area)) <= 1:
        faults["area"] = NO_AREA
    if set(form.facts) - {fact.name for fact in catalogue.load().facts}:
        faults["facts"] = UNKNOWN_FACT
    if faults:
        raise UnableToApply(faults)
    return name, area, {name: bool(value) for name, value in form.facts.items()}


@transaction.atomic
def tell_facts(
    *, application: UUID, facts: Mapping[str, bool], scope: Scope, by: Actor, now: datetime
) -> Application:
    """Mend what is told of a project while its first stage is the applicant's. Raises UnableToApply."""
    row = queries.access_own(scope, application)
    with access.enter(system_scope("approvals draft", actor=by)):
        runs = StageRun.objects.filter(application=row).select_for_update(of=("self",))
        run = runs.order_by("-begun_at", "-id").first()
        is_first = run is not None and run.stage == catalogue.load().first.name
        if run is None or not is_first or run.state not in (DRAFT, COMPLETING):
            raise UnableToApply({"facts": FACTS_FIXED})
        if set(facts) - {fact.name for fact in catalogue.load().facts}:
            raise UnableToApply({"facts": UNKNOWN_FACT})
        row.facts = {name: bool(value) for name, value in facts.items()}
        row.save()
        tell("application.facts_told", run, by, now)
    return row


@transaction.atomic
def begin_stage(*, application: UUID, stage: str, scope: Scope, by: Actor, now: datetime) -> StageRun:
    """The draft of a stage: only after the one before it was permitted, and again after a refusal or a
    withdrawal; what was permitted in the former turn is carried. Raises UnableToApply.
    """
    row = queries.access_own(scope, application)
    with access.enter(system_scope("approvals draft", actor=by)):
        row = Application.objects.select_for_update(of=("self",)).get(id=row.id)
        _check_order(row, stage)
        run = open_run(row, stage, now)
        tell("stage.begun", run, by, now, turn=run.turn)
    return run


def _check_order(row: Application, stage: str) -> None:
    told = catalogue.load()
    names = [one.name for one in told.stages]
    if row.state != ApplicationState.OPEN:
        raise UnableToApply({"state": ENDED_ALREADY})
    if stage not in names:
        raise UnableToApply({"stage": UNKNOWN_STAGE})
    runs = StageRun.objects.filter(application=row)
    done = set(runs.filter(state=PERMITTED).values_list("stage", flat=True))
    if stage in done:
        raise UnableToApply({"stage": DONE_ALREADY})
    lacking = next((one for one in told.stages[: names.index(stage)] if one.name not in done), None)
    if lacking:
        raise UnableToApply({"stage": Faulty(SKIPPED, stage=lacking.label)})
    if runs.exclude(state__in=ENDED).exists():
        raise UnableToApply({"stage": RUNS_ALREADY})
