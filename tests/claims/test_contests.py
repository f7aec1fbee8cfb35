"""Contests: asked by the person or a clerk, answered by a steward; a correction wins, an answer is kept."""

from datetime import date, timedelta
from typing import Any

import pytest

from chongyang.claims.models import Belonging, Claim, Contest, Word
from chongyang.claims.operations import contests, settling
from chongyang.claims.operations.contest_rows import UnableToContest
from chongyang.claims.queries import contests as queries
from chongyang.claims.queries import golden
from chongyang.core.access import enter
from chongyang.core.models import Event, Step
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import SYSTEM, Scope
from chongyang.registry.models import Elder
from chongyang.registry.queries import NotFound
from chongyang.territory.permissions import NotAllowed
from tests.claims.words import NOW, SYSTEM_SCOPE, tell
from tests.factories import make_elder
from tests.registry.people import clerk, outsider, scope_of

pytestmark = pytest.mark.usefixtures("db")
HERE = 410105001000
TODAY = date(2026, 11, 20)


def steward() -> Scope:
    return scope_of("data_steward", "4101")


def form(claim: Claim, field: str = "name", **more: Any) -> contests.ContestForm:
    told = {"reason": "written_wrong", "note": "户口本上是另一个字", **more}
    return contests.ContestForm(field=field, feed=claim.feed, record=bytes(claim.record_index).hex(), **told)


def ask(elder: Elder, claim: Claim, scope: Scope | None = None, **more: Any) -> Contest:
    scope = scope or clerk()
    with enter(scope):
        return contests.contest_claim(
            person=elder.id, form=form(claim, **more), scope=scope, by=scope.actor, now=NOW
        )


def test_a_contest_has_a_deadline_in_working_days_and_hides_what_was_written() -> None:
    elder = make_elder(area=HERE)
    claim = tell(elder, name="陈秀芝")
    row = ask(elder, claim, proposed="陈秀兰")
    assert row.due_at.date() == date(2026, 12, 4)
    assert (row.contested.plain, row.proposed.plain) == ('"陈秀芝"', '"陈秀兰"')
    assert str(row.note) == "＊＊＊"
    told = [
        *Event.objects.values_list("payload", flat=True),
        *Step.objects.values_list("evidence", flat=True),
    ]
    assert "陈秀" not in str(told)
    record = golden.golden_of(SYSTEM_SCOPE, elder.id, TODAY)
    assert [one.name for one in record.fields if one.contested] == ["name"]


def test_a_corrected_word_wins_and_is_written() -> None:
    elder = make_elder(area=HERE)
    claim = tell(elder, name="陈秀芝")
    settling.settle(person=elder.id, scope=SYSTEM_SCOPE, by=SYSTEM, now=NOW)
    row = ask(elder, claim)
    scope = steward()
    with enter(scope):
        contests.correct(
            contest=row.id,
            value="陈秀英",
            source="police",
            answer="已与公安核对，系录入错误。",
            scope=scope,
            by=scope.actor,
            now=NOW,
        )
    held = Elder.objects.get(id=elder.id)
    assert held.name == "陈秀英"
    assert held.sources["name"] == ["police", "2026-11-20", f"contest:{row.id}"]
    row.refresh_from_db()
    assert (row.state, row.answer.plain) == ("corrected", "已与公安核对，系录入错误。")
    assert row.answered_by == scope.actor.account
    claim.valid_to = TODAY
    claim.save(update_fields=["valid_to"])
    tell(elder, name="陈秀芝", nation="汉族", on=date(2026, 11, 25))
    settling.settle(person=elder.id, scope=SYSTEM_SCOPE, by=SYSTEM, now=NOW + timedelta(days=6))
    assert Elder.objects.get(id=elder.id).name == "陈秀英"


def test_an_upheld_claim_stands_and_the_answer_is_read_by_who_asked() -> None:
    elder = make_elder(area=HERE)
    claim = tell(elder, name="陈秀芝")
    family = scope_of("family", persons=(elder.id,))
    row = ask(elder, claim, family)
    scope = steward()
    with enter(scope):
        contests.ask_source(contest=row.id, scope=scope, by=scope.actor, now=NOW)
        contests.uphold(contest=row.id, answer="公安登记无误。", scope=scope, by=scope.actor, now=NOW)
    with enter(family):
        (seen,) = queries.contests_of(family, [elder.id])
        assert (seen.state, seen.answer.plain) == ("upheld", "公安登记无误。")
    assert not Word.objects.exists()


