"""When every class of record was destroyed no word of the person stands in any table, nor after a restore."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import OutboxMessage
from chongyang.core.scopes import system_scope
from chongyang.privacy import operations
from chongyang.privacy.models import DestructionItem, DestructionList
from chongyang.privacy.operations import ledger
from chongyang.privacy.operations.destruction import erase_traces
from chongyang.privacy.rules.data import settings as numbers
from chongyang.privacy.rules.retention import classes
from chongyang.registry.models import Contact, Elder, Profile
from chongyang.registry.rules import personal
from tests import factories
from tests.privacy import everything, people

PROGRAM = {"hotline.CallEvent", "core.IdempotencyRecord", "hotline.CareCall"}
"""What the program clears by itself; each has a test of its own in its room."""


@pytest.fixture
def keeper(db):
    return people.scope(people.steward())


@pytest.fixture
def second(db):
    return people.scope(people.reviewer())


@pytest.fixture(autouse=True)
def book(settings, tmp_path):
    settings.DESTRUCTION_LEDGER = tmp_path / "destructions.jsonl"
    return settings.DESTRUCTION_LEDGER


def destroy(record_class, keeper, second):
    """Lists of the class until nothing is over; what was carried out."""
    done = []
    while True:
        with enter(keeper):
            try:
                row = operations.propose_destruction(record_class=record_class, scope=keeper, now=now())
            except operations.UnableToHandle:
                return done
        with enter(second):
            operations.approve_destruction(key=row.id, scope=second, now=now())
            done.append(operations.carry_out(key=row.id, scope=second, now=now()))


def gone_elder():
    elder = factories.make_elder(
        name=f"陈{everything.MARK}", life_status="dead", status_on=everything.LONG_AGO.date()
    )
    factories.make_contact(elder)
    return elder


def test_no_word_of_her_is_left_in_any_table(keeper, second):
    _, rows = everything.fill()
    sealed = everything.sealed_bytes({name: row for name, row in rows.items() if name not in PROGRAM})
    whole = everything.whole_database()
    assert len(everything.where(everything.MARK, whole)) > 40
    assert all(held in whole for held in sealed)

    for one in classes().values():
        for row in destroy(one.key, keeper, second):
            refused = [name for name, told in row.certificate["counts"].items() if "kept" in told]
            assert refused == [], one.key

    whole = everything.whole_database()
    cleared = {rows[name]._meta.db_table for name in PROGRAM if name in rows}
    assert set(everything.where(everything.MARK, whole)) - cleared == set()
    assert {place for held, place in sealed.items() if held in whole} == set()


def test_every_declared_record_can_be_made_here(db):
    """A new model needs a line in `everything.CHOSEN` where its columns allow no plain word."""
    _, rows = everything.fill()
    assert set(personal.load_declared()) - set(rows) - {*everything.PARTED, *everything.WITH_OTHERS} == set()


def test_a_line_that_is_written_once_stays_as_a_line_with_the_digest_of_what_it_said(keeper, second):
    _, rows = everything.fill()
    (done,) = destroy("alarm", keeper, second)
    with enter(system_scope("test")):
        item = DestructionItem.objects.get(list=done.id, model="emergency.Origin")
        assert (item.row, item.result, len(item.digest)) == (str(rows["emergency.Origin"].pk), "erased", 64)
        line = type(rows["emergency.Origin"])._default_manager.get(pk=item.row)
        assert (line.note, line.said_at) == ("", everything.LONG_AGO)
    assert done.certificate["traces"]["lines"] == 4


def test_the_database_empties_no_line_without_two_signatures(keeper):
    _, rows = everything.fill()
    with enter(keeper):
        row = operations.propose_destruction(record_class="alarm", scope=keeper, now=now())
    line = rows["emergency.Origin"]
    with enter(system_scope("test")):
        with pytest.raises(DatabaseError), transaction.atomic():
            erase_traces(row)
        with pytest.raises(DatabaseError), transaction.atomic():
            type(line)._default_manager.filter(pk=line.pk).update(note="")


def test_what_a_table_lets_go_of_is_what_is_declared_personal():
    from django.apps import apps

    wrong = {}
    for name, declared in personal.load_declared().items():
        model = apps.get_model(name)
        kept = {*numbers("retention")["figures"].get(name, ()), *everything.keys_of(model)}
        if getattr(model, "append_only", False) and declared.retention != "vitals":
            wanted = set(declared.personal) - kept
            if set(model.erasable) != wanted or model._meta.db_table != name.lower().replace(".", "_"):
                wrong[name] = wanted
    assert wrong == {}


def test_every_record_is_reached_by_its_class():
    """A clock that nobody can read would keep a record for ever."""
    assert everything.unreachable() == []


def test_a_person_s_deletion_takes_her_readings_too(keeper, second):
    elder, _ = everything.fill()
    with enter(system_scope("test")):
        everything.add_hours(elder)
        Elder.objects.filter(id=elder.id).update(life_status="alive")
    clerk = people.scope(people.clerk())
    form = operations.RequestForm(kind="deletion", text="请删除", asker="elder", channel="counter")
    with enter(clerk):
        asked = operations.ask_right(person=elder.id, form=form, scope=clerk, now=now())
    with enter(keeper):
        row = operations.propose_deletion(request=asked.id, scope=keeper, now=now())
    with enter(second):
        operations.approve_destruction(key=row.id, scope=second, now=now())
        done = operations.carry_out(key=row.id, scope=second, now=now())
    assert done.certificate["counts"]["telecare.HourlyReading"] == {"dropped": 1}
    with enter(system_scope("test")):
        assert everything.count_hours(elder) == 0


def test_a_restored_backup_forgets_again_what_was_destroyed_since(keeper, second, book):
    elder = gone_elder()
    before = transaction.savepoint()
    (done,) = destroy("file", keeper, second)
    assert ledger.write_ledger() == 1
    assert ledger.write_ledger() == 0
    assert everything.MARK not in book.read_text(encoding="utf-8")
    transaction.savepoint_rollback(before)  # the backup of yesterday

    with enter(system_scope("test")):
        assert Elder.objects.get(id=elder.id).name == elder.name
    with pytest.raises(CommandError, match="1 lists must be replayed"):
        call_command("replay_destructions", check=True)
    call_command("replay_destructions")
    with enter(system_scope("test")):
        left = Elder.objects.get(id=elder.id)
        assert (left.name, bool(left.phone)) == ("已删除", False)
        assert not Contact.objects.filter(person=elder.id).exists()
        assert not Profile.objects.filter(id=elder.id).exists()
        again = DestructionList.objects.get(id=done.id)
        assert (again.state, again.digest, again.carried_at) == ("done", done.digest, done.carried_at)
    assert everything.where(everything.MARK, everything.whole_database()) == []
    call_command("replay_destructions", check=True)
    gone_elder()
    assert destroy("file", keeper, second)[0].number > done.number


def test_a_ledger_with_a_line_taken_out_is_refused(keeper, second, book):
    for _ in range(2):
        gone_elder()
        destroy("file", keeper, second)
    ledger.write_ledger()
    lines = book.read_text(encoding="utf-8").splitlines(keepends=True)
    for damaged in (lines[1:], [lines[0].replace("registry.Elder", "registry.Contact"), lines[1]], ["{}\n"]):
        book.write_text("".join(damaged), encoding="utf-8")
        with pytest.raises(CommandError, match="the ledger is damaged"):
            call_command("replay_destructions")
    assert json.loads(lines[0])["list"]["approved_by"]
    assert oct(book.stat().st_mode)[-2:] == "00"


def test_a_year_of_lists_does_not_hide_what_is_over(keeper, second, monkeypatch):
    """The longest gone come first; those that went before must not fill the list for ever."""
    monkeypatch.setattr("chongyang.privacy.rules.retention.most_rows", lambda: 3)
    for _ in range(3):
        gone_elder()
    assert len(destroy("file", keeper, second)) == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM privacy_destructionitem WHERE result = ''")
        assert cursor.fetchone() == (0,)


def test_the_exchange_is_told_to_forget_what_it_recorded(keeper, second):
    _, rows = everything.fill()
    call = rows["hotline.Call"]
    with enter(system_scope("test")):
        changed = {"provider": "null", "provider_call": "c-1", "recording": "rec-1"}
        type(call)._default_manager.filter(pk=call.pk).update(**changed)
    destroy("call", keeper, second)
    with enter(system_scope("test")):
        (told,) = OutboxMessage.objects.filter(key=f"forget/{call.pk}")
        assert (told.payload["command"], told.payload["to"]) == ("forget", "rec-1")
        assert type(call)._default_manager.get(pk=call.pk).recording == ""
