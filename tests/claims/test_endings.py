"""A whole file that lacks more than a fifth ends nothing until a second person says so, with a reason."""

import io
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from chongyang.claims.models import Claim, Ending, HeldClaim, Run
from chongyang.claims.operations import endings, taking_in
from chongyang.claims.operations.errors import UnableToImport
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM, Actor, Scope, interval_of
from chongyang.registry.queries import NotFound
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.claims.feed_files import AREA, people, write_csv
from tests.claims.test_taking_in import receive, take

pytestmark = pytest.mark.usefixtures("db")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DAY = date(2026, 11, 8)
NOTE = "与户政部门电话核对，确已迁出。"


def a_steward(code: str = "4101", role: Role = Role.DATA_STEWARD) -> Scope:
    actor = Actor(kind="person", label="x", role=role.value, account=uuid4())
    return Scope(intervals=(interval_of(code),), actor=actor, role=role.value)


def decide(run: Run, scope: Scope, *, ends: bool = True, note: str = NOTE) -> Ending:
    return endings.decide_ending(run=run.id, ends=ends, note=note, scope=scope, by=scope.actor, now=NOW)


@pytest.fixture
def held(tmp_path: Path) -> Run:
    """Thirty records are in force; a file of ten came."""
    take(write_csv(tmp_path / "a.csv", people(30)))
    run = take(write_csv(tmp_path / "b.csv", people(10)), day=DAY)
    assert run.reason == "kept_many|20"
    return run


def in_force() -> int:
    return Claim.objects.filter(valid_to=None).count()


def test_a_second_person_ends_what_the_file_does_not_show(held: Run) -> None:
    row = Ending.objects.get()
    assert (row.run, row.absent, row.in_force, row.state) == (held.id, 20, 30, "waiting")
    done = decide(held, second := a_steward())
    assert (done.state, done.note.plain, done.decided_by) == ("ended", NOTE, second.actor.account)
    assert in_force() == 10
    assert Claim.objects.filter(valid_to=DAY).count() == 20
    held.refresh_from_db()
    assert (held.ended_claims, held.reason) == (20, "")
    assert HeldClaim.objects.count() == 0
    event = Event.objects.get(kind="claims.run.ends_confirmed")
    assert (event.actor_account, event.payload["ended"]) == (second.actor.account, 20)
    assert NOTE not in str(event.payload)


def test_or_keeps_them(held: Run) -> None:
    assert decide(held, a_steward(), ends=False).state == "kept"
    assert in_force() == 30
    assert Event.objects.filter(kind="claims.run.ends_refused").count() == 1
    with pytest.raises(UnableToImport):
        decide(held, a_steward())


def test_who_sent_the_file_cannot_confirm_it_nor_can_a_program(held: Run) -> None:
    sender = a_steward()
    Run.objects.filter(id=held.id).update(received_by=sender.actor.account)
    with pytest.raises(UnableToImport, match="不能自己确认"):
        decide(held, sender)
    nobody = Scope(intervals=sender.intervals, actor=SYSTEM, role=Role.DATA_STEWARD.value)
    with pytest.raises(UnableToImport, match="本人确认"):
        decide(held, nobody)
    assert in_force() == 30


@pytest.mark.parametrize("note", ["", "  ", "长" * 301])
def test_without_a_reason_nothing_ends(held: Run, note: str) -> None:
    with pytest.raises(UnableToImport, match="理由"):
        decide(held, a_steward(), note=note)
    assert in_force() == 30


def test_an_outsider_finds_no_run_and_a_reviewer_may_not(held: Run) -> None:
    with pytest.raises(NotFound):
        decide(held, a_steward("410102"))
    with pytest.raises(NotAllowed):
        decide(held, a_steward(role=Role.CITY_REVIEWER))


def test_what_a_newer_file_showed_again_does_not_end(held: Run, tmp_path: Path) -> None:
    """The newer whole file asks for itself; the older question is over."""
    take(write_csv(tmp_path / "c.csv", people(29)), day=date(2026, 11, 9))
    assert Ending.objects.get().state == "superseded"
    assert HeldClaim.objects.count() == 0
    with pytest.raises(UnableToImport):
        decide(held, a_steward())
    assert in_force() == 29


def test_a_word_that_changed_meanwhile_stays(held: Run) -> None:
    """A county's file brought one of them anew: its old word has ended, its new one is not ours to end."""
    claim = Claim.objects.filter(id__in=HeldClaim.objects.values("claim")).order_by("id").first()
    assert claim
    Claim.objects.filter(id=claim.id).update(valid_to=date(2026, 11, 10))
    decide(held, a_steward())
    assert Claim.objects.filter(valid_to=DAY).count() == 19
    assert Claim.objects.get(id=claim.id).valid_to == date(2026, 11, 10)


def test_the_same_file_again_asks_nothing_new(held: Run, tmp_path: Path) -> None:
    run = taking_in.take_in(
        run=receive(tmp_path / "b.csv", day=DAY).run.id, path=tmp_path / "b.csv", clock=lambda: NOW
    )
    assert run.id == held.id
    assert Ending.objects.count() == 1


def said(*words: object, **options: object) -> str:
    out = io.StringIO()
    call_command("decide_ending", *words, stdout=out, **options)
    return out.getvalue()


def test_the_command_lists_and_decides_in_a_persons_name(held: Run) -> None:
    assert f"{held.id}" in said()
    account = factories.make_account(Role.DATA_STEWARD, None)
    with pytest.raises(CommandError, match="--end or --keep"):
        said(str(held.id), account=account.username, note=NOTE)
    with pytest.raises(CommandError, match="no account"):
        said(str(held.id), "--end", account="nobody", note=NOTE)
    clerk = factories.make_account(Role.STREET_CLERK, None)
    with pytest.raises(CommandError, match="may not"):
        said(str(held.id), "--end", account=clerk.username, note=NOTE)
    assert "20 of 30 records ended" in said(str(held.id), "--end", account=account.username, note=NOTE)
    assert in_force() == 10
    assert "nothing waits" in said()


def test_rows_lie_in_the_area_of_the_run(held: Run) -> None:
    assert set(HeldClaim.objects.values_list("area", flat=True)) == {AREA}
