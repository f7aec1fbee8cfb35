"""A decision about a person: proposed from the register, assessed, decided, published, in force."""

from datetime import date, datetime, timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.groups.models import Membership
from chongyang.purchase import operations, queries
from chongyang.purchase.enums import Kind
from chongyang.purchase.models import Entitlement, Notice, VoucherAccount, VoucherEntry
from chongyang.purchase.operations import UnableToDecide, UnableToObject
from chongyang.purchase.operations.deaths import resume_vouchers, stop_vouchers
from chongyang.purchase.rules import entitled
from chongyang.registry.models import Elder, Profile
from chongyang.territory.enums import Role
from tests import factories
from tests.purchase.people import AREA, NOW, ZONE, hold

STREET, COUNTY = "410105001", "410105"
JULY = datetime(2019, 7, 1, 0, 10, tzinfo=ZONE)


def scope(role, *codes):
    return factories.scope_of(factories.make_account(role, None, *codes))


def aged(name="陈秀兰", born_on=date(1935, 1, 2)):
    """An elder over eighty who lives alone: a group of the demonstration rule."""
    return factories.make_elder(name=name, born_on=born_on)


def propose(elder):
    operations.propose_entitled(now=NOW, only=[elder.id])
    return Entitlement.objects.get(person=elder.id)


def doing(row, by, now=NOW, **told):
    return {"entitlement": row.id, "scope": by, "by": by.actor, "now": now, **told}


class Three:
    """Who takes part in one decision."""

    def __init__(self):
        self.clerk = scope(Role.COMMUNITY_OFFICER, STREET)
        self.assessor = scope(Role.THIRD_PARTY_ASSESSOR, COUNTY)
        self.reviewer = scope(Role.COUNTY_REVIEWER, COUNTY)

    def apply(self, row):
        with enter(self.clerk):
            return operations.apply(**doing(row, self.clerk))

    def assess(self, row, level="2"):
        with enter(self.assessor):
            return operations.assess(**doing(row, self.assessor, level=level, note="上门看过"))

    def approve(self, row):
        with enter(self.reviewer):
            return operations.approve(**doing(row, self.reviewer))

    def publish(self, row):
        self.apply(row)
        self.assess(row)
        return self.approve(row)


def in_force(elder, now=NOW + timedelta(days=14)):
    row = propose(elder)
    Three().publish(row)
    assert operations.close_due_notices(now=now) == 1
    row.refresh_from_db()
    return row


def test_who_is_entitled_is_proposed_with_each_condition_and_its_source(db):
    row = propose(aged())
    assert (row.group, row.quota, row.state) == ("aged_alone", 20_000, "proposed")
    told = {fact["condition"]: (fact["value"], fact["holds"], fact["source"]) for fact in row.facts}
    assert told == {
        "living": ("alone", True, "living"),
        "from_age": (84, True, "from_age"),
        "not_living": ("alone", True, "not_living"),
    }


def test_the_same_again_writes_nothing_and_a_change_of_the_register_does(db):
    elder = aged()
    row = propose(elder)
    before = Event.objects.count()
    assert not any(one.is_something for one in operations.propose_entitled(now=NOW).values())
    assert Event.objects.count() == before
    Profile.objects.filter(id=elder.id).update(living_form="institution")
    operations.propose_entitled(now=NOW)
    row.refresh_from_db()
    assert (row.state, row.why) == ("closed", "no_longer")


@pytest.mark.parametrize("living", ["with_children", "institution", ""])
def test_who_does_not_fit_is_not_proposed(db, living):
    elder = aged()
    Profile.objects.filter(id=elder.id).update(living_form=living)
    operations.propose_entitled(now=NOW)
    assert not Entitlement.objects.exists()


def test_an_unknown_ability_proposes_the_next_group_and_the_assessor_finds_the_first(db):
    elder = aged(born_on=date(1950, 1, 2))
    Profile.objects.filter(id=elder.id).update(ability_level="", living_form="with_children")
    Membership.objects.create(
        person=elder.id, area=AREA, kind="destitute", valid_from=date(2019, 1, 1), **granted()
    )
    row = propose(elder)
    assert row.group == "low_income"
    three = Three()
    three.apply(row)
    three.assess(row, "3")
    done = three.approve(row)
    assert (done.group, done.quota) == ("destitute", 60_000)


def granted():
    names = {field.name for field in Membership._meta.concrete_fields}
    told = {"source": "decision", "granted_at": NOW, "evidence": "decision", "known_from": NOW}
    return {name: value for name, value in told.items() if name in names}


