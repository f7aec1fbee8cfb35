"""What the leading group's office did in a demo city: letters, a meeting, proposals; invented."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.duties import operations
from chongyang.duties.models import Escalation, Progress, Run
from chongyang.duties.rules.items import by_key
from chongyang.workshop.duties_people import DAY, LIAISONS, OFFICE, SECOND, THIRD, People, act_as

LETTERS_AT = datetime(2019, 1, 10, 2, tzinfo=UTC)


def write_letters(people: People) -> int:
    """One closed, one answered, one that waits, one draft, and one of the government's office."""
    told = (
        ("city.civil-affairs", OFFICE, SECOND, ("reply", "close")),
        ("county.410105.government", OFFICE, SECOND, ("reply",)),
        ("city.health-family-planning", OFFICE, SECOND, ()),
        ("city.civil-affairs", THIRD, "supervision_officer2", ("reply",)),
        ("city.finance", OFFICE, "", ()),
    )
    made = [_letter(people, *one, at=LETTERS_AT + place * DAY) for place, one in enumerate(told)]
    return sum(made)


def _letter(
    people: People, unit: str, writer: str, signer: str, then: tuple[str, ...], *, at: datetime
) -> bool:
    runs = _open_runs(unit, 2)
    if not runs:
        return False
    told = operations.LetterTold(
        runs=tuple(run.id for run in runs),
        subject=f"关于加快{by_key()[runs[0].item].what}的督办函"[:100],
        body="演示：下列任务进度落后，请查找原因，明确措施和完成时间，抓紧落实（虚构）。",
        reply_by=date(at.year, at.month, at.day) + timedelta(days=14),
    )
    letter = act_as(people, writer, operations.draft_letter, told=told, now=at)
    if signer:
        act_as(people, signer, operations.sign_letter, letter=letter.id, now=at + DAY)
    words = "演示：已查明原因，倒排工期，将按月报告（虚构）。"
    if "reply" in then:
        act_as(
            people, LIAISONS[unit], operations.reply_letter, letter=letter.id, reply=words, now=at + 9 * DAY
        )
    if "close" in then:
        step = {"letter": letter.id, "action": "close"}
        act_as(people, THIRD, operations.judge_letter, **step, now=at + 12 * DAY)
    return True


def meet(people: People) -> int:
    """The problems of the reports come before a meeting: two decided, one of them solved; one waits."""
    at = datetime(2019, 1, 18, 2, tzinfo=UTC)
    told = operations.MeetingTold(
        held_on=at.date(), title="领导小组2019年第一次会议（演示）", place="市政府会议室", chaired_by="副组长"
    )
    meeting = act_as(people, OFFICE, operations.plan_meeting, told=told, now=at - 4 * DAY)
    with enter(system_scope("demo duties")):
        rows = Progress.objects.exclude(problem="").filter(period="2018Q4", run__state="assigned")
        held = list(rows.order_by("run__clause", "id")[:3])
    for place, report in enumerate(held):
        words = {"words": report.problem, "run": report.run_id}
        matter = act_as(people, OFFICE, operations.raise_matter, **words, now=at - 3 * DAY)
        if place < 2:
            _decide(people, matter.id, meeting.id, is_solved=place == 0, at=at)
    act_as(people, OFFICE, operations.end_meeting, meeting=meeting.id, attended="演示：成员单位七家", now=at)
    return len(held)


def _decide(people: People, matter: UUID, meeting: UUID, *, is_solved: bool, at: datetime) -> None:
    act_as(people, OFFICE, operations.take_up, matter=matter, meeting=meeting, now=at - DAY)
    words = {"decision": "演示：由市财政局牵头，会同有关县（市、区）解决。", "organisation": "city.finance"}
    solve_by = at.date() + timedelta(days=60)
    act_as(people, OFFICE, operations.decide_matter, matter=matter, solve_by=solve_by, **words, now=at)
    if is_solved:
        outcome = "演示：配套资金已下达（虚构）。"
        act_as(people, OFFICE, operations.solve_matter, matter=matter, outcome=outcome, now=at + 30 * DAY)


def remind(people: People, now: datetime) -> int:
    """What the clock proposed in January 2019, half of it issued, and what it proposes today."""
    at = datetime(2019, 1, 4, 1, tzinfo=UTC)
    first = operations.remind_duties(now=at).proposals
    with enter(system_scope("demo duties")):
        keys = list(Escalation.objects.order_by("run__clause", "id").values_list("id", flat=True))
    for key in keys[::2][:8]:
        act_as(people, THIRD, operations.decide_escalation, escalation=key, issue=True, now=at + DAY)
    return first + operations.remind_duties(now=now).proposals


def _open_runs(organisation: str, count: int) -> list[Run]:
    with enter(system_scope("demo duties")):
        rows = Run.objects.filter(organisation_key=organisation, state="assigned")
        return list(rows.order_by("due_on", "item")[:count])
