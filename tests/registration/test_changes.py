"""Change requests: who asks, who decides by which field, what changed meanwhile, what is written."""

import json
from datetime import timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event, StageHolder
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.registration import operations, queries
from chongyang.registration.models import ChangedField, ChangeRequest
from chongyang.registration.operations.deadlines import fire_deadlines
from chongyang.registration.rules import changes as rules
from chongyang.registry import operations as registry
from chongyang.registry import queries as files
from chongyang.registry.models import Contact, Elder
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.registration.people import (
    ZHONGYUAN_STREET,
    clerk,
    elder_of,
    family_of,
    officer,
    reviewer,
)

pytestmark = pytest.mark.django_db


def said(scope):
    return {"scope": scope, "by": scope.actor, "now": now()}


def ask(scope, elder, reason="", evidence="", **changes):
    form = operations.ChangeForm(changes=changes, reason=reason, evidence=evidence)
    with enter(scope):
        return operations.ask_change(person=elder.id, form=form, **said(scope))


def approve(scope, row, *, seen=None, despite=()):
    with enter(scope):
        version = seen if seen is not None else queries.diff_of(scope, row).version
        return operations.approve_change(request=row.id, seen=version, despite=despite, **said(scope))


def fresh(elder):
    return Elder.objects.get(id=elder.id)


def test_a_familys_phone_change_is_made_by_the_clerk_at_once(db):
    elder = elder_of()
    daughter = family_of(elder)
    row = ask(daughter, elder, phone="13803719999")
    assert (row.route, row.asked_as, row.state) == ("clerk", "family", "open")
    colleague = officer()
    with enter(colleague):
        assert [one.id for one in queries.list_changes(colleague)] == [row.id]
        (diff,) = queries.diff_of(colleague, row).fields
        assert (diff.field, diff.new, diff.changed) == ("phone", "13803719999", False)
    approve(colleague, row)
    assert fresh(elder).phone.plain == "13803719999"
    assert fresh(elder).sources["phone"][0] == "family"
    with enter(daughter):
        (mine,) = queries.list_asked(daughter)
        assert mine.state == "approved"
        assert operations.mark_told(scope=daughter, now=now()) == 1
        assert operations.mark_told(scope=daughter, now=now()) == 0


def test_nothing_personal_is_in_an_event_or_in_the_open(db):
    elder = elder_of()
    row = ask(family_of(elder), elder, phone="13803719999")
    approve(clerk(), row)
    told = json.dumps([one.payload for one in Event.objects.filter(person=elder.id)])
    assert "13803719999" not in told
    stored = ChangeRequest.objects.filter(id=row.id).values_list("values", flat=True)
    assert b"13803719999" not in bytes(stored[0])


@pytest.mark.parametrize(
    ("field", "value", "evidence", "route"),
    [
        ("phone", "13803719999", "", "clerk"),
        ("access_note", "门禁已换", "", "clerk"),
        ("address", "金水区经八路街道新小区1号楼1单元1", "residence", "street"),
        ("area", 410105001003, "residence", "street"),
        ("name", "陈秀蓝", "identity_card", "county"),
        ("life_status", {"status": "moved", "on": "2026-01-02"}, "police", "county"),
    ],
)
def test_the_field_says_who_decides(db, field, value, evidence, route):
    elder = elder_of()
    row = ask(family_of(elder), elder, reason="搬家了", evidence=evidence, **{field: value})
    assert row.route == route
    levels = [officer(), clerk(), reviewer()]
    for scope in levels[: ["clerk", "street", "county"].index(route)]:
        with pytest.raises(UnableToStep, match="事实"):
            approve(scope, row)
    assert approve(levels[["clerk", "street", "county"].index(route)], row).state == "approved"


def test_the_highest_field_of_a_request_decides(db):
    elder = elder_of()
    row = ask(
        family_of(elder),
        elder,
        reason="名字写错了",
        evidence="identity_card",
        phone="13803710001",
        name="陈秀蓝",
    )
    assert row.route == "county"
    assert approve(reviewer(), row).state == "approved"
    held = fresh(elder)
    assert (held.name, held.phone.plain) == ("陈秀蓝", "13803710001")
    assert [one.id for one in files.find_elders(system_scope("test"), "陈秀蓝")] == [elder.id]


def test_who_asked_does_not_decide_nor_after_a_change_of_desk(db):
    elder = elder_of()
    scope = clerk()
    row = ask(scope, elder, phone="13803719999")
    with pytest.raises(UnableToStep, match="同一人"):
        approve(scope, row)
    assert StageHolder.objects.filter(case=row.id, holder=scope.actor.account).get().stage == "asking"
    assert approve(officer(), row).state == "approved"


