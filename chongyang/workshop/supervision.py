"""Assessment and remarks of a demo city: the counties of 2018 published, the departments under way.

Everything is invented and says so; what is written goes through the operations, by demo accounts. Repeatable:
what stands stays.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from chongyang.core.access import enter
from chongyang.core.scopes import nobody, system_scope
from chongyang.indicators.models import Value
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.periods import Period
from chongyang.supervision import operations
from chongyang.supervision.models import Remark, Run, Vote
from chongyang.supervision.queries.assessment import hold_scheme
from chongyang.workshop.demo_steps import by_demo
from chongyang.workshop.papers import scope_of
from chongyang.workshop.reports import make_reports

YEAR = 2018
BEGUN = datetime(2019, 1, 21, 1, 30, tzinfo=UTC)
DAY = timedelta(days=1)
MAKER, JUDGES, HEARS, CONFIRMS = (
    "leading_group_office",
    ("supervision_officer2", "supervision_officer3"),
    "supervision_officer",
    "leading_group_office2",
)
APPROVES, COUNTY, LIAISON = "leading_group_office3", "county_sign_off", "liaison"
MADE_UP = "（演示）"


@dataclass(frozen=True, slots=True)
class _Said:
    """One remark of the demo: on which clause, how many days ago, how far it got."""

    number: str
    clause: str
    days: int
    text: str
    until: str
    answer: str = ""
    votes: tuple[int, int] = (0, 0)


SAID = (
    _Said(
        "DEMQ2K01",
        "2018-34/3.4.1",
        24,
        "登记点只在工作日开门，上班的子女没法陪老人去办，能不能周末也开？",
        "approved",
        "自下月起，街道登记点每周六上午开放，也可以由社区上门登记。",
        (23, 6),
    ),
    _Said(
        "DEMQ2K02",
        "2018-34/3.1.1",
        30,
        "我们小区的日间照料中心建好半年了还没有开门，请公布开放时间。",
        "approved",
        "已督促运营单位，开放时间在社区公示栏和本页公布。",
        (8, 9),
    ),
    _Said(
        "DEMQ2K03",
        "2018-34/3.1.2",
        5,
        "社区食堂的菜价比外面便宜不了多少，希望公开补贴标准。",
        "answered",
        "补贴标准见方案三（一）2，食堂价目表将统一张贴。",
    ),
    _Said("DEMQ2K04", "2018-34/3.2.1", 40, "公办养老院排队要一年多，请公布每家的空床数。", "routed"),
    _Said("DEMQ2K05", "2018-34/3.3.1", 4, "医院的老年人绿色通道标识不清楚，希望统一。", "routed"),
    _Said("DEMQ2K06", "2018-34/4.6", 1, "考核结果能不能把每一项的算法也公开？", "received"),
    _Said("DEMQ2K07", "2018-34/3.7.1", 2, "老年大学报名名额太少，希望街道也开班。", "received"),
    _Said("DEMQ2K08", "2018-34/3.6.1", 9, "本店老年鞋大减价，欢迎选购，买一送一。", "refused"),
)


def make_supervision(now: datetime) -> dict[str, int]:
    """How many of each were made; nothing where they stand already, or the demo accounts are missing."""
    with enter(system_scope("make_supervision")):
        stands = Run.objects.exists() or Remark.objects.exists()
    if stands or scope_of(APPROVES, now) is None:
        return {}
    values = _values(now)
    runs = [_finished(now), _running(now)]
    told = {"values": values, "runs": len(runs), "remarks": sum(1 for one in SAID if _say(one, now))}
    return told | {"reports": make_reports(now)}


def _values(now: datetime) -> int:
    """The values of the year, where nobody has computed them yet."""
    written = 0
    for period in (Period(YEAR, 4), Period(YEAR)):
        with enter(system_scope("make_supervision")):
            stands = Value.objects.filter(period=str(period), source="computed").exists()
        written += 0 if stands else compute_period(period=period, now=now).written
    return written


def _judged(run: UUID, at: datetime) -> None:
    """Two judges mark every unit; the marks follow from its name."""
    with enter(system_scope("make_supervision")):
        held = hold_scheme(Run.objects.get(id=run))
    items = [item for item in held.ranked.items if item.is_judged and item.is_weighed]
    for judge in JUDGES:
        marks = [
            operations.Mark(
                subject,
                item.key,
                _mark(judge, subject, item.key),
                f"听取汇报、查阅台账后评分。{MADE_UP}",
                "演示材料1号",
            )
            for subject in held.subjects
            for item in items
        ]
        by_demo(operations.judge, judge, at, run=run, marks=marks)


def _mark(*names: str) -> Decimal:
    """Between 62 and 97, the judges of one item near each other."""
    near = int(hashlib.sha256("/".join(names[1:]).encode()).hexdigest(), 16) % 30
    own = int(hashlib.sha256("/".join(names).encode()).hexdigest(), 16) % 6
    return Decimal(62 + near + own)


def _finished(now: datetime) -> UUID:
    """The counties: marked, one appeal heard, settled, confirmed, noted, published."""
    run: UUID = by_demo(operations.open_run, MAKER, BEGUN, year=YEAR, listing="counties").id
    _judged(run, BEGUN + DAY)
    bonus = [
        operations.Mark("jinshui", "innovation", Decimal(2), f"做法在全市推广。{MADE_UP}", "演示文件2号")
    ]
    for judge in JUDGES:
        by_demo(operations.judge, judge, BEGUN + DAY, run=run, marks=bonus)
    by_demo(operations.announce, MAKER, BEGUN + 2 * DAY, run=run)
    told = {"run": run, "subject": "jinshui", "item": "outreach"}
    words = {"text": f"漏计了两次大型宣传活动。{MADE_UP}", "evidence": "演示函3号"}
    made = by_demo(operations.appeal, COUNTY, BEGUN + 3 * DAY, **told, **words)
    ruling = {"key": made.id, "upheld": True, "points": Decimal("6.30"), "reply": f"核实后补计。{MADE_UP}"}
    by_demo(operations.decide_appeal, HEARS, BEGUN + 4 * DAY, **ruling)
    end = BEGUN + 30 * DAY
    by_demo(operations.settle, MAKER, end, run=run)
    by_demo(operations.confirm, CONFIRMS, end + DAY, run=run)
    _note(run, end + 2 * DAY)
    publication = by_demo(operations.propose_publication, MAKER, end + 3 * DAY, run=run)
    by_demo(operations.approve_publication, APPROVES, end + 4 * DAY, key=publication.id)
    _vote(publication.id, "content", {"very": 31, "content": 58, "so_so": 22, "not": 9})
    return run


def _note(run: UUID, at: datetime) -> None:
    told = {"kind": "award", "clause": "2014-25/4.4", "text": f"建议在全市通报表扬。{MADE_UP}"}
    by_demo(operations.write_note, MAKER, at, run=run, subject="jinshui", **told)


def _running(now: datetime) -> UUID:
    """The departments: told yesterday, so that whoever looks may still appeal; one appeal waits."""
    at = now - DAY
    run: UUID = by_demo(operations.open_run, MAKER, at - 3 * DAY, year=YEAR, listing="departments").id
    _judged(run, at - 2 * DAY)
    by_demo(operations.announce, MAKER, at, run=run)
    words = {"text": f"配套政策已另行印发，请补计。{MADE_UP}", "evidence": "演示函4号"}
    told = {"run": run, "subject": "city.finance", "item": "policies"}
    by_demo(operations.appeal, "liaison_finance", at + timedelta(hours=2), **told, **words)
    return run


def _say(one: _Said, now: datetime) -> bool:
    """A visitor's remark, and as many steps as the demo has for it."""
    at = now - one.days * DAY
    token = operations.sign_form(one.clause, at - timedelta(minutes=3))
    form = operations.Form(token, one.text + MADE_UP)
    with enter(nobody()):
        row = operations.write_remark(clause=one.clause, form=form, by=nobody().actor, now=at).remark
    with enter(system_scope("make_supervision")):
        Remark.objects.filter(id=row.id).update(number=one.number)
    for place, (who, step, told) in enumerate(_steps(one), 1):
        by_demo(step, who, at + place * timedelta(hours=9), key=row.id, **told)
    _vote(row.id, "useful", dict(zip(("yes", "no"), one.votes, strict=True)))
    return True


def _steps(one: _Said) -> Sequence[tuple[str, Any, dict[str, Any]]]:
    if one.until == "refused":
        return [(CONFIRMS, operations.refuse_remark, {"refusal": "advert"})]
    ways: list[tuple[str, Any, dict[str, Any]]] = [
        (CONFIRMS, operations.accept_remark, {"unit": "city.civil-affairs"}),
        (LIAISON, operations.answer_remark, {"text": one.answer + MADE_UP}),
        (HEARS, operations.approve_answer, {}),
    ]
    return ways[: ("received", "routed", "answered", "approved").index(one.until)]


def _vote(about: UUID, kind: str, counts: dict[str, int]) -> None:
    """Counted as they would be after so many forms."""
    with enter(system_scope("make_supervision")):
        for choice, votes in counts.items():
            if votes:
                Vote.objects.create(about=about, kind=kind, choice=choice, votes=votes)
