"""What people say of a pair: two persons for two files, the other county asked, reveal with a purpose."""

import pytest

from chongyang.claims.models import Belonging
from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.models import Event
from chongyang.core.scopes import system_scope
from chongyang.linkage import operations, queries
from chongyang.linkage.models import Ask, Merge, Pair
from chongyang.linkage.operations import UnableToDecide, UnableToMerge
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.linkage import told

pytestmark = pytest.mark.django_db
NOW = clock_now()
REASON = "电话住址都相同"


def reviewer(code="410105", role=Role.COUNTY_REVIEWER):
    return factories.scope_of(factories.make_account(role, None, code))


def pair_of_files(area=factories.JINSHUI, other=factories.JINSHUI, **columns):
    left, right = factories.make_elder(area=area), factories.make_elder(area=other)
    values = {
        "area": area,
        "other_area": other,
        "kind": "files",
        "left_feed": "registry",
        "left_record": left.id.bytes,
        "left_person": left.id,
        "right_feed": "registry",
        "right_record": right.id.bytes,
        "right_person": right.id,
        "weight": 7.5,
        "probability": 0.99,
        "weights": {"name": ["same", 8.1], "identity": ["other", -6.6]},
        "found_at": NOW,
        **columns,
    }
    return Pair.objects.create(**values)


def pair_with_record(area=factories.JINSHUI, **columns):
    elder = factories.make_elder(area=area)
    claim = told.tell("police", "p-1", told.person(2))
    return Pair.objects.create(
        area=area, other_area=area, kind="file_record", left_feed="registry", left_record=elder.id.bytes,
        left_person=elder.id, right_feed="police", right_record=bytes(claim.record_index),
        right_person=elder.id, weight=5.0, probability=0.9, found_at=NOW, **columns,
    )  # fmt: skip


def decide(pair, scope, answer="same", **more):
    with enter(scope):
        return operations.decide(
            pair=pair.id, answer=answer, reason=REASON, scope=scope, by=scope.actor, now=NOW, **more
        )


def test_two_files_are_merged_by_two_persons(db):
    pair, first, second = pair_of_files(), reviewer(), reviewer()
    assert decide(pair, first).state == "proposed"
    assert not Merge.objects.exists()
    with pytest.raises(UnableToDecide):
        decide(pair, first)
    assert decide(pair, second).state == "same"
    merge = Merge.objects.get()
    assert (merge.pair, merge.second_by) == (pair.id, first.actor.account)
    assert Elder.objects.get(id=pair.right_person).same_as_id == pair.left_person


def test_the_second_person_may_disagree(db):
    pair, first, second = pair_of_files(), reviewer(), reviewer()
    decide(pair, first)
    assert decide(pair, second, "different").state == "different"
    assert not Merge.objects.exists()
    assert [one.answer for one in pair.verdicts.order_by("id")] == ["same", "different"]


def test_a_record_is_given_to_a_file_by_one_person(db):
    pair, scope = pair_with_record(), reviewer()
    decide(pair, scope)
    held = Belonging.objects.get(feed="police")
    assert (held.person, held.how) == (pair.left_person, "decided")


def test_unsure_waits_and_a_decided_one_takes_no_more_words(db):
    pair, scope = pair_of_files(), reviewer()
    assert decide(pair, scope, "unsure").state == "unsure"
    decide(pair, scope, "different")
    with pytest.raises(UnableToDecide):
        decide(pair, scope)


@pytest.mark.parametrize("more", [{"answer": "perhaps"}, {"expected_version": 9}])
def test_a_word_of_no_list_or_of_an_old_page_is_refused(db, more):
    with pytest.raises(UnableToDecide):
        decide(pair_of_files(), reviewer(), **more)


def test_a_reason_is_demanded(db):
    pair, scope = pair_of_files(), reviewer()
    with enter(scope), pytest.raises(UnableToDecide):
        operations.decide(pair=pair.id, answer="same", reason=" 。", scope=scope, by=scope.actor, now=NOW)


def test_across_counties_one_county_asks_and_the_other_answers(db):
    pair = pair_of_files(other=factories.ZHONGYUAN)
    ours, theirs = reviewer(), reviewer("410102")
    assert decide(pair, ours).state == "asked"
    assert not Merge.objects.exists()
    with pytest.raises(UnableToDecide):
        decide(pair, ours)
    with enter(theirs):
        ask = queries.list_asks(theirs)[0]
        assert ask.steps["name"] == ["same", 8.1]
        operations.answer_ask(ask=ask.id, agrees=True, reason=REASON, scope=theirs, by=theirs.actor, now=NOW)
    assert Pair.objects.get(id=pair.id).state == "same"
    assert Elder.objects.get(id=pair.right_person).same_as_id == pair.left_person


def test_the_other_county_may_refuse_and_who_asked_may_take_it_back(db):
    ours, theirs = reviewer(), reviewer("410102")
    pair = pair_of_files(other=factories.ZHONGYUAN)
    decide(pair, ours)
    with enter(theirs):
        ask = queries.list_asks(theirs)[0]
        operations.answer_ask(ask=ask.id, agrees=False, reason=REASON, scope=theirs, by=theirs.actor, now=NOW)
    assert Pair.objects.get(id=pair.id).state == "different"
    again = pair_of_files(other=factories.ZHONGYUAN)
    decide(again, ours)
    with enter(ours):
        operations.withdraw_ask(pair=again.id, scope=ours, by=ours.actor, now=NOW)
    assert Pair.objects.get(id=again.id).state == "open"
    assert Ask.objects.get(pair=again.id).state == "withdrawn"


