"""Field history of personal rows: no write without an actor, former values of changed columns alone."""

import pytest
from django.db import ProgrammingError, connection, transaction

from chongyang.core.access import enter
from chongyang.core.models import FieldChange
from chongyang.core.scopes import Actor, Scope, interval_of
from chongyang.registry.models import Contact, Elder, Profile
from tests.core.test_fields import make


def changes(row) -> list[FieldChange]:
    return list(FieldChange.objects.filter(row=row.id).order_by("seq"))


def without_actor(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('chongyang.actor', '', true)")
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE registry_elder SET floor = 9",
        "DELETE FROM registry_elder",
        "INSERT INTO registry_elder SELECT * FROM registry_elder",
    ],
)
def test_a_write_without_an_actor_is_refused_even_by_raw_sql(db, statement):
    make()
    with pytest.raises(ProgrammingError, match="without an actor"):
        without_actor(statement)
    assert Elder.objects.get().floor is None


def test_making_a_row_is_no_change(db):
    assert changes(make()) == []


def test_only_changed_columns_are_kept_with_who_changed_them(db):
    elder = make()
    scope = Scope((interval_of("410105"),), Actor("device", "tablet-7"))
    with enter(scope):
        elder.floor, elder.nation = 3, "回族"
        elder.save()
    [change] = changes(elder)
    assert change.before == {"floor": None, "nation": "汉族"}
    assert (change.operation, change.actor, change.person) == ("UPDATE", "device:tablet-7", elder.id)
    assert change.area == elder.area


def test_an_update_of_many_rows_keeps_each(db):
    both = [make(), make()]
    Elder.objects.update(floor=4)
    assert [len(changes(elder)) for elder in both] == [1, 1]


def test_a_deleted_row_is_kept_whole(db):
    elder = make()
    Elder.objects.filter(id=elder.id).delete()
    [change] = changes(elder)
    assert (change.operation, change.before["name"]) == ("DELETE", "陈桂兰")


def test_history_of_a_contact_belongs_to_its_person(db):
    elder = make()
    contact = Contact.objects.create(
        person=elder.id,
        area=elder.area,
        rank=1,
        name="王军",
        relation="son",
        phone="13900005678",
        phone_index=b"x",
        source="family",
        sourced_on=elder.sourced_on,
    )
    contact.rank = 2
    contact.save()
    assert [(change.person, change.before) for change in changes(contact)] == [(elder.id, {"rank": 1})]


def test_history_itself_is_never_changed(db):
    elder = make()
    Elder.objects.update(floor=4)
    for statement in ("UPDATE core_fieldchange SET before = '{}'", "DELETE FROM core_fieldchange"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
    assert len(changes(elder)) == 1


def test_every_room_that_keeps_persons_declares_history():
    assert Elder.has_history
    assert Profile.has_history
    assert Contact.has_history
