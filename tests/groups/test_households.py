"""Households: one open one a person, one head a house; they grow, split, dissolve; living forms follow."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.models import Event
from chongyang.groups import queries
from chongyang.groups.models import Care, Household, Member
from chongyang.groups.operations import CareForm, MemberForm, UnableToKeep
from chongyang.groups.operations.following import follow_life
from chongyang.groups.permissions import NotAllowed
from chongyang.groups.rules import living
from chongyang.registry import queries as registry
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from tests import factories
from tests.groups.people import TODAY, clerk, does, outsider

pytestmark = pytest.mark.django_db
SINCE = TODAY - timedelta(days=400)
DAY = timedelta(days=1)


@pytest.fixture
def street(db):
    return clerk()


@pytest.fixture
def wife(db):
    return factories.make_elder()


@pytest.fixture
def husband(db):
    return factories.make_elder(name="王建国", sex="male", born_on=date(1940, 1, 1))


@pytest.fixture
def house(street, husband, wife):
    members = (
        MemberForm("spouse", wife.id),
        MemberForm("child", name="王军", birth_year=1970, phone="13900005678"),
    )
    return does("open_household", street, elder=husband.id, members=members, on=SINCE, source="street")


def reasons(act, *args, **more) -> dict[str, str]:
    with pytest.raises(UnableToKeep) as told:
        act(*args, **more)
    return told.value.reasons


def row_of(elder) -> Member:
    return Member.objects.get(person=elder.id, left_on=None)


def roles(scope, elder, day=None) -> list[str]:
    with enter(scope):
        return [row.role for row in queries.lives_with(scope, elder.id, day)]


def son_of(house) -> Member:
    return Member.objects.get(household=house, role="child", left_on=None)


def test_who_lives_with_whom(street, house, husband, wife):
    assert roles(street, wife) == ["head", "spouse", "child"]
    assert roles(street, wife, SINCE - DAY) == []
    assert row_of(wife).living_form == row_of(husband).living_form == "with_spouse_and_children"
    son = son_of(house)
    assert (str(son.name), son.phone.plain) == ("王*", "13900005678")
    assert "王军" not in str([event.payload for event in Event.objects.all()])


@pytest.mark.parametrize(
    ("own", "others", "form"),
    [
        ("head", [], "alone"),
        ("head", ["spouse"], "empty_nest"),
        ("spouse", ["head"], "empty_nest"),
        ("head", ["spouse", "child"], "with_spouse_and_children"),
        ("head", ["child", "child_in_law", "grandchild"], "with_children"),
        ("parent", ["head", "spouse"], "with_children"),
        ("parent", ["head", "parent"], "with_spouse_and_children"),
        ("head", ["parent"], "with_parents"),
        ("head", ["spouse", "parent"], "with_parents"),
        ("head", ["sibling"], "with_siblings"),
        ("head", ["relative"], "with_relatives"),
        ("head", ["other"], "with_others"),
        ("head", ["grandchild"], "with_children"),
    ],
)
def test_the_living_form_of_each_house(own, others, form):
    assert living.form_of(own, others) == form


def test_nobody_lives_in_two(street, house, wife, husband):
    again = {"members": (), "on": TODAY, "source": "street"}
    assert "另一个家庭" in reasons(does, "open_household", street, elder=wife.id, **again)["person"]
    other = Household.objects.create(area=wife.area, opened_on=SINCE, source="street")
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(
            household=other,
            area=wife.area,
            person=wife.id,
            role="head",
            joined_on=SINCE - DAY * 9,
            left_on=TODAY,
            leave_reason="moved",
        )


def test_a_house_has_one_head(street, house):
    form = MemberForm("head", name="赵六")
    assert "一位户主" in reasons(does, "add_member", street, household=house.id, form=form, on=TODAY)["role"]


def test_the_head_does_not_leave_without_another(street, house, husband, wife):
    leaves = {"member": row_of(husband).id, "on": TODAY, "reason": "institution"}
    assert "新的户主" in reasons(does, "leave_household", street, **leaves)["new_head"]
    does("leave_household", street, **leaves, new_head=row_of(wife).id)
    assert roles(street, wife) == ["head", "child"]
    assert row_of(wife).living_form == "with_children"
    assert roles(street, husband) == []
    assert roles(street, husband, TODAY - DAY) == ["head", "spouse", "child"]


def test_the_last_elder_dissolves_it(street, house, husband, wife):
    for elder, head in ((husband, row_of(wife).id), (wife, None)):
        member = row_of(elder).id
        does("leave_household", street, member=member, on=TODAY, reason="moved", new_head=head)
    house.refresh_from_db()
    assert house.closed_on == TODAY
    assert not Member.objects.filter(left_on=None).exists()
    form = MemberForm("child", name="赵六")
    assert "解散" in reasons(does, "add_member", street, household=house.id, form=form, on=TODAY)["household"]
    does("open_household", street, elder=wife.id, members=(), on=TODAY, source="street")
    assert row_of(wife).living_form == "alone"


def test_it_splits(street, house, husband, wife):
    hers = row_of(wife)
    fresh = does("split_household", street, household=house.id, members=[hers.id], head=hers.id, on=TODAY)
    assert fresh.came_from == house.id
    assert (roles(street, wife), roles(street, husband)) == (["head"], ["head", "child"])
    assert (row_of(wife).living_form, row_of(wife).suggests) == ("alone", ["living_alone"])
    assert row_of(husband).living_form == "with_children"


def test_what_does_not_split(street, house, husband, wife):
    his, hers, sons = row_of(husband).id, row_of(wife).id, son_of(house).id
    cases = [
        ([], hers, TODAY, "members"),
        ([his], his, TODAY, "members"),
        ([sons], sons, TODAY, "members"),
        ([hers], his, TODAY, "head"),
        ([hers], hers, SINCE - DAY, "on"),
        ([hers], hers, None, "on"),
    ]
    for members, head, on, field in cases:
        told = reasons(does, "split_household", street, household=house.id, members=members, head=head, on=on)
        assert field in told


def test_another_head_turns_the_bond_around(street, house, husband, wife):
    does("change_head", street, member=row_of(wife).id)
    assert (row_of(wife).role, row_of(husband).role) == ("head", "spouse")
    does("change_head", street, member=son_of(house).id)
    assert row_of(wife).role == "parent"
    does("change_role", street, member=row_of(husband).id, role="parent")
    assert row_of(husband).living_form == "with_spouse_and_children"
    assert "role" in reasons(does, "change_role", street, member=row_of(husband).id, role="head")


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (MemberForm("child"), "name"),
        (MemberForm("friend", name="赵六"), "role"),
        (MemberForm("child", name="赵六", birth_year="18x"), "birth_year"),
        (MemberForm("child", name="赵六", birth_year=1700), "birth_year"),
        (MemberForm("child", name="赵六", phone="12"), "phone"),
    ],
)
def test_a_member_of_rubbish(street, house, form, field):
    assert field in reasons(does, "add_member", street, household=house.id, form=form, on=TODAY)


def test_the_outsider_and_the_seat(street, house, wife):
    far, seat = outsider(), factories.scope_of(factories.make_operator())
    with pytest.raises(registry.NotFound):
        does("change_head", far, member=row_of(wife).id)
    with enter(far), pytest.raises(registry.NotFound):
        queries.lives_with(far, wife.id)
    with pytest.raises(NotAllowed):
        does("change_head", seat, member=row_of(wife).id)
    assert roles(seat, wife) == ["head", "spouse", "child"]


def test_an_elder_of_another_area_stays_hidden(street, house, wife):
    """A father who moved in from another county keeps his file there: his row is not shown here."""
    father = factories.make_elder(area=factories.ZHONGYUAN, name="陈老汉")
    wide = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "4101"))
    does("add_member", wide, household=house.id, form=MemberForm("parent", father.id), on=TODAY)
    assert roles(street, wife) == ["head", "spouse", "child"]
    assert roles(wide, wife) == ["head", "spouse", "child", "parent"]


def dies(elder):
    Elder.objects.filter(id=elder.id).update(life_status="dead", status_on=TODAY)
    follow_life(Event(kind="registry.elder.status_changed", subject=elder.id, at=clock_now()))


def test_a_death_makes_the_widow_the_head(street, house, husband, wife):
    carer = CareForm("family", "spouse", wife.id, since=SINCE, is_main=True)
    does("set_carer", street, elder=husband.id, form=carer, source="street")
    dies(husband)
    assert roles(street, wife) == ["head", "child"]
    assert Care.objects.get().until == TODAY
    dies(wife)
    house.refresh_from_db()
    assert house.closed_on == TODAY


def test_who_shall_be_head_among_several_is_left_to_the_desk(street, husband):
    brother = factories.make_elder(name="王建军", sex="male")
    members = (MemberForm("sibling", brother.id), MemberForm("relative", name="赵六"))
    does("open_household", street, elder=husband.id, members=members, on=SINCE, source="street")
    dies(husband)
    with enter(street):
        [headless] = queries.list_headless(street)
    assert headless.id == row_of(brother).household_id
    does("change_head", street, member=row_of(brother).id)
    with enter(street):
        assert queries.list_headless(street) == []


def care(scope, elder, **words):
    form = CareForm(**{"kind": "employed", "name": "李阿姨", "since": SINCE, **words})
    return does("set_carer", scope, elder=elder.id, form=form, source="street")


def test_who_cares_for_whom(street, husband, wife):
    care(street, husband, phone="13900005678", hours_a_week="40")
    does(
        "set_carer",
        street,
        elder=husband.id,
        form=CareForm("family", "spouse", wife.id, since=SINCE, is_main=True),
        source="street",
    )
    with enter(street):
        kinds = [row.kind for row in queries.list_carers(street, husband.id)]
        [cared] = queries.list_cared_for(street, wife.id)
    assert kinds == ["family", "employed"]
    assert cared.person == husband.id
    assert "主要照护者" in reasons(care, street, husband, is_main=True)["is_main"]
    does("end_care", street, care=cared.id, on=TODAY)
    assert "已经结束" in reasons(does, "end_care", street, care=cared.id, on=TODAY)["care"]
    with enter(street):
        assert [row.kind for row in queries.list_carers(street, husband.id)] == ["employed"]
        assert len(queries.list_carers(street, husband.id, now_only=False)) == 2


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"kind": "robot"}, "kind"),
        ({"name": ""}, "name"),
        ({"hours_a_week": "200"}, "hours_a_week"),
        ({"since": TODAY + DAY * 2}, "since"),
        ({"phone": "110"}, "phone"),
        ({"relation": "boss"}, "relation"),
    ],
)
def test_care_of_rubbish(street, husband, words, field):
    assert field in reasons(care, street, husband, **words)


def test_nobody_cares_for_herself(street, wife):
    assert "自己" in reasons(care, street, wife, name="", carer=wife.id)["carer"]


def test_care_is_of_those_within_reach(street, husband):
    held = care(street, husband)
    far = outsider()
    with pytest.raises(registry.NotFound):
        does("end_care", far, care=held.id, on=TODAY)
    with enter(far), pytest.raises(registry.NotFound):
        queries.list_carers(far, husband.id)
