"""Hand-overs: two sides, two persons, one open at a time; the file and all of the person go over."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Case, Event, OutboxMessage
from chongyang.core.operations import cases
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import system_scope
from chongyang.registration import operations, queries
from chongyang.registration.models import ChangeRequest, HandOver
from chongyang.registration.operations.deadlines import fire_deadlines
from chongyang.registry import operations as files_writes
from chongyang.registry import queries as files
from chongyang.registry.models import Contact, Elder, Mandate, Profile, SearchToken
from chongyang.telecare.operations.following import follow_hand_over
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.registration.people import (
    ZHONGYUAN_HOME,
    ZHONGYUAN_STREET,
    clerk,
    elder_of,
    family_of,
    officer,
    reviewer,
)

pytestmark = pytest.mark.django_db
OTHER_HOME = 410102001003


def said(scope):
    return {"scope": scope, "by": scope.actor, "now": now()}


def propose(scope, elder, to_area=ZHONGYUAN_HOME, **words):
    with enter(scope):
        return operations.propose_hand_over(
            person=elder.id, to_area=to_area, reason="随子女居住", **words, **said(scope)
        )


def ask(scope, elder, to_area=ZHONGYUAN_HOME):
    with enter(scope):
        return operations.ask_hand_over(
            identity_number=elder.identity_number.plain,
            to_area=to_area,
            reason="已在本社区居住半年",
            **said(scope),
        )


def accept(scope, row, **words):
    with enter(scope):
        return operations.accept_hand_over(hand_over=row.id, **words, **said(scope))


def test_the_sender_proposes_the_receiver_accepts_and_everything_follows(db):
    elder = elder_of()
    factories.make_contact(elder)
    family_of(elder)
    open_request = ask_phone(elder)
    sender, receiver = clerk(), clerk(ZHONGYUAN_STREET)
    row = propose(sender, elder, address="中原区某路2号院1号楼")
    accept(receiver, row, area=OTHER_HOME)
    for model, keys in (
        (Elder, {"id": elder.id}),
        (Profile, {"id": elder.id}),
        (Contact, {"person": elder.id}),
        (Mandate, {"person": elder.id}),
        (SearchToken, {"person": elder.id}),
        (ChangeRequest, {"id": open_request.id}),
        (Case, {"id": open_request.id}),
    ):
        areas = set(model.objects.filter(**keys).values_list("area", flat=True))
        assert areas == {OTHER_HOME}, model
    assert Elder.objects.get(id=elder.id).address.plain == "中原区某路2号院1号楼"
    told = Event.objects.get(kind="registration.hand_over.accepted")
    assert (told.area, told.person, told.payload["from"]) == (OTHER_HOME, elder.id, factories.JINSHUI)
    with enter(sender), pytest.raises(files.NotFound):
        files.access_elder(sender, elder.id)
    with enter(receiver):
        assert files.access_elder(receiver, elder.id).id == elder.id


def test_her_device_goes_with_her(db):
    elder = elder_of()
    device = factories.make_device(elder)
    row = propose(clerk(), elder)
    accept(clerk(ZHONGYUAN_STREET), row)
    told = Event.objects.get(kind="registration.hand_over.accepted")
    for _ in range(2):
        follow_hand_over(told)
    device.refresh_from_db()
    assert device.area == ZHONGYUAN_HOME
    assert OutboxMessage.objects.filter(destination="handler:telecare.follow_hand_over").count() == 1


def test_an_area_changed_by_hand_takes_open_requests_along(db):
    elder = elder_of()
    row = ask_phone(elder)
    scope = clerk()
    with enter(scope):
        files_writes.update_elder(
            elder=elder.id,
            changes={"area": 410105001003},
            expected_version=1,
            **said(scope),
        )
    told = Event.objects.filter(kind="registry.elder.updated").latest("seq")
    operations.follow_updated(told)
    assert ChangeRequest.objects.get(id=row.id).area == 410105001003


def ask_phone(elder):
    daughter = family_of(elder)
    with enter(daughter):
        form = operations.ChangeForm({"phone": "13803715555"})
        return operations.ask_change(person=elder.id, form=form, **said(daughter))


def test_while_open_the_receiver_sees_a_card_and_no_file(db):
    elder = elder_of()
    row = propose(clerk(), elder)
    receiver = clerk(ZHONGYUAN_STREET)
    with enter(receiver):
        (mine,) = queries.list_hand_overs(receiver, mine=True)
        card = queries.card_of(mine)
        assert (card["name"], card["born"]) == ("陈*兰", 1941)
        assert Elder.objects.filter(id=elder.id).count() == 0
        with pytest.raises(files.NotFound):
            files.access_elder(receiver, elder.id)
    assert row.state == "proposed"


def test_a_third_county_sees_nothing_and_answers_nothing(db):
    row = propose(clerk(), elder_of())
    for scope in (clerk("410103001"), reviewer("410103")):
        with enter(scope):
            assert HandOver.objects.count() == 0
            assert queries.list_hand_overs(scope) == []
            with pytest.raises(queries.NotFound):
                operations.accept_hand_over(hand_over=row.id, **said(scope))


def test_the_proposing_side_cannot_accept_and_a_family_may_not_at_all(db):
    elder = elder_of()
    sender = clerk()
    row = propose(sender, elder)
    for scope in (sender, officer()):
        with pytest.raises(UnableToStep):
            accept(scope, row)
    daughter = family_of(elder)
    with enter(daughter), pytest.raises(NotAllowed):
        operations.accept_hand_over(hand_over=row.id, **said(daughter))
    assert Elder.objects.get(id=elder.id).area == factories.JINSHUI


def test_one_person_with_both_streets_cannot_be_both_sides_nor_through_a_delegate(db):
    both = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410105001", "410102001"))
    row = propose(both, elder_of())
    with pytest.raises(UnableToStep, match="同一人"):
        accept(both, row)
    helper = clerk(ZHONGYUAN_STREET)
    with pytest.raises(UnableToStep, match="同一人"):
        cases.perform(
            case=Case(id=row.id),
            action="accept",
            by=helper.actor,
            now=now(),
            facts={"side"},
            on_behalf_of=both.actor.account,
        )
    assert accept(helper, row).state == "accepted"


def test_the_receiver_asks_by_number_and_the_sender_answers(db):
    elder = elder_of()
    receiver, sender = clerk(ZHONGYUAN_STREET), clerk()
    row = ask(receiver, elder)
    assert (row.direction, row.area, row.to_area) == ("in", factories.JINSHUI, ZHONGYUAN_HOME)
    with pytest.raises(UnableToStep):
        accept(receiver, row)
    with pytest.raises(UnableToStep):
        accept(officer("410102001002"), row)
    with enter(sender):
        assert [one.id for one in queries.list_hand_overs(sender, mine=True)] == [row.id]
    accept(sender, row)
    assert Elder.objects.get(id=elder.id).area == ZHONGYUAN_HOME


def test_one_is_open_for_a_person_at_a_time(db):
    elder = elder_of()
    propose(clerk(), elder)
    with pytest.raises(operations.UnableToAsk, match="正在交接"):
        propose(clerk(), elder, to_area=OTHER_HOME)
    with pytest.raises(operations.UnableToAsk, match="正在交接"):
        ask(clerk("410103001"), elder, to_area=first_community("410103001"))
    held = HandOver.objects.get()
    again = HandOver(
        **{
            name: getattr(held, name)
            for name in ("person", "area", "direction", "reason", "proposed_by", "proposed_at", "due_at")
        },
        to_area=OTHER_HOME,
    )
    with pytest.raises(IntegrityError, match="handover_open_once"), transaction.atomic():
        again.save(force_insert=True)


def first_community(street: str) -> int:
    from chongyang.territory import queries as territory

    return territory.list_parts(street)[0].first


def test_a_refusal_leaves_the_file_and_another_can_begin(db):
    elder = elder_of()
    row = propose(clerk(), elder)
    receiver = clerk(ZHONGYUAN_STREET)
    with enter(receiver), pytest.raises(UnableToStep, match="理由"):
        operations.refuse_hand_over(hand_over=row.id, reason="", **said(receiver))
    with enter(receiver):
        operations.refuse_hand_over(hand_over=row.id, reason="查无此人居住", **said(receiver))
    assert Elder.objects.get(id=elder.id).area == factories.JINSHUI
    assert propose(clerk(), elder).state == "proposed"


def test_who_proposed_withdraws_and_the_other_side_cannot(db):
    elder = elder_of()
    sender, receiver = clerk(), clerk(ZHONGYUAN_STREET)
    row = propose(sender, elder)
    with enter(receiver), pytest.raises(queries.NotFound):
        operations.withdraw_hand_over(hand_over=row.id, **said(receiver))
    with enter(sender):
        assert operations.withdraw_hand_over(hand_over=row.id, **said(sender)).state == "withdrawn"


@pytest.mark.parametrize(
    ("to_area", "where"), [(410105001003, "area"), (410102001999, "area"), (0, "area"), (410102, "area")]
)
def test_it_goes_to_another_street_that_exists(db, to_area, where):
    with pytest.raises(operations.UnableToAsk) as refused:
        propose(clerk(), elder_of(), to_area=to_area)
    assert where in refused.value.faults


def test_the_dead_are_not_handed_over(db):
    elder = elder_of(life_status="dead", status_on=now().date())
    with pytest.raises(operations.UnableToAsk, match="去世"):
        propose(clerk(), elder)


def test_a_file_that_moved_meanwhile_is_not_moved_again(db):
    elder = elder_of()
    row = propose(clerk(), elder)
    Elder.objects.filter(id=elder.id).update(area=410103001001)
    with pytest.raises(operations.UnableToDecide, match="不在原来"):
        accept(clerk(ZHONGYUAN_STREET), row)
    assert HandOver.objects.get(id=row.id).state == "proposed"


def test_the_receiver_chooses_a_community_of_her_street_only(db):
    row = propose(clerk(), elder_of(), to_area=410102001000)
    with pytest.raises(operations.UnableToDecide):
        accept(clerk(ZHONGYUAN_STREET), row, area=410103001001)
    assert accept(clerk(ZHONGYUAN_STREET), row, area=OTHER_HOME).to_area == OTHER_HOME


def test_an_unanswered_one_goes_up_and_a_reviewer_over_the_receiver_may_answer(db):
    row = propose(clerk(), elder_of())
    assert fire_deadlines(now=row.due_at + timedelta(seconds=1)) == 1
    held = HandOver.objects.get(id=row.id)
    assert held.escalated_at
    assert accept(reviewer("410102"), held).state == "accepted"


def test_who_asks_for_somebody_unknown_or_her_own_hears_so(db):
    elder = elder_of()
    with pytest.raises(operations.UnableToAsk, match="就在您的辖区"):
        ask(clerk(), elder, to_area=410105001003)
    scope = clerk(ZHONGYUAN_STREET)
    with enter(scope), pytest.raises(operations.UnableToAsk, match="可以直接登记"):
        operations.ask_hand_over(
            identity_number=factories.identity_number(),
            to_area=ZHONGYUAN_HOME,
            reason="搬来",
            **said(scope),
        )
    assert not HandOver.objects.exists()
    assert system_scope("test")
