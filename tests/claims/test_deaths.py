"""A told death proposes a stop the same day, stops nothing and waits for a person; mistakes are put right."""

from datetime import date, timedelta
from typing import Any

import pytest

from chongyang.claims import stops
from chongyang.claims.models import Contest, StopProposal
from chongyang.claims.operations import deaths, settling
from chongyang.claims.operations.contest_rows import UnableToContest
from chongyang.claims.queries import contests as queries
from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.operations import cases
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.registry.models import Elder
from chongyang.registry.operations import UnableToUpdate, change_life_status
from chongyang.registry.queries import NotFound
from chongyang.territory.permissions import NotAllowed
from tests.claims.words import NOW, SYSTEM_SCOPE, tell
from tests.factories import make_elder
from tests.registry.people import clerk, outsider, scope_of

pytestmark = pytest.mark.usefixtures("db")
HERE = 410105001000
SEEN = "本人健在，见面核实。"


def told(elder: Elder, **more: Any) -> StopProposal:
    values = {"life_status": "dead", "died_on": "2026-11-12", **more}
    tell(elder, **{name: value for name, value in values.items() if value})
    settle(elder)
    return StopProposal.objects.filter(person=elder.id).order_by("-proposed_at", "-id")[0]


def settle(elder: Elder, now: Any = NOW) -> None:
    settling.settle(person=elder.id, scope=SYSTEM_SCOPE, by=SYSTEM, now=now)


def test_a_told_death_waits_and_changes_nothing() -> None:
    elder = make_elder(area=HERE)
    row = told(elder)
    assert (row.state, row.died_on, row.evidence) == ("waiting", date(2026, 11, 12), "police")
    held = Elder.objects.get(id=elder.id)
    assert (held.life_status, held.version) == ("alive", elder.version)
    assert not Event.objects.filter(kind="registry.elder.status_changed").exists()
    settle(elder)
    tell(elder, source="civil_affairs", record="9", died_on="2026-11-12")
    settle(elder)
    assert StopProposal.objects.count() == 1


@pytest.mark.parametrize(
    ("source", "values", "evidence"),
    [
        ("civil_affairs", {}, "cremation"),
        ("health", {}, "medical_certificate"),
        ("health", {"death_evidence": "family"}, "family"),
    ],
)
def test_the_evidence_is_what_the_source_usually_is_or_names(
    source: str, values: dict[str, str], evidence: str
) -> None:
    assert told(make_elder(area=HERE), source=source, **values).evidence == evidence


def test_a_clerk_confirms_and_every_scheme_is_told() -> None:
    elder = make_elder(area=HERE)
    row, scope = told(elder), clerk()
    with enter(scope):
        deaths.confirm_death(stop=row.id, on=None, scope=scope, by=scope.actor, now=NOW)
    held = Elder.objects.get(id=elder.id)
    assert (held.life_status, held.status_on, held.status_evidence) == ("dead", date(2026, 11, 12), "police")
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("confirmed", scope.actor.account)
    event = Event.objects.get(kind="registry.elder.status_changed")
    names = {one.name for one in stops.all_schemes()}
    for name in names:
        stops._tell(name)(event)
        stops._tell(name)(event)
    notes = list(Event.objects.filter(kind=stops.TOLD).values_list("payload", flat=True))
    assert {note["scheme"] for note in notes} == names
    assert len(notes) == len(names)


def test_a_scheme_stops_and_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    elder = make_elder(area=HERE)
    heard: list[Any] = []
    monkeypatch.setattr(stops, "_schemes", {})
    stops.scheme(
        "trial",
        "试",
        present=lambda scope, person, now: ["一项"],
        stop=lambda person, at: heard.append(("stop", person)),
        resume=lambda person, at: heard.append(("resume", person)),
    )
    (would,) = stops.what_would_stop(SYSTEM_SCOPE, elder.id, NOW)
    assert (would.scheme.name, would.lines) == ("trial", ("一项",))
    row, scope = told(elder), clerk()
    with enter(scope):
        deaths.confirm_death(stop=row.id, on=None, scope=scope, by=scope.actor, now=NOW)
        deaths.put_right(
            stop=row.id,
            reason="wrong_person",
            note="本人到社区，是同名者。",
            evidence="family",
            scope=scope,
            by=scope.actor,
            now=NOW,
        )
    for event in Event.objects.filter(kind="registry.elder.status_changed").order_by("seq"):
        stops._tell("trial")(event)
    assert heard == [("stop", elder.id), ("resume", elder.id)]
    held = Elder.objects.get(id=elder.id)
    assert (held.life_status, held.status_on) == ("alive", None)
    row.refresh_from_db()
    assert row.state == "righted"
    assert Contest.objects.get(id=row.contest).source == "police"
    settle(elder)
    assert StopProposal.objects.count() == 1