def test_a_record_of_another_person_is_taken_from_this_one() -> None:
    elder = make_elder(area=HERE)
    claim = tell(elder, nation="回族")
    settling.settle(person=elder.id, scope=SYSTEM_SCOPE, by=SYSTEM, now=NOW)
    row = ask(elder, claim, field="nation", reason="wrong_person")
    scope = steward()
    with enter(scope):
        contests.correct(
            contest=row.id,
            value="",
            source="",
            answer="系同名者的记录，已解除关联。",
            scope=scope,
            by=scope.actor,
            now=NOW,
            detach=True,
        )
    assert not Belonging.objects.exists()
    assert Elder.objects.get(id=elder.id).nation == "汉族"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"reason": "because"}, "reason"),
        ({"note": " "}, "note"),
        ({"field": "phone"}, "field"),
        ({"field": "born_on", "proposed": "昨天"}, "proposed"),
    ],
)
def test_what_cannot_be_contested_says_why(changed: dict[str, str], field: str) -> None:
    elder = make_elder(area=HERE)
    claim = tell(elder, name="陈秀芝", born_on="1941-03-08")
    with pytest.raises(UnableToContest) as refused:
        ask(elder, claim, **changed)
    assert set(refused.value.reasons) == {field}
    assert not Contest.objects.exists()


def test_a_word_is_contested_once_at_a_time() -> None:
    elder = make_elder(area=HERE)
    claim = tell(elder, name="陈秀芝")
    scope = clerk()
    row = ask(elder, claim, scope)
    with pytest.raises(UnableToContest):
        ask(elder, claim)
    with enter(scope):
        contests.withdraw(contest=row.id, scope=scope, by=scope.actor, now=NOW)
    assert ask(elder, claim).state == "open"


def test_who_may_ask_and_who_may_answer() -> None:
    elder = make_elder(area=HERE)
    claim = tell(elder, name="陈秀芝")
    with pytest.raises(NotAllowed):
        ask(elder, claim, scope_of("operator", "4101"))
    with pytest.raises(NotFound):
        ask(elder, claim, outsider())
    row = ask(elder, claim)
    for scope, error in ((clerk(), NotAllowed), (scope_of("data_steward", "410102"), NotFound)):
        with enter(scope), pytest.raises(error):
            contests.uphold(contest=row.id, answer="维持。", scope=scope, by=scope.actor, now=NOW)


def test_an_answered_contest_is_not_answered_again() -> None:
    elder = make_elder(area=HERE)
    row = ask(elder, tell(elder, name="陈秀芝"))
    scope = steward()
    with enter(scope):
        with pytest.raises(UnableToContest):
            contests.uphold(contest=row.id, answer=" ", scope=scope, by=scope.actor, now=NOW)
        contests.uphold(contest=row.id, answer="维持。", scope=scope, by=scope.actor, now=NOW)
        with pytest.raises(UnableToStep):
            contests.uphold(contest=row.id, answer="维持。", scope=scope, by=scope.actor, now=NOW)


def test_a_late_answer_goes_up_once_and_is_counted() -> None:
    elder = make_elder(area=HERE)
    row = ask(elder, tell(elder, name="陈秀芝"))
    assert contests.escalate_late(now=NOW) == 0
    late = row.due_at + timedelta(seconds=1)
    assert contests.escalate_late(now=late) == 1
    assert contests.escalate_late(now=late) == 0
    row.refresh_from_db()
    assert row.escalated_at == late
    waiting = queries.count_waiting(SYSTEM_SCOPE, late)
    assert (waiting.contests, waiting.late_contests) == (1, 1)


def test_lists_turn_their_pages() -> None:
    rows = []
    for turn in range(5):
        elder = make_elder(area=HERE)
        rows.append(ask(elder, tell(elder, name="陈秀芝", record=str(turn))))
    seen: list[Any] = []
    after = None
    while page := queries.list_contests(SYSTEM_SCOPE, after=after, limit=2):
        seen += [row.id for row in page]
        after = page[-1].id
    assert sorted(seen) == sorted(row.id for row in rows)
