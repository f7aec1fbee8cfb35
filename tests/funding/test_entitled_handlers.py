"""A word about one person reaches her proposals at once: events of the register and of applications."""

import pytest
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor

from chongyang.core.clock import now
from chongyang.core.hanging import list_hanging
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM
from chongyang.funding import operations
from chongyang.funding.models import Entitlement
from chongyang.funding.operations import entitling
from tests import factories
from tests.funding import people
from tests.funding.entitled import compute, of_class, poor_elder, proposal
from tests.funding.people import do

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def _plan(db):
    people.lasting_plan()


def told(kind, **about):
    return Event(kind=kind, at=now(), area=factories.JINSHUI, **about)


def test_every_event_that_is_listened_to_is_written_somewhere():
    from chongyang.core.events import _handlers

    for kind in (*entitling.FILE_CHANGES, *entitling.APPLICATION_STEPS):
        assert f"funding.entitled.{kind}" in _handlers[kind]


def test_a_class_that_was_granted_proposes_her_and_no_other():
    elder, other = poor_elder(kinds=()), poor_elder()
    of_class(elder)
    entitling.follow_file(told("groups.class.granted", subject=elder.id, person=elder.id))
    assert proposal(elder).state == "open"
    assert not Entitlement.objects.filter(person=other.id).exists()


def test_the_worker_prepares_its_statements_and_proposes_all_the_same(monkeypatch):
    monkeypatch.setattr(connection.connection, "cursor_factory", ServerBindingCursor)
    elder = poor_elder(kinds=())
    of_class(elder)
    entitling.follow_file(told("groups.class.granted", subject=elder.id, person=elder.id))
    assert proposal(elder).state == "open"


def test_a_draft_that_was_thrown_away_opens_it_again():
    elder = poor_elder()
    compute()
    clerk = people.street()
    made = do(operations.take_up, clerk, entitlement=proposal(elder).id)
    do(operations.drop_draft, clerk, application=made.id)
    entitling.follow_application(told("funding.application.dropped", subject=made.id))
    assert (proposal(elder).state, proposal(elder).application) == ("open", None)


def test_an_institutions_application_asks_nobody():
    entitling.follow_application(told("funding.application.submitted", subject=people.place().id))
    assert not Entitlement.objects.exists()


def test_the_proposal_goes_with_the_application_to_the_other_file():
    elder, other = poor_elder(), poor_elder()
    compute()
    made = do(operations.take_up, people.street(), entitlement=proposal(elder).id)
    (give,) = [one.give for one in list_hanging() if one.name == "funding.applications"]
    give(row=made.id, person=other.id, area=other.area, by=SYSTEM, now=now())
    row = proposal(other)
    assert (row.application, row.payee, row.state) == (made.id, other.id, "taken")
    assert not Entitlement.objects.filter(person=elder.id).exists()
    closed = Entitlement.objects.get(person=other.id, state="closed")
    assert closed.why == "applied"


def test_the_clock_and_the_command_say_what_they_wrote(capsys):
    from django.core.management import call_command

    poor_elder()
    call_command("propose_entitled", "--json")
    assert '"proposed": 1' in capsys.readouterr().out
    call_command("propose_entitled")
    assert "proposed 0" in capsys.readouterr().out
