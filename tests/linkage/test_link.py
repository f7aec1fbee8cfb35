"""The linkage of all records: persons, their keys on a second run, pairs for people, two runs at once."""

from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from chongyang.claims.models import Belonging, Claim
from chongyang.claims.operations import belonging
from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import system_scope
from chongyang.linkage import operations
from chongyang.linkage.models import Known, LinkRun, Pair
from chongyang.linkage.operations import linking
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.linkage import told

pytestmark = pytest.mark.django_db
NOW = clock_now()
SCOPE = system_scope("linkage")


def link(**more):
    return operations.link_all(scope=SCOPE, by=SCOPE.actor, now=NOW, **more)


def person_of(claim):
    return Belonging.objects.get(feed=claim.feed, record_index=claim.record_index).person


def test_records_of_one_person_get_one_key(db):
    claims = told.tell_all(30)
    run = link()
    assert run.records == 120
    assert run.persons == 30
    assert all(len({person_of(claim) for claim in of}) == 1 for of in claims)
    assert Known.objects.filter(records=4).count() == 30


def test_a_second_run_changes_nothing(db):
    told.tell_all(20)
    link()
    before = set(Belonging.objects.values_list("feed", "record_index", "person"))
    run = link()
    assert (run.changed, run.new_known) == (0, 0)
    assert set(Belonging.objects.values_list("feed", "record_index", "person")) == before


def test_a_registered_elder_keeps_her_key_and_is_not_known_besides(db):
    values = told.person(4)
    elder = factories.make_elder(name=values["name"])
    elder.identity_number = values["identity_number"]
    elder.born_on, elder.sex = values["born_on"], values["sex"]
    elder.save()
    claims = told.tell_all(6)
    link()
    assert {person_of(claim) for claim in claims[4]} == {elder.id}
    assert Known.objects.count() == 5


def test_who_is_told_of_no_more_keeps_key_and_row(db):
    claims = told.tell_all(5)
    link()
    known = person_of(claims[2][0])
    Claim.objects.filter(id__in=[claim.id for claim in claims[2]]).delete()
    link()
    assert Known.objects.get(id=known).records == 0


def test_two_files_are_never_made_one_by_a_machine_but_shown(db):
    values = told.person(1)
    elders = [factories.make_elder(name=values["name"]) for _ in range(2)]
    for elder in elders:
        elder.born_on, elder.sex, elder.phone = values["born_on"], values["sex"], values["phone"]
        elder.save()
    told.tell_all(8)
    link()
    pair = Pair.objects.get(kind="files")
    assert {pair.left_person, pair.right_person} == {elder.id for elder in elders}
    assert pair.weights["name"][0] == "same"
    assert pair.weights["identity"][0] != "same"


def test_a_decided_pair_is_not_asked_again(db):
    test_two_files_are_never_made_one_by_a_machine_but_shown(db)
    Pair.objects.filter(kind="files").update(state="different", decided_at=NOW)
    run = link()
    assert Pair.objects.get(kind="files").state == "different"
    assert run.to_look_at == Pair.objects.filter(state="open").count()


def test_a_pair_that_is_near_no_more_passes(db):
    test_two_files_are_never_made_one_by_a_machine_but_shown(db)
    pair = Pair.objects.get(kind="files")
    other = factories.Elder.objects.get(id=pair.right_person)
    other.name, other.born_on, other.phone = "赵无关", "1950-01-05", "13711112222"
    other.save()
    link()
    assert Pair.objects.get(id=pair.id).state == "passed"


def test_two_runs_at_once_are_refused(db):
    told.tell_all(2)
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [linking.LOCK])
        with pytest.raises(operations.UnableToRun):
            link()
        with pytest.raises(CommandError):
            call_command("link")
        other.execute("SELECT pg_advisory_unlock(%s)", [linking.LOCK])
    assert not LinkRun.objects.exists()
    assert link().state == "done"