def test_the_city_decides_across_counties_at_once(db):
    pair = pair_of_files(other=factories.ZHONGYUAN)
    decide(pair, reviewer("4101", Role.DATA_STEWARD))
    assert decide(pair, reviewer("4101", Role.DATA_STEWARD)).state == "same"


def test_of_a_side_out_of_reach_nothing_is_shown(db):
    pair, scope = pair_of_files(other=factories.ZHONGYUAN), reviewer()
    with enter(scope):
        left, right = queries.sides_of(scope, pair)
    assert left.told["name"] == "陈*兰"
    assert not right.is_near
    assert right.told == {}


def test_a_value_is_shown_for_a_purpose_with_an_event(db):
    pair, scope = pair_with_record(), reviewer()
    said = {"scope": scope, "by": scope.actor, "now": NOW}
    with enter(scope):
        plain = operations.reveal_field(
            pair=pair.id, side="right", field="identity_number", purpose="correction", **said
        )
    assert plain == told.person(2)["identity_number"]
    event = Event.objects.get(kind="linkage.field.revealed")
    assert (event.purpose, event.payload) == (
        "correction",
        {"fields": ["identity_number"], "feed": "police"},
    )
    far = pair_of_files(other=factories.ZHONGYUAN)
    with enter(scope), pytest.raises(UnableToDecide):
        operations.reveal_field(pair=far.id, side="right", field="phone", purpose="correction", **said)


@pytest.mark.parametrize("role", [Role.STREET_CLERK, Role.OPERATOR, Role.AUDITOR, Role.FAMILY])
def test_who_may_not_judge_reads_no_pairs(db, role):
    pair = pair_of_files()
    scope = factories.scope_of(factories.make_account(role, None, "410105001"))
    with enter(scope):
        with pytest.raises(NotAllowed):
            queries.list_pairs(scope)
        with pytest.raises(NotAllowed):
            operations.decide(
                pair=pair.id, answer="same", reason=REASON, scope=scope, by=scope.actor, now=NOW
            )


def test_another_county_finds_no_pair_of_ours(db):
    pair, scope = pair_of_files(), reviewer("410102")
    with enter(scope):
        assert queries.list_pairs(scope) == []
        with pytest.raises(queries.NotFound):
            queries.access_pair(scope, pair.id)


def test_the_list_goes_from_the_likeliest_down_page_by_page(db):
    made = [pair_of_files(weight=float(number)) for number in (3, 9, 5)]
    scope = reviewer()
    with enter(scope):
        first = queries.list_pairs(scope, limit=2)
        rest = queries.list_pairs(scope, after=(first[-1].weight, first[-1].id), limit=2)
    assert [row.id for row in [*first, *rest]] == [made[1].id, made[2].id, made[0].id]


def test_a_decision_is_taken_back(db):
    pair, scope = pair_of_files(), reviewer()
    decide(pair, scope, "different")
    with enter(scope):
        operations.undo_decision(pair=pair.id, reason="看错了号码", scope=scope, by=scope.actor, now=NOW)
    assert Pair.objects.get(id=pair.id).state == "open"


def test_nothing_personal_lies_in_events(db):
    pair, scope = pair_of_files(), reviewer()
    decide(pair, scope, "different")
    with enter(system_scope("test")):
        told_of = [event.payload for event in Event.objects.filter(kind__startswith="linkage.")]
    assert told_of == [{"kind": "files", "state": "different", "by_two": False}]


def clerk():
    return factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410105001"))


def say_double(double, survivor, scope):
    with enter(scope):
        return operations.say_double(
            double=double.id, survivor=survivor.id, reason=REASON, scope=scope, by=scope.actor, now=NOW
        )


def test_wherever_it_is_said_two_files_wait_for_a_second_person(db):
    double, survivor = factories.make_elder(), factories.make_elder()
    first, second = clerk(), reviewer()
    pair = say_double(survivor, double, first)
    assert (pair.state, pair.proposed_by) == ("proposed", first.actor.account)
    assert pair.weights["name"][0] == "same"
    with pytest.raises(UnableToDecide):
        say_double(survivor, double, clerk())
    with pytest.raises(UnableToDecide):
        say_double(double, survivor, second)
    assert not Merge.objects.exists()
    assert decide(pair, second).state == "same"
    assert (Merge.objects.get().double, Merge.objects.get().survivor) == (survivor.id, double.id)


def test_who_judges_is_no_second_person_to_herself_by_another_door(db):
    double, survivor, scope = factories.make_elder(), factories.make_elder(), reviewer()
    assert say_double(double, survivor, scope).state == "proposed"
    with pytest.raises(UnableToDecide):
        say_double(double, survivor, scope)
    assert say_double(double, survivor, reviewer()).state == "same"
    with pytest.raises(UnableToMerge):
        say_double(double, survivor, scope)


def test_what_was_judged_different_is_not_proposed_by_the_way(db):
    pair, scope = pair_of_files(), reviewer()
    decide(pair, scope, "different")
    left, right = (Elder.objects.get(id=key) for key in (pair.left_person, pair.right_person))
    with pytest.raises(UnableToDecide, match="不是同一个人"):
        say_double(right, left, clerk())
    with pytest.raises(UnableToMerge):
        say_double(right, factories.make_elder(area=factories.ZHONGYUAN), clerk())