def test_the_whole_way_and_the_first_quota(db):
    elder, three = aged(), Three()
    row = three.publish(propose(elder))
    notice = Notice.objects.get()
    assert row.state == "notice"
    assert (notice.from_on, notice.to_on) == (date(2019, 6, 12), date(2019, 6, 24))
    assert (notice.shown_name, notice.area) == ("陈*兰", AREA // 1000 * 1000)
    assert operations.close_due_notices(now=NOW) == 0
    assert operations.close_due_notices(now=NOW + timedelta(days=13)) == 1
    row.refresh_from_db()
    assert (row.state, row.valid_from) == ("in_force", date(2019, 7, 1))
    assert not VoucherAccount.objects.exists()
    assert operations.turn(now=JULY).granted == 1
    assert operations.turn(now=JULY).granted == 0
    account = VoucherAccount.objects.get()
    assert (account.granted, account.period_from, account.valid_to) == (
        20_000,
        date(2019, 7, 1),
        date(2019, 10, 1),
    )
    assert hold(elder.id, on=date(2019, 7, 3)).covered_fen == 8_000


def test_nobody_holds_two_stages(db):
    row, three = propose(aged()), Three()
    three.apply(row)
    both = factories.scope_of(factories.make_account(Role.THIRD_PARTY_ASSESSOR, None, COUNTY))
    with enter(both):
        operations.assess(**doing(row, both, level="1", note=""))
    twice = type(both)(
        both.intervals,
        type(both.actor)("person", "x", both.actor.account, "county_reviewer"),
        role="county_reviewer",
    )
    with enter(twice), pytest.raises(UnableToStep):
        operations.approve(**doing(row, twice))


@pytest.mark.parametrize(("step", "told"), [("assess", {"level": "2", "note": ""}), ("approve", {})])
def test_a_step_out_of_its_turn_is_refused(db, step, told):
    row, three = propose(aged()), Three()
    with enter(three.reviewer), pytest.raises(UnableToDecide):
        getattr(operations, step)(**doing(row, three.reviewer, **told))


def test_the_outsider_finds_nothing(db):
    row = propose(aged())
    outsider = scope(Role.COMMUNITY_OFFICER, "410102001")
    with enter(outsider), pytest.raises(queries.NotFound):
        operations.apply(**doing(row, outsider))


def test_what_no_longer_holds_at_the_decision_is_refused(db):
    elder, three = aged(), Three()
    row = propose(elder)
    three.apply(row)
    three.assess(row)
    Profile.objects.filter(id=elder.id).update(living_form="with_children")
    with pytest.raises(UnableToDecide):
        three.approve(row)
    with enter(three.reviewer):
        done = operations.refuse(**doing(row, three.reviewer, reason="已与子女同住"))
    assert (done.state, done.why) == ("refused", "decided_no")


def test_an_objection_that_is_upheld_sends_it_back_and_an_open_one_holds_it(db):
    elder, three = aged(), Three()
    row = three.publish(propose(elder))
    neighbour = scope(Role.STREET_CLERK, STREET)
    other = scope(Role.CITY_REVIEWER, "4101")
    told = {"scope": neighbour, "by": neighbour.actor, "now": NOW}
    with enter(neighbour):
        said = operations.raise_objection(notice=Notice.objects.get().id, text="不是独居", **told)
    assert operations.close_due_notices(now=NOW + timedelta(days=20)) == 0
    answer = {"objection": said.id, "upheld": True, "reply": "属实"}
    with enter(three.reviewer), pytest.raises(UnableToStep):
        operations.answer_objection(**answer, scope=three.reviewer, by=three.reviewer.actor, now=NOW)
    with enter(other):
        operations.answer_objection(**answer, scope=other, by=other.actor, now=NOW)
        with pytest.raises(UnableToObject):
            operations.answer_objection(**answer, scope=other, by=other.actor, now=NOW)
    row.refresh_from_db()
    assert row.state == "decision"


def test_a_class_that_ended_stops_from_the_next_month_and_a_new_decision_brings_it_back(db):
    elder = aged()
    row = in_force(elder)
    operations.turn(now=JULY)
    assert operations.recheck(now=JULY) == 0
    Profile.objects.filter(id=elder.id).update(living_form="with_children")
    late = datetime(2019, 7, 25, 3, tzinfo=ZONE)
    assert operations.recheck(now=late) == 1
    assert operations.recheck(now=late) == 0
    row.refresh_from_db()
    assert (row.state, row.why, row.valid_to) == ("in_force", "no_longer", date(2019, 8, 1))
    assert VoucherAccount.objects.get().valid_to == date(2019, 8, 1)
    assert Event.objects.filter(kind="purchase.decision.ending", person=elder.id).count() == 1
    august = operations.turn(now=datetime(2019, 8, 1, 0, 10, tzinfo=ZONE))
    assert (august.granted, august.lapsed, august.stopped) == (0, 1, 1)
    Profile.objects.filter(id=elder.id).update(living_form="alone")
    operations.propose_entitled(now=datetime(2019, 8, 2, 3, tzinfo=ZONE))
    assert sorted(Entitlement.objects.values_list("state", flat=True)) == ["proposed", "stopped"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"ability_level": "2", "ability_until": date(2019, 5, 1)}, entitled.ABILITY_EXPIRED),
        ({"living_form": "institution"}, "excluded"),
    ],
)
def test_each_reason_is_told_by_its_name(db, change, why):
    elder = aged(born_on=date(1950, 1, 2))
    Profile.objects.filter(id=elder.id).update(living_form="with_children", ability_level="2")
    Membership.objects.create(
        person=elder.id, area=AREA, kind="destitute", valid_from=date(2019, 1, 1), **granted()
    )
    row = in_force(elder)
    assert row.group == "destitute"
    Profile.objects.filter(id=elder.id).update(**change)
    later = datetime(2020, 8, 26, 3, tzinfo=ZONE)
    assert operations.recheck(now=later) == 1
    row.refresh_from_db()
    assert row.why == why


