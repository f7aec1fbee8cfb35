"""Registering an elder: what is written, what is refused and why, one number one file."""

import threading
from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError, connection, connections, transaction

from chongyang.core.access import enter
from chongyang.core.models import Event, FieldChange
from chongyang.core.scopes import system_scope
from chongyang.registry import operations, queries
from chongyang.registry.models import Contact, Elder, Profile, SearchToken
from chongyang.registry.operations import ContactForm, DuplicateIdentity, UnableToRegister, VersionConflict
from chongyang.territory.permissions import NotAllowed
from tests.registry.people import FORM, NOW, STREET, clerk, form, identity_number, outsider, scope_of


def register(scope, **changes):
    with enter(scope):
        return operations.register_elder(scope=scope, form=form(**changes), by=scope.actor, now=NOW)


def test_what_is_written(db):
    elder = register(clerk())
    assert (elder.area, elder.born_on, elder.sex) == (STREET, date(1949, 12, 31), "female")
    assert elder.phone.plain == "13800001234"
    assert str(elder.identity_number) == "1101**********002X"
    assert elder.sources["phone"] == ["street", "2026-11-20"]
    assert Profile.objects.get(id=elder.id).medicines == ["氨氯地平"]
    assert Contact.objects.get(person=elder.id).key_holder == "holds"
    assert SearchToken.objects.filter(person=elder.id, token="cgl").exists()
    event = Event.objects.get(kind="registry.elder.registered")
    assert event.person == elder.id
    assert not {"陈桂兰", "13800001234"} & set(map(str, (event.payload or {}).values()))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("identity_number", "110105194912310021", "校验码"),
        ("identity_number", identity_number(2, "20990101"), "今天之后"),
        ("identity_number", "abc", "数字"),
        ("phone", "1380000", "11 位"),
        ("phone", "12349", "公用号码"),
        ("area", "410199001", "没有这个地区"),
        ("area", "不是代码", "没有这个地区"),
        ("area", "410105", "街道"),
        ("area", "410102002", "管辖范围"),
        ("name", "", "姓名"),
        ("name", "陈1", "文字"),
        ("born_on", date(1950, 1, 1), "不一致"),
        ("sex", "male", "不一致"),
        ("source", "nobody", "选项"),
        ("longitude", 113.6, "一起"),
        ("floor", 900, "楼层"),
    ],
)
def test_a_wrong_field_says_why(db, field, value, said):
    place = "latitude" if field == "longitude" else field
    with pytest.raises(UnableToRegister) as refused:
        register(clerk(), **{field: value})
    assert said in refused.value.reasons[place]
    assert not Elder.objects.exists()


def test_without_a_number_the_birthday_is_asked_for(db):
    with pytest.raises(UnableToRegister) as refused:
        register(clerk(), identity_number="")
    assert set(refused.value.reasons) == {"born_on", "sex"}
    elder = register(clerk(), identity_number="", born_on=date(1940, 2, 29), sex="female")
    assert elder.identity_index is None


def test_a_wrong_contact_is_named_with_its_place(db):
    wrong = ContactForm(name="王军", relation="cousin", phone="1")
    with pytest.raises(UnableToRegister) as refused:
        register(clerk(), contacts=(*FORM.contacts, wrong))
    assert set(refused.value.reasons) == {"contacts.1.relation", "contacts.1.phone"}


def test_a_number_registered_in_another_county_tells_the_county_and_leaves_an_event(db):
    elder = register(clerk())
    scope = outsider()
    with enter(scope), pytest.raises(DuplicateIdentity) as refused:
        operations.register_elder(scope=scope, form=form(area="410102002"), by=scope.actor, now=NOW)
    assert refused.value.county == "金水区"
    assert "金水区" in refused.value.reasons["identity_number"]
    asked = Event.objects.get(kind="registry.identity.asked", person=elder.id)
    assert (asked.actor_role, asked.area) == ("street_clerk", STREET)


