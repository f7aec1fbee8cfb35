"""A person's rights: asked, worked off, answered in time, handed out; the copy holds everything of hers."""

import json
from datetime import datetime, timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import system_scope
from chongyang.privacy import operations, queries
from chongyang.privacy.models import RightsRequest
from chongyang.privacy.operations import RequestForm
from chongyang.privacy.queries.holdings import models_of
from chongyang.privacy.rules.rights import ZONE, due_of
from chongyang.registry.queries import NotFound
from chongyang.registry.rules import personal
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.privacy import people

COUNTER = {"asker": "elder", "channel": "counter"}


@pytest.fixture
def elder(db):
    row = factories.make_elder()
    factories.make_contact(row)
    factories.make_device(row)
    return row


@pytest.fixture
def clerk(db):
    return people.scope(people.clerk())


def ask(who, elder, kind="copy", at=None, **more):
    with enter(who):
        return operations.ask_right(
            person=elder.id, form=RequestForm(kind=kind, **{**COUNTER, **more}), scope=who, now=at or now()
        )


def test_a_deadline_in_working_days():
    start = datetime(2026, 11, 20, 16, 0, tzinfo=ZONE)  # a Friday
    due = due_of("copy", start)
    assert due.due_at == datetime(2026, 12, 11, 23, 59, 59, tzinfo=ZONE)
    assert due.remind_at == datetime(2026, 12, 8, 9, 0, tzinfo=ZONE)


def test_from_the_counter_to_the_hand(elder, clerk):
    row = ask(clerk, elder)
    with enter(clerk):
        operations.take_request(request=row.id, scope=clerk, now=now())
        name, paper = operations.make_copy(request=row.id, form="pdf", scope=clerk, now=now())
        operations.answer_request(request=row.id, outcome="granted", answer="", scope=clerk, now=now())
        done = operations.hand_out(request=row.id, handing="counter", scope=clerk, now=now())
    assert (done.state, done.handing) == ("handed", "counter")
    assert name == f"{row.number}.pdf"
    assert paper.startswith(b"%PDF")


def test_the_copy_holds_what_every_room_holds(elder, clerk):
    row = ask(clerk, elder)
    with enter(clerk):
        _, body = operations.make_copy(request=row.id, form="json", scope=clerk, now=now())
    told = json.loads(body)
    held = {record["model"]: record for record in told["records"]}
    assert {"registry.Elder", "registry.Profile", "registry.Contact", "telecare.Device"} <= set(held)
    assert held["registry.Elder"]["rows"][0]["identity_number"] == elder.identity_number.plain
    assert held["registry.Contact"]["withheld"] == ["phone"]
    assert "phone" not in held["registry.Contact"]["rows"][0]
    assert all(record["basis"] for record in told["records"])
    with enter(system_scope("test")):
        made = Event.objects.get(kind="privacy.copy.made")
    assert made.payload["digest"]
    assert elder.name not in json.dumps(made.payload)


def test_the_family_asks_and_downloads_once_answered(elder, clerk):
    daughter = people.scope(people.family_of(elder))
    row = ask(daughter, elder, asker="", channel="")
    assert (row.asker, row.channel) == ("family", "account")
    with enter(daughter), pytest.raises(operations.UnableToHandle):
        operations.make_copy(request=row.id, form="json", scope=daughter, now=now())
    with enter(clerk):
        operations.answer_request(request=row.id, outcome="granted", answer="", scope=clerk, now=now())
    with enter(daughter):
        assert operations.make_copy(request=row.id, form="json", scope=daughter, now=now())[1]
        assert (
            operations.hand_out(request=row.id, handing="account", scope=daughter, now=now()).state
            == "handed"
        )
    stranger = people.scope(people.family_of(factories.make_elder()))
    with enter(stranger), pytest.raises(queries.NotFound):
        operations.make_copy(request=row.id, form="json", scope=stranger, now=now())


