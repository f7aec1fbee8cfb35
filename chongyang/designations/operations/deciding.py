"""A title is proposed on the signed sheet, and given with a plaque, or refused."""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from chongyang.core.scopes import Actor, Scope
from chongyang.core.words import N_
from chongyang.designations import queries
from chongyang.designations.enums import Kind, TitleState
from chongyang.designations.models import Application, Evaluation, TitleHeld
from chongyang.designations.operations.applying import title_of
from chongyang.designations.operations.errors import UnableToJudge
from chongyang.designations.operations.noticing import publish
from chongyang.designations.operations.steps import held_in, judging, step, tell, tell_title
from chongyang.designations.rules import plaques
from chongyang.designations.rules.flows import PASSED
from chongyang.designations.rules.reviews import months_after, next_review
from chongyang.designations.rules.titles import Title
from chongyang.funding.rules.forms import Faulty

NOT_SIGNED = N_("还没有两人签字的评分，不能提出。")
NOT_PASSED = N_("评分 %(total)s 分，没有达到 %(least)s 分，不能提出认定；请写明理由提出不予认定。")
TAKEN = N_("牌匾编号 %(number)s 已经用过，请换一个。")
HOLDS = N_("这个对象已持有这一称号，不能重复认定。")
QUOTA = N_("%(level)s%(place)s按方案最多 %(most)s 个，现有 %(held)s 个；超出须写明理由。")
MOST_REASON, YEAR = 300, 12


@transaction.atomic
def propose(*, application: UUID, scope: Scope, by: Actor, now: datetime, reason: str = "") -> Application:
    """Propose on the signed sheet and publish it. Raises UnableToJudge, UnableToStep, NotFound."""
    row, _ = held_in(application, scope, Kind.PROPOSE)
    with judging(row, by, now) as facts:
        found = _signed(row)
        if not found.passes:
            title = title_of(row.title)
            raise UnableToJudge({"points": Faulty(NOT_PASSED, total=found.total, least=title.least)})
        row.proposed_office = by.organisation
        step(row, "propose", by, now, facts={*facts, PASSED}, reason=reason)
        notice = publish(row, found, now)
        row.save()
        tell("published", row, by, now, notice=str(notice.id), to_on=str(notice.to_on))
    return row


def _signed(row: Application) -> Evaluation:
    found = queries.signed_evaluation(row)
    if found is None:
        raise UnableToJudge({"evaluation": NOT_SIGNED})
    return found


@transaction.atomic
def advise_against(*, application: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Application:
    """Lay it before who decides with the advice to refuse; there is no notice of a no."""
    row, _ = held_in(application, scope, Kind.PROPOSE)
    return _step(row, "advise_against", reason, by, now)


@transaction.atomic
def refuse(*, application: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Application:
    """No title, with the reason that the applicant reads."""
    row, _ = held_in(application, scope, Kind.DECIDE)
    row.answer = reason.strip()
    return _step(row, "refuse", reason, by, now)


@transaction.atomic
def send_back(*, application: UUID, reason: str, scope: Scope, by: Actor, now: datetime) -> Application:
    """Who decides asks who proposes to propose anew, with the reason."""
    row, _ = held_in(application, scope, Kind.DECIDE)
    return _step(row, "send_back", reason, by, now)


def _step(row: Application, action: str, reason: str, by: Actor, now: datetime) -> Application:
    with judging(row, by, now) as facts:
        step(row, action, by, now, facts=facts, reason=reason)
        row.save()
    return row


@transaction.atomic
def give(
    *,
    application: UUID,
    scope: Scope,
    by: Actor,
    now: datetime,
    plaque: str = "",
    over_quota: str = "",
) -> TitleHeld:
    """Give the title from today, with the next number of a plaque or the one that was told. Beyond the
    quota only with a reason, which stays with the title. Raises UnableToJudge, UnableToStep, NotFound.
    """
    row, _ = held_in(application, scope, Kind.DECIDE)
    title, today = title_of(row.title), timezone.localdate(now)
    with judging(row, by, now) as facts:
        found = _signed(row)
        facts |= {PASSED} if found.passes else set()
        _lock(title)
        step(row, "give", by, now, facts=facts)
        _end_former(title, row, found, today)
        held = _make(title, row, found, today)
        held.plaque = plaque.strip().upper() or _next_number(title, today.year)
        held.over_quota = _over_quota(title, row, today, over_quota)
        held.given_at = now
        _insert(held, title)
        row.save()
        tell("given", row, by, now, title_held=str(held.id))
        tell_title("given", held, by, now, grade=held.grade)
    return held


def _lock(title: Title) -> None:
    """Two decisions of one title wait for each other: quota and number are counted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"designations:{title.key}"])


def _make(title: Title, row: Application, found: Evaluation, today: date) -> TitleHeld:
    until = months_after(today, title.years * YEAR)
    return TitleHeld(
        title=row.title,
        holder_kind=row.holder_kind,
        slot=row.slot,
        name=row.name,
        provider=row.provider,
        holder_area=row.holder_area,
        enterprise=row.enterprise,
        project=row.project,
        area=row.area,
        application=row,
        total=found.total,
        grade=found.grade,
        valid_from=today,
        valid_to=until,
        review_on=next_review(today, title.review_months, until),
    )


def _next_number(title: Title, year: int) -> str:
    """One after the highest of the year, those that were typed counted."""
    used = TitleHeld.objects.filter(plaque__startswith=f"{title.code}-{year}-")
    highest = max(map(plaques.serial_of, used.order_by("id").values_list("plaque", flat=True)), default=0)
    return plaques.number_of(title.code, year, highest + 1)


def _over_quota(title: Title, row: Application, today: date, reason: str) -> str:
    """The reason that is kept where the quota is full; nothing where it is not."""
    quota = queries.quota_of(title, row.area, today)
    if quota is None or not quota.is_full:
        return ""
    if not reason.strip():
        told = {"level": quota.level, "place": quota.place, "most": quota.most, "held": quota.held}
        raise UnableToJudge({"over_quota": Faulty(QUOTA, **told)})
    return reason.strip()[:MOST_REASON]


def _end_former(title: Title, row: Application, found: Evaluation, today: date) -> None:
    """A title with grades takes the place of the holder's former one, if the grade is another."""
    former = queries.living_of(row.title, row.slot, today) if title.grades else None
    if former is not None and former.grade != found.grade:
        former.state, former.valid_to = TitleState.LAPSED.value, today
        former.review_on = min(former.review_on, today)
        former.save(update_fields=["state", "valid_to", "review_on"])


def _insert(held: TitleHeld, title: Title) -> None:
    if not plaques.is_number(held.plaque, title.code):
        sample = plaques.number_of(title.code, held.valid_from.year, 1)
        raise UnableToJudge({"plaque": Faulty(plaques.BAD_NUMBER, sample=sample)})
    try:
        with transaction.atomic():
            held.save(force_insert=True)
    except IntegrityError as error:
        if "titleheld_once" in str(error):
            raise UnableToJudge({"holder": HOLDS}) from None
        if "plaque" in str(error):
            raise UnableToJudge({"plaque": Faulty(TAKEN, number=held.plaque)}) from None
        raise