def test_a_question_without_an_actor_is_refused(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('chongyang.actor', '', true)")
        with pytest.raises(ProgrammingError, match="without an actor"), transaction.atomic():
            cursor.execute("SELECT * FROM chongyang_identity_taken('\\x00'::bytea)")


def test_two_clerks_at_once_make_one_file(committed):
    both = threading.Barrier(2)
    told: list[str] = []

    def work(scope, area):
        try:
            with enter(scope):
                connection.cursor().execute("SELECT 1")
                both.wait(120)
                operations.register_elder(scope=scope, form=form(area=area), by=scope.actor, now=NOW)
                told.append("registered")
        except DuplicateIdentity:
            told.append("duplicate")
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=work, args=(clerk(), "410105001")),
        threading.Thread(target=work, args=(outsider(), "410102002")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert sorted(told) == ["duplicate", "registered"]
    with enter(system_scope("test")):
        assert Elder.objects.count() == 1


def test_who_may_not_write_is_refused(db):
    with pytest.raises(NotAllowed):
        register(scope_of("auditor", "410105001"))


def test_a_change_names_its_fields_and_moves_the_tokens(db):
    scope, elder = system_scope("approved", clerk().actor), register(clerk())
    with enter(scope):
        changed = operations.update_elder(
            elder=elder,
            changes={"name": "陈桂芳", "phone": "13700001111", "needs": ["meals"], "area": "410105001"},
            expected_version=1,
            scope=scope,
            by=scope.actor,
            now=NOW,
        )
    assert (changed.version, changed.name_key) == (2, "chen gui fang 陈桂芳")
    assert not SearchToken.objects.filter(person=elder.id, token="桂兰").exists()
    assert Profile.objects.get(id=elder.id).needs == ["meals"]
    change = FieldChange.objects.get(table="registry_elder", row=elder.id)
    assert {"name", "name_key", "phone", "version"} <= set(change.before)
    assert "identity_number" not in change.before


def test_a_conflict_shows_both_values(db):
    scope, elder = clerk(), register(clerk())
    with enter(scope), pytest.raises(VersionConflict) as conflict:
        operations.update_elder(
            elder=elder.id,
            changes={"floor": 5, "phone": "13700001111"},
            expected_version=0,
            scope=scope,
            by=scope.actor,
            now=NOW,
        )
    assert conflict.value.fields == {"floor": (3, 5), "phone": ("138****1234", "13700001111")}


@pytest.mark.parametrize("changes", [{"version": 9}, {"same_as": None}, {"sex": "male"}, {"phone": "1"}])
def test_a_change_that_cannot_be_made_says_why(db, changes):
    scope, elder = clerk(), register(clerk())
    with enter(scope), pytest.raises(operations.UnableToUpdate) as refused:
        operations.update_elder(
            elder=elder, changes=changes, expected_version=1, scope=scope, by=scope.actor, now=NOW
        )
    assert set(refused.value.reasons) == set(changes)


def test_an_outsider_finds_no_file_to_change(db):
    scope, elder = outsider(), register(clerk())
    with enter(scope), pytest.raises(queries.NotFound):
        operations.update_elder(
            elder=elder.id, changes={"floor": 1}, expected_version=1, scope=scope, by=scope.actor, now=NOW
        )


@pytest.mark.parametrize("field", ["name", "identity_number", "born_on", "sex"])
def test_what_the_county_decides_no_clerk_writes_by_any_door(db, field):
    """The rule stands in the operation: the desk, the JSON door and whoever comes next ask for the change."""
    scope, elder = clerk(), register(clerk())
    said = {"name": "陈桂芳", "identity_number": "", "born_on": elder.born_on, "sex": elder.sex}
    with enter(scope), pytest.raises(operations.UnableToUpdate) as refused:
        operations.update_elder(
            elder=elder,
            changes={field: said[field], "floor": 2},
            expected_version=1,
            scope=scope,
            by=scope.actor,
            now=NOW,
        )
    assert "变更申请" in refused.value.reasons[field]
    assert "floor" not in refused.value.reasons


def test_no_clerk_writes_a_death_by_hand(db):
    scope, elder = clerk(), register(clerk())
    told = {"status": "dead", "on": date(2026, 11, 1), "evidence": "police"}
    with enter(scope), pytest.raises(operations.UnableToUpdate) as refused:
        operations.change_life_status(elder=elder, **told, scope=scope, by=scope.actor, now=NOW)
    assert "变更申请" in refused.value.reasons["status"]


def test_death_needs_a_day_and_evidence(db):
    scope, elder = system_scope("decided", clerk().actor), register(clerk())
    with enter(scope):
        with pytest.raises(operations.UnableToUpdate) as refused:
            operations.change_life_status(
                elder=elder, status="dead", on=None, evidence="", scope=scope, by=scope.actor, now=NOW
            )
        assert set(refused.value.reasons) == {"on", "evidence"}
        died = operations.change_life_status(
            elder=elder,
            status="dead",
            on=date(2026, 11, 1),
            evidence="police",
            scope=scope,
            by=scope.actor,
            now=NOW,
        )
    assert died.life_status == "dead"


def test_consent_is_open_once_and_withdrawn_once(db):
    scope, elder = clerk(), register(clerk())
    told: dict[str, Any] = {
        "purpose": "location",
        "basis": "consent",
        "channel": "paper",
        "given_by": "elder",
    }
    with enter(scope):
        for version in ("1", "2"):
            operations.record_consent(
                elder=elder, text_version=version, scope=scope, by=scope.actor, now=NOW, **told
            )
        operations.withdraw_consent(elder=elder, purpose="location", scope=scope, by=scope.actor, now=NOW)
        with pytest.raises(operations.UnableToUpdate):
            operations.withdraw_consent(elder=elder, purpose="location", scope=scope, by=scope.actor, now=NOW)
        assert [row.withdrawn_at for row in queries.list_consents(scope, elder.id)] == [NOW, NOW]


def test_contacts_are_replaced_and_the_former_stay_in_the_history(db):
    scope, elder = clerk(), register(clerk())
    with enter(scope):
        fresh = ContactForm(name="李红", relation="neighbour", phone="0371-66660000")
        operations.set_contacts(
            elder=elder, contacts=[fresh], source="community", scope=scope, by=scope.actor, now=NOW
        )
        assert [row.name for row in queries.list_contacts(scope, elder.id)] == ["李红"]
    assert FieldChange.objects.get(table="registry_contact").operation == "DELETE"