def test_the_colleague_finds_it_the_outsider_does_not(elder, clerk):
    row = ask(clerk, elder)
    colleague, outsider = people.scope(people.clerk()), people.scope(people.outsider())
    with enter(colleague):
        assert queries.access_request(colleague, row.id).id == row.id
    with enter(outsider):
        assert queries.list_requests(outsider) == []
        with pytest.raises(queries.NotFound):
            operations.take_request(request=row.id, scope=outsider, now=now())
        with pytest.raises(NotFound):
            operations.ask_right(
                person=elder.id, form=RequestForm(kind="copy", **COUNTER), scope=outsider, now=now()
            )
    seat = people.scope(factories.make_operator())
    with enter(seat), pytest.raises(NotAllowed):
        queries.list_requests(seat)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "everything"}, "kind"),
        ({"asker": "nobody"}, "asker"),
        ({"channel": "pigeon"}, "asker"),
        ({"kind": "correction"}, "text"),
        ({"kind": "deletion", "text": "  "}, "text"),
    ],
)
def test_what_is_refused(elder, clerk, wrong, field):
    with pytest.raises(operations.UnableToHandle) as refused:
        ask(clerk, elder, **wrong)
    assert set(refused.value.faults) == {field}


def test_the_same_is_asked_once_at_a_time(elder, clerk):
    ask(clerk, elder)
    with pytest.raises(operations.UnableToHandle):
        ask(clerk, elder)


def test_a_refusal_says_why_and_an_extension_is_one(elder, clerk):
    row = ask(clerk, elder, "correction", text="出生日期应为三月")
    with enter(clerk):
        with pytest.raises(operations.UnableToHandle):
            operations.answer_request(request=row.id, outcome="refused", answer=" ", scope=clerk, now=now())
        longer = operations.extend_request(request=row.id, reason="须向公安核实", scope=clerk, now=now())
        assert longer.due_at > row.due_at
        with pytest.raises(operations.UnableToHandle):
            operations.extend_request(request=row.id, reason="再延", scope=clerk, now=now())
        done = operations.answer_request(
            request=row.id, outcome="refused", answer="与户籍不符", scope=clerk, now=now()
        )
    assert (done.state, done.answer.plain) == ("answered", "与户籍不符")


def test_a_deletion_is_not_granted_by_words(elder, clerk):
    row = ask(clerk, elder, "deletion", text="请删除")
    with enter(clerk), pytest.raises(operations.UnableToHandle):
        operations.answer_request(request=row.id, outcome="granted", answer="", scope=clerk, now=now())


def test_who_asked_withdraws_it(elder, clerk):
    daughter = people.scope(people.family_of(elder))
    row = ask(daughter, elder)
    with enter(clerk), pytest.raises(NotAllowed):
        operations.withdraw_request(request=row.id, scope=clerk, now=now())
    with enter(daughter):
        assert operations.withdraw_request(request=row.id, scope=daughter, now=now()).state == "withdrawn"
        with pytest.raises(UnableToStep):
            operations.withdraw_request(request=row.id, scope=daughter, now=now())


def test_reminded_and_escalated_once(elder, clerk):
    start = now()
    row = ask(clerk, elder, at=start)
    assert operations.fire_deadlines(now=start) == 0
    late = row.due_at + timedelta(minutes=1)
    assert operations.fire_deadlines(now=late) == 2
    assert operations.fire_deadlines(now=late) == 0
    with enter(system_scope("test")):
        held = RightsRequest.objects.get(id=row.id)
    assert held.reminded_at
    assert held.escalated_at


def test_every_declared_model_has_a_class_and_a_name():
    from chongyang.privacy.rules.retention import classes

    declared = personal.load_declared()
    assert [name for name, one in declared.items() if one.retention not in classes()] == []
    assert [name for name in models_of() if not declared[name].label] == []


def test_every_model_that_knows_a_person_is_declared_or_holds_her_key_alone():
    from django.apps import apps

    from chongyang.core.queries.holdings import person_column
    from chongyang.privacy.rules.data import settings

    known = {*personal.load_declared(), *settings("retention")["keyed_alone"]}
    ours = [one for one in apps.get_app_configs() if one.name.startswith("chongyang.")]
    models = [model for one in ours for model in one.get_models() if person_column(model)]
    assert [model._meta.label for model in models if model._meta.label not in known] == []


def test_every_column_of_the_copy_has_a_word():
    from chongyang.privacy.queries.holdings import columns_of
    from chongyang.privacy.rules.data import settings

    skipped, words = set(settings("rights")["not_copied"]), settings("columns")
    lacking = {
        (name, column)
        for name, one in models_of().items()
        if name not in skipped
        for column in columns_of(name, one)
        if column in one.personal and column not in words
    }
    assert lacking == set()
