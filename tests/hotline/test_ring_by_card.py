"""A device with a card calls the line itself: the number finds device and elder, by blind index alone."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.hotline import queries as hotline
from chongyang.telecare import operations as telecare
from chongyang.telecare.models import Device
from chongyang.telecare.operations.sims import put_sim
from chongyang.telecare.queries.sims import find_by_sim
from chongyang.territory.enums import Role
from tests import factories

NUMBER = "13900137001"


@pytest.fixture
def elder(db):
    return factories.make_elder()


@pytest.fixture
def watch(elder):
    device = factories.make_device(elder, kind="watch")
    device.place = "腕上"
    put_sim(device, f"+86 {NUMBER}")
    device.save()
    return device


@pytest.fixture
def seat(db):
    return factories.scope_of(factories.make_operator())


def who(scope, number=NUMBER):
    with enter(scope):
        return hotline.who_may_have(scope, number)


def test_the_cards_number_finds_device_and_elder(elder, watch, seat):
    [found] = who(seat)
    assert (found.elder.id, found.how, found.device.id) == (elder.id, "device", watch.id)


def test_she_stands_once_also_where_it_is_her_own_number(elder, watch, seat):
    elder.phone = NUMBER
    elder.save()
    assert len(who(seat)) == 1


def test_a_device_of_a_double_is_the_persons(elder, watch, seat):
    double = factories.make_elder(name="陈秀蘭", same_as=elder)
    Device.objects.filter(id=watch.id).update(person=double.id)
    assert [one.elder.id for one in who(seat)] == [elder.id]


@pytest.mark.parametrize("columns", [{"state": "returned", "person": None}, {"state": "lost"}])
def test_who_gave_it_back_or_lost_it_is_not_called_for(watch, seat, columns):
    Device.objects.filter(id=watch.id).update(**columns)
    assert who(seat) == []


def test_the_outsider_finds_nobody(watch, elder):
    stranger = factories.scope_of(factories.make_account(Role.OPERATOR, None, "410102"))
    assert who(stranger) == []
    planner = factories.scope_of(factories.make_account(Role.PLANNER))
    with enter(planner):
        assert find_by_sim(planner, NUMBER) == []


def test_nothing_of_the_number_is_readable_in_the_table(watch):
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM telecare_device d WHERE id = %s", [watch.id])
        assert NUMBER not in cursor.fetchone()[0]


def test_a_card_that_was_typed_in_is_found(elder, seat):
    device = factories.make_device(area=elder.area)
    with enter(system_scope("test")):
        telecare.installing._place(device, telecare.Placing("床头", telecare.installing.Holder.ELDER, NUMBER))
        device.person, device.state = elder.id, "in_use"
        device.save()
    assert [one.device.id for one in who(seat)] == [device.id]


def test_cards_that_were_known_before_get_their_index(watch, elder, seat):
    Device.objects.filter(id=watch.id).update(sim_index=None)
    migration = import_module("chongyang.telecare.migrations.0006_ring_by_card")
    migration.index_known(apps, None)
    assert len(who(seat)) == 1