def test_the_outsider_finds_nothing_and_decides_nothing(db):
    elder = elder_of()
    row = ask(family_of(elder), elder, phone="13803719999")
    for scope in (clerk(ZHONGYUAN_STREET), reviewer("410102")):
        with enter(scope):
            assert queries.list_changes(scope) == []
            assert ChangeRequest.objects.count() == 0
            with pytest.raises(queries.NotFound):
                operations.approve_change(request=row.id, seen=1, **said(scope))
    stranger = factories.scope_of(factories.make_account(Role.FAMILY))
    with enter(stranger), pytest.raises(files.NotFound):
        operations.ask_change(
            person=elder.id, form=operations.ChangeForm({"phone": "13803711111"}), **said(stranger)
        )


def test_a_role_that_may_not_ask_is_refused(db):
    elder = elder_of()
    worker = factories.scope_of(factories.make_account(Role.AUDITOR))
    with enter(worker), pytest.raises(NotAllowed):
        operations.ask_change(
            person=elder.id, form=operations.ChangeForm({"phone": "13803711111"}), **said(worker)
        )


def test_a_field_that_changed_meanwhile_is_shown_and_must_be_confirmed(db):
    elder = elder_of()
    row = ask(family_of(elder), elder, phone="13803719999")
    scope = system_scope("test")
    registry.update_elder(
        elder=elder.id,
        changes={"phone": "13803718888", "source": "street", "sourced_on": now().date()},
        expected_version=1,
        scope=scope,
        by=SYSTEM,
        now=now(),
    )
    person = clerk()
    with enter(person):
        (diff,) = queries.diff_of(person, row).fields
    assert (diff.changed, diff.present) == (True, "13803718888")
    with pytest.raises(operations.UnableToDecide) as refused:
        approve(person, row)
    assert refused.value.fields == ("phone",)
    assert fresh(elder).phone.plain == "13803718888"
    assert approve(person, row, despite=["phone"]).state == "approved"
    assert fresh(elder).phone.plain == "13803719999"


def test_a_page_that_is_old_decides_nothing(db):
    elder = elder_of()
    row = ask(family_of(elder), elder, phone="13803719999")
    Elder.objects.filter(id=elder.id).update(version=7)
    with pytest.raises(operations.UnableToDecide, match="有变化"):
        approve(clerk(), row, seen=1)
    assert ChangeRequest.objects.get(id=row.id).state == "open"


def test_two_open_requests_for_one_field_are_shown_to_each_other(db):
    elder = elder_of()
    first = ask(family_of(elder), elder, phone="13803719999")
    second = ask(officer(), elder, phone="13803717777")
    person = clerk()
    with enter(person):
        diff = queries.diff_of(person, first)
        assert [one.id for one in diff.rivals] == [second.id]
        assert diff.fields[0].rivals == 1
    approve(person, first)
    with enter(person):
        later = queries.diff_of(person, second)
        assert later.has_conflict
        assert later.rivals == []


def test_the_same_asked_twice_is_one_and_another_value_is_refused(db):
    elder = elder_of()
    daughter = family_of(elder)
    first = ask(daughter, elder, phone="13803719999")
    assert ask(daughter, elder, phone="138 0371 9999").id == first.id
    with pytest.raises(operations.UnableToAsk, match="已经申请过"):
        ask(daughter, elder, phone="13803716666")
    assert ChangedField.objects.count() == 1
    with enter(daughter):
        operations.withdraw_change(request=first.id, **said(daughter))
    assert ask(daughter, elder, phone="13803716666").state == "open"


@pytest.mark.parametrize(
    ("changes", "evidence", "reason", "where"),
    [
        ({}, "", "", "changes"),
        ({"phone": "12"}, "", "", "phone"),
        ({"registered_at": "x"}, "", "", "registered_at"),
        ({"name": "陈秀蓝"}, "", "写错", "evidence"),
        ({"name": "陈秀蓝"}, "seen", "写错", "evidence"),
        ({"name": "陈秀蓝"}, "identity_card", "", "reason"),
        ({"area": 410102001001}, "residence", "搬家", "area"),
        ({"area": 410105001999}, "residence", "搬家", "area"),
        ({"name": "陈秀兰"}, "identity_card", "没变", "name"),
        ({"life_status": {"status": "dead", "on": "2099-01-01"}}, "police", "去世", "life_status"),
        ({"contacts": [{"name": "李", "relation": "son", "phone": "1"}]}, "", "", "contacts.0.phone"),
    ],
)
def test_what_cannot_be_asked_says_why_by_field(db, changes, evidence, reason, where):
    elder = elder_of()
    with pytest.raises(operations.UnableToAsk) as refused:
        ask(family_of(elder), elder, reason=reason, evidence=evidence, **changes)
    assert where in refused.value.faults
    assert not ChangeRequest.objects.exists()