@pytest.mark.parametrize("step", ["writing.decisions_in", "asking.ask_people"])
def test_a_run_that_was_killed_is_begun_anew_at_once_and_doubles_nothing(db, monkeypatch, step):
    """Killed: not even the end of the run is written down."""
    claims = told.tell_all(8)
    with monkeypatch.context() as patch:
        patch.setattr(f"chongyang.linkage.operations.{step}", lambda *told: 1 / 0)
        patch.setattr(linking, "_end", lambda *told, **more: None)
        with pytest.raises(ZeroDivisionError):
            link()
    assert LinkRun.objects.get().state == "running"
    assert Belonging.objects.count() == Known.objects.count() == 0
    left = Path(settings.VAR) / f"{linking.ASIDE}left"
    left.mkdir()
    run = link()
    assert (run.state, run.persons, run.changed) == ("done", 8, 32)
    assert (Belonging.objects.count(), Known.objects.count()) == (32, 8)
    assert all(len({person_of(claim) for claim in of}) == 1 for of in claims)
    assert sorted(LinkRun.objects.values_list("state", flat=True)) == ["cut", "done"]
    assert not left.exists()
    assert link().changed == 0


def test_a_run_whose_place_another_took_writes_nothing(db, monkeypatch):
    told.tell_all(3)
    decisions = linking.writing.decisions_in

    def lost(records):
        LinkRun.objects.update(state="cut")
        return decisions(records)

    monkeypatch.setattr(linking.writing, "decisions_in", lost)
    with pytest.raises(operations.UnableToRun):
        link()
    assert Belonging.objects.count() == 0


def test_a_failed_run_leaves_nothing_and_says_so(db, monkeypatch):
    told.tell_all(3)
    monkeypatch.setattr("chongyang.linkage.operations.asking.ask_people", lambda *told: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        link()
    assert Belonging.objects.count() == 0
    assert LinkRun.objects.get().state == "failed"


def test_only_the_system_links_all(db):
    scope = factories.scope_of(factories.make_account(factories.Role.DATA_STEWARD))
    with pytest.raises(NotAllowed):
        operations.link_all(scope=scope, by=scope.actor, now=NOW)


def test_nothing_to_link_is_no_error(db):
    assert link().persons == 0


def test_the_command_prints_one_object(db, capsys):
    told.tell_all(3)
    call_command("link", "--json")
    assert '"persons": 3' in capsys.readouterr().out


def _registered_as(values):
    elder = factories.make_elder(name=values["name"])
    elder.identity_number, elder.phone = values["identity_number"], values["phone"]
    elder.born_on, elder.sex = values["born_on"], values["sex"]
    elder.save()
    return elder


def test_a_record_that_somebody_took_from_a_file_is_not_given_back(db):
    elder = _registered_as(told.person(4))
    claims = told.tell_all(6)
    link()
    taken, *stay = claims[4]
    belonging.detach(feed=taken.feed, record_index=taken.record_index, scope=SCOPE, by=SCOPE.actor, now=NOW)
    for _ in range(2):
        link()
        assert person_of(taken) != elder.id
        assert {person_of(claim) for claim in stay} == {elder.id}
    assert not Pair.objects.filter(state="open", left_person=elder.id, right_feed=taken.feed).exists()


def test_a_record_that_was_judged_somebody_elses_goes_its_own_way(db):
    elder = _registered_as(told.person(4))
    claims = told.tell_all(6)
    other, *stay = claims[4]
    Pair.objects.create(
        area=elder.area, other_area=elder.area, kind="file_record", left_feed="registry",
        left_record=elder.id.bytes, left_person=elder.id, right_feed=other.feed,
        right_record=bytes(other.record_index), right_person=elder.id, weight=8.0, probability=0.9,
        state="different", found_at=NOW, decided_at=NOW,
    )  # fmt: skip
    link()
    assert person_of(other) != elder.id
    assert {person_of(claim) for claim in stay} == {elder.id}


def test_who_gets_a_record_back_by_hand_keeps_it(db):
    elder = _registered_as(told.person(4))
    record = told.tell_all(6)[4][0]
    link()
    said = {"scope": SCOPE, "by": SCOPE.actor, "now": NOW}
    former = belonging.detach(feed=record.feed, record_index=record.record_index, **said)
    belonging.put_back(rows=[former], **said)
    link()
    assert person_of(record) == elder.id
