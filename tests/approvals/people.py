"""The characters of the four stages: who builds, who sits at the window, and an officer for each place."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from chongyang.approvals import operations, queries
from chongyang.approvals.models import Application, Item, StageRun
from chongyang.approvals.rules import catalogue
from chongyang.approvals.rules.departments import department_on
from chongyang.approvals.rules.tables import place_of
from chongyang.core.access import enter
from chongyang.core.scopes import Scope
from chongyang.territory.enums import Role
from tests.funding.people import PDF, clerk, organisation, scope

__all__ = ["PDF", "clerk", "organisation", "scope"]

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 2, 9, 10, 0, tzinfo=ZONE)
"""A Monday before the Spring Festival: 14 February is worked, 15 to 23 are off, 28 is worked."""
COUNTY = "410105"
WINDOW_OFFICE = "city.government-services"


def window(code: str = COUNTY) -> Scope:
    return scope(Role.WINDOW_CLERK, code, office=WINDOW_OFFICE)


def officer(office: str, code: str = COUNTY) -> Scope:
    return scope(Role.APPROVING_DEPARTMENT, code, office=office)


def do(operation, who: Scope, at: datetime = NOW, **told):
    """An operation as somebody, at a moment of the test."""
    with enter(who):
        return operation(scope=who, by=who.actor, now=at, **told)


class Cast:
    """Everybody whom a project meets; an officer for each place of a case, made when first asked for."""

    def __init__(self) -> None:
        self.applicant, self.window = clerk(organisation("金水测试养老院")), window()
        self._officers: dict[tuple[str, str], Scope] = {}

    def officer_of(self, item: Item, at: datetime = NOW) -> Scope:
        """Who decides an item: one person for a department and a place."""
        told = catalogue.load().stage(item.run.stage).item(item.name)
        key = (item.department, place_of(told))
        if key not in self._officers:
            self._officers[key] = officer(item.department)
        return self._officers[key]

    def convener(self, run: StageRun) -> Scope:
        """Another of the leading department."""
        lead = catalogue.load().stage(run.stage).lead
        key = (department_on(lead, timezone.localdate(run.accepted_at)), "convening")
        if key not in self._officers:
            self._officers[key] = officer(key[0])
        return self._officers[key]


def begun(cast: Cast, at: datetime = NOW, **told) -> Application:
    form = operations.ApplicationForm(**{"name": "测试养老院新建工程", "facts": {}, **told})
    return do(operations.begin, cast.applicant, at, form=form)


def run_of(application: Application) -> StageRun:
    run = queries.current_run(Application.objects.get(id=application.id))
    assert run
    return run


def with_papers(cast: Cast, run: StageRun, at: datetime = NOW, *, reuse: bool = True) -> StageRun:
    """Everything that the stage asks: what was handed in before is used again, the rest is uploaded."""
    if reuse:
        for one in queries.list_reusable(run, at):
            do(operations.reuse, cast.applicant, at, run=run.id, paper=one.paper.id)
    present = {paper.material for paper in queries.list_papers(run)}
    for material in queries.plan_of(run).required:
        if material not in present:
            paper(cast, run, material, at)
    return run


def paper(cast: Cast, run: StageRun, material: str, at: datetime = NOW):
    return do(
        operations.attach, cast.applicant, at, run=run.id, material=material, chunks=[PDF], name="扫描件.pdf"
    )


def submitted(cast: Cast, application: Application, at: datetime = NOW) -> StageRun:
    run = with_papers(cast, run_of(application), at)
    return do(operations.submit, cast.applicant, at, run=run.id)


def accepted(cast: Cast, application: Application, at: datetime = NOW) -> StageRun:
    run = submitted(cast, application, at)
    return do(operations.accept, cast.window, at, run=run.id)


def items_of(run: StageRun, *, state: str = "waiting") -> list[Item]:
    return list(Item.objects.filter(run=run, state=state).select_related("run").order_by("name"))


def item_of(run: StageRun, name: str) -> Item:
    return Item.objects.select_related("run").get(run=run, name=name)


def permit(cast: Cast, item: Item, at: datetime = NOW, number: str = "", who: Scope | None = None) -> Item:
    told = number or f"郑测〔2026〕{item.run.stage}-{item.name}-{item.id.hex[-6:]}号"
    who = who or cast.officer_of(item)
    return do(operations.permit, who, at, item=item.id, number=told, document_on=timezone.localdate(at))


def meet(cast: Cast, run: StageRun, at: datetime = NOW, *, passes: bool = True) -> None:
    """A joint review with the opinion of everybody who takes part."""
    convener = cast.convener(run)
    day = timezone.localdate(at)
    do(operations.call_joint, convener, at, run=run.id, meets_on=day, place="政务大厅三楼会议室")
    for item in items_of(run):
        if item.name in queries.joint_items(run):
            do(operations.opine, cast.officer_of(item), at, item=item.id, agrees=passes, text="按图施工。")
    do(operations.close_joint, convener, at, run=run.id, passes=passes, text="意见见表。")


def permitted(cast: Cast, application: Application, at: datetime = NOW) -> StageRun:
    """The whole of the stage where it stands."""
    run = accepted(cast, application, at)
    later = at + timedelta(hours=1)
    if queries.joint_items(run):
        meet(cast, run, later)
    for item in items_of(run):
        permit(cast, item, later)
    return StageRun.objects.get(id=run.id)