def test_contacts_are_added_and_the_present_ones_keep_their_numbers(db):
    elder = elder_of()
    held = factories.make_contact(elder)
    daughter = family_of(elder)
    rows = [
        {"keeps": str(held.id), "name": held.name, "relation": held.relation, "key_holder": "holds"},
        {"name": "王大力", "relation": "neighbour", "phone": "13900001111"},
    ]
    row = ask(daughter, elder, contacts=rows)
    approve(clerk(), row)
    contacts = list(Contact.objects.filter(person=elder.id).order_by("rank"))
    assert [one.phone.plain for one in contacts] == [held.phone.plain, "13900001111"]


def test_a_returned_request_comes_back_with_evidence(db):
    elder = elder_of()
    daughter, county = family_of(elder), reviewer()
    row = ask(daughter, elder, reason="写错了", evidence="identity_card", name="陈秀蓝")
    with enter(county):
        operations.return_change(request=row.id, reason="请补户口簿", **said(county))
    with pytest.raises(UnableToStep):
        approve(county, row)
    with enter(daughter):
        operations.resubmit_change(
            request=row.id, evidence_note="户口簿第三页", evidence="household_book", **said(daughter)
        )
    assert approve(county, row).state == "approved"


def test_a_refusal_has_a_reason_and_the_asker_reads_it(db):
    elder = elder_of()
    daughter, person = family_of(elder), clerk()
    row = ask(daughter, elder, phone="13803719999")
    with enter(person), pytest.raises(UnableToStep, match="理由"):
        operations.refuse_change(request=row.id, reason=" ", **said(person))
    with enter(person):
        operations.refuse_change(request=row.id, reason="电话打不通", **said(person))
    with enter(daughter):
        (mine,) = queries.list_asked(daughter)
    assert (mine.state, mine.answer.plain) == ("refused", "电话打不通")
    assert fresh(elder).phone.plain != "13803719999"


def test_a_death_is_written_by_the_county_and_ends_the_mandates(db):
    elder = elder_of()
    scope = officer()
    row = ask(
        scope,
        elder,
        reason="家属告知，已见证明",
        evidence="medical_certificate",
        life_status={"status": "dead", "on": "2026-02-03"},
    )
    approve(reviewer(), row)
    held = fresh(elder)
    assert (held.life_status, held.status_evidence, str(held.status_on)) == (
        "dead",
        "medical_certificate",
        "2026-02-03",
    )


def test_a_wrong_identity_number_is_corrected_with_birthday_and_sex(db):
    elder = elder_of()
    number = factories.identity_number()
    row = ask(clerk(), elder, reason="抄错一位", evidence="identity_card", identity_number=number)
    approve(reviewer(), row)
    assert fresh(elder).identity_number.plain == number


def test_a_number_of_somebody_else_is_told_to_who_decides(db):
    elder, other = elder_of(), elder_of(name="王大力")
    row = ask(
        clerk(),
        elder,
        reason="抄错一位",
        evidence="identity_card",
        identity_number=other.identity_number.plain,
    )
    with pytest.raises(operations.UnableToDecide, match="已经登记"):
        approve(reviewer(), row)
    assert ChangeRequest.objects.get(id=row.id).state == "open"


def test_a_late_request_goes_up_once(db):
    elder = elder_of()
    row = ask(family_of(elder), elder, phone="13803719999")
    county = reviewer()
    with enter(county):
        assert queries.list_changes(county, mine=True) == []
    late = row.due_at + timedelta(seconds=1)
    assert fire_deadlines(now=late) == 1
    assert fire_deadlines(now=late) == 0
    with enter(county):
        assert [one.id for one in queries.list_changes(county, mine=True)] == [row.id]
    assert approve(county, row).state == "approved"


def test_a_department_asks_by_number_and_reads_nothing(db):
    elder = elder_of()
    police = factories.scope_of(factories.make_account(Role.LIAISON, None, "410105"))
    form = operations.ChangeForm(
        {"household_address": "金水区某路1号"}, reason="户籍迁移", evidence="police", source="police"
    )
    with enter(police):
        with pytest.raises(files.NotFound):
            files.access_elder(police, elder.id)
        row = operations.tell_change(identity_number=elder.identity_number.plain, form=form, **said(police))
        assert (row.asked_as, row.source) == ("department", "police")
    approve(clerk(), row)
    assert fresh(elder).household_address.plain == "金水区某路1号"
    other = factories.scope_of(factories.make_account(Role.LIAISON, None, "410102"))
    with enter(other), pytest.raises(operations.UnableToAsk, match="没有登记"):
        operations.tell_change(identity_number=elder.identity_number.plain, form=form, **said(other))


def test_the_data_says_of_every_field_who_decides(db):
    for name in rules.changeable():
        assert rules.route_of([name])
        assert name in rules.READERS or name in (rules.AREA, rules.CONTACTS, rules.LIFE)