def test_a_rejected_death_is_contested_with_its_source_and_not_proposed_again() -> None:
    elder = make_elder(area=HERE)
    row, scope = told(elder), clerk()
    with enter(scope):
        with pytest.raises(UnableToContest):
            deaths.reject_death(
                stop=row.id, reason="wrong_person", note="", scope=scope, by=scope.actor, now=NOW
            )
        deaths.reject_death(
            stop=row.id,
            reason="wrong_person",
            note=SEEN,
            scope=scope,
            by=scope.actor,
            now=NOW,
        )
    row.refresh_from_db()
    contest = Contest.objects.get(id=row.contest)
    assert (row.state, contest.field, contest.note.plain) == (
        "rejected",
        "life_status",
        "本人健在，见面核实。",
    )
    settle(elder)
    assert StopProposal.objects.count() == 1
    assert told(elder, source="health", record="h").state == "waiting"


def test_without_a_day_it_is_asked_for() -> None:
    elder = make_elder(area=HERE)
    row, scope = told(elder, died_on=""), clerk()
    with enter(scope):
        with pytest.raises(UnableToStep):
            deaths.confirm_death(stop=row.id, on=None, scope=scope, by=scope.actor, now=NOW)
        with pytest.raises(UnableToUpdate):
            deaths.confirm_death(stop=row.id, on=date(1931, 1, 1), scope=scope, by=scope.actor, now=NOW)
        deaths.confirm_death(stop=row.id, on=date(2026, 11, 10), scope=scope, by=scope.actor, now=NOW)
    assert Elder.objects.get(id=elder.id).status_on == date(2026, 11, 10)


def test_who_may_decide() -> None:
    row = told(make_elder(area=HERE))
    for scope, error in (
        (outsider(), NotFound),
        (scope_of("operator", "4101"), NotAllowed),
        (scope_of("auditor", "4101"), NotAllowed),
    ):
        with enter(scope), pytest.raises(error):
            deaths.confirm_death(stop=row.id, on=None, scope=scope, by=scope.actor, now=NOW)
    reviewer = scope_of("county_reviewer", "410105")
    with enter(reviewer):
        deaths.confirm_death(stop=row.id, on=None, scope=reviewer, by=reviewer.actor, now=NOW)
    assert StopProposal.objects.get().state == "confirmed"


def test_a_day_later_it_is_red_and_goes_up() -> None:
    row = told(make_elder(area=HERE))
    assert not queries.is_red(row, NOW + timedelta(hours=23))
    later = NOW + timedelta(hours=25)
    assert cases.fire_due_timers(now=later) == 1
    row.refresh_from_db()
    assert (row.state, row.escalated_at, queries.is_red(row, later)) == ("waiting", later, True)
    assert queries.count_waiting(SYSTEM_SCOPE, later).red_stops == 1


def test_what_the_source_takes_back_or_the_file_says_already_waits_no_more() -> None:
    from chongyang.claims.models import Belonging
    from chongyang.claims.operations import detach

    elder, other = make_elder(area=HERE), make_elder(area=HERE)
    row = told(elder)
    link = Belonging.objects.get(person=elder.id)
    detach(feed=link.feed, record_index=bytes(link.record_index), scope=SYSTEM_SCOPE, by=SYSTEM, now=NOW)
    settle(elder)
    row.refresh_from_db()
    assert row.state == "lapsed"
    row = told(other, record="2")
    scope = system_scope("decided", clerk().actor)
    with enter(scope):
        change_life_status(
            elder=other.id,
            status="dead",
            on=date(2026, 11, 1),
            evidence="family",
            scope=scope,
            by=scope.actor,
            now=NOW,
        )
    settle(other)
    row.refresh_from_db()
    assert row.state == "confirmed"