def test_a_death_ends_it_and_lets_the_account_lapse_and_a_mistaken_one_gives_it_back(db):
    elder = aged()
    row = in_force(elder)
    operations.turn(now=JULY)
    at = datetime(2019, 7, 10, 9, tzinfo=ZONE)
    Elder.objects.filter(id=elder.id).update(life_status="dead", status_on=date(2019, 7, 9))
    for _ in range(2):
        stop_vouchers(elder.id, at)
    row.refresh_from_db()
    account = VoucherAccount.objects.get()
    assert (row.state, row.why, account.granted, account.lapsed_at) == ("stopped", "dead", 0, at)
    assert hold(elder.id, on=date(2019, 7, 11)).covered_fen == 0
    assert operations.turn(now=at).granted == 0
    Elder.objects.filter(id=elder.id).update(life_status="alive", status_on=None)
    for _ in range(2):
        resume_vouchers(elder.id, at)
    account.refresh_from_db()
    assert (account.granted, account.valid_to, account.lapsed_at) == (20_000, date(2019, 10, 1), None)
    assert Entitlement.objects.filter(state="proposed").count() == 1


def test_what_lapses_is_what_is_left_and_what_is_held_is_still_spent(db):
    elder = aged()
    in_force(elder)
    operations.turn(now=JULY)
    from chongyang.core.keys import new_key

    kept, back = new_key(), new_key()
    hold(elder.id, 5_000, order=kept, on=date(2019, 7, 3))
    hold(elder.id, 5_000, order=back, on=date(2019, 7, 3))
    october = datetime(2019, 10, 1, 0, 10, tzinfo=ZONE)
    operations.turn(now=october)
    account = VoucherAccount.objects.get(period_from=date(2019, 7, 1))
    assert (account.granted, account.held, account.lapsed_at) == (8_000, 8_000, None)
    operations.spend(order=kept, by=SYSTEM, now=october)
    operations.release(order=back, by=SYSTEM, now=october)
    operations.turn(now=october)
    account.refresh_from_db()
    assert (account.granted, account.held, account.spent, account.lapsed_at) == (4_000, 0, 4_000, october)
    lapsed = VoucherEntry.objects.filter(account=account, kind=Kind.LAPSED).values_list("units", flat=True)
    assert sorted(lapsed) == [-12_000, -4_000]


def test_two_persons_correct_an_account(db):
    elder = aged()
    in_force(elder)
    operations.turn(now=JULY)
    account = VoucherAccount.objects.get()
    one, two = scope(Role.COUNTY_REVIEWER, COUNTY), scope(Role.PURCHASER, COUNTY)
    clerk = scope(Role.STREET_CLERK, STREET)

    def ask(by, units=-500):
        told = {"account": account.id, "units": units, "reason": "重复发放", "now": NOW}
        return operations.propose_correction(**told, scope=by, by=by.actor)

    def decide(row, by, confirm=True):
        return operations.decide_correction(
            correction=row.id, confirm=confirm, scope=by, by=by.actor, now=NOW
        )

    with enter(clerk), pytest.raises(queries.NotAllowed):
        ask(clerk)
    with enter(one):
        for units in (0, -20_001):
            with pytest.raises(operations.UnableToCorrect):
                ask(one, units)
        row = ask(one)
        with pytest.raises(operations.UnableToCorrect):
            decide(row, one)
    with enter(two):
        decide(row, two)
        with pytest.raises(operations.UnableToCorrect):
            decide(row, two)
    account.refresh_from_db()
    assert account.granted == 19_500
    assert queries.statement(system_scope("test"), account.id).lines[-1].left == 19_500
