"""Ratings once an order, calls back drawn by the week, and who may say what."""

import pytest

from chongyang.core.keys import new_key
from chongyang.core.models import Event
from chongyang.orders.models import Order
from chongyang.quality import operations, queries
from chongyang.quality.models import Rating, Sample
from chongyang.quality.operations import UnableToJudge
from chongyang.quality.operations.errors import CALLED, NOT_DONE, ONCE, OWN_PROVIDER, STARS
from chongyang.registry.rules.mandates import Allow
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.quality.people import DAY, NOW, daughter, employ, event, helped, make_provider, own, seat


@pytest.fixture
def provider(db):
    return make_provider()


@pytest.fixture
def elder(db):
    return factories.make_elder()


def rate(order, scope, stars=5, remark=""):
    return operations.rate(order=order.id, stars=stars, scope=scope, by=scope.actor, now=NOW, remark=remark)


def test_family_rates_once(provider, elder):
    order, family = helped(provider, elder.id), daughter(elder.id)
    row = rate(order, family, 4, " 很细心 ")
    assert (row.stars, row.remark.plain, row.channel, row.organisation) == (
        4,
        "很细心",
        "own",
        provider.organisation,
    )
    assert queries.rating_of(family, order.id) == row
    with pytest.raises(UnableToJudge) as refused:
        rate(order, family, 1)
    assert refused.value.reason == ONCE
    told = Event.objects.get(kind="quality.rating.given")
    assert told.payload == {"stars": 4, "channel": "own"}


@pytest.mark.parametrize("stars", [0, 6, -1])
def test_stars_are_one_to_five(provider, elder, stars):
    with pytest.raises(UnableToJudge) as refused:
        rate(helped(provider, elder.id), daughter(elder.id), stars)
    assert refused.value.reason == STARS


@pytest.mark.parametrize("state", ["accepted", "started", "withdrawn", "expired"])
def test_what_is_not_done_is_not_rated(provider, elder, state):
    with pytest.raises(UnableToJudge) as refused:
        rate(helped(provider, elder.id, state=state), daughter(elder.id))
    assert refused.value.reason == NOT_DONE


def test_nobody_rates_without_a_mandate_nor_another_persons(provider, elder):
    order = helped(provider, elder.id)
    with pytest.raises(NotAllowed):
        rate(order, daughter(elder.id, Allow.READ_FILE))
    with pytest.raises(LookupError):
        rate(order, daughter(factories.make_elder().id))
    with pytest.raises(NotAllowed):
        rate(order, own(provider))


def test_nobody_rates_her_own_provider(provider, elder):
    family = daughter(elder.id)
    employ(family, provider)
    with pytest.raises(UnableToJudge) as refused:
        rate(helped(provider, elder.id), family)
    assert refused.value.reason == OWN_PROVIDER
    assert not Rating.objects.exists()


def test_a_week_is_drawn_once_and_more_of_who_scores_low(provider):
    low = make_provider()
    for _ in range(8):
        event(low, at=NOW - DAY)
    orders = {one: [helped(one) for _ in range(20)] for one in (provider, low)}
    helped(provider, from_at=NOW)
    helped(provider, state="withdrawn")
    assert operations.draw_samples(now=NOW) == 1 + 4
    assert operations.draw_samples(now=NOW + DAY) == 0
    assert Sample.objects.filter(organisation=low.organisation).count() == 4
    drawn = set(Sample.objects.values_list("order", flat=True))
    assert drawn <= {row.id for rows in orders.values() for row in rows}
    assert Event.objects.get(kind="quality.sample.drawn").payload == {"week": "2019-06-10", "orders": 5}


@pytest.fixture
def sample(provider, elder):
    helped(provider, elder.id)
    operations.draw_samples(now=NOW)
    return Sample.objects.get()


def call(sample, scope, outcome="content", **told):
    return operations.record_call(
        sample=sample.id, outcome=outcome, scope=scope, by=scope.actor, now=NOW, **told
    )


def test_a_seat_records_what_she_said_and_her_stars(sample):
    scope = seat()
    assert queries.list_samples(scope) == [sample]
    row = call(sample, scope, "poor", stars=2, note="没有拖地")
    assert (row.outcome, row.note.plain, row.called_by) == ("poor", "没有拖地", scope.actor.account)
    assert Rating.objects.get().channel == "call"
    with pytest.raises(UnableToJudge) as refused:
        call(sample, scope)
    assert refused.value.reason == CALLED
    assert queries.list_samples(scope) == []
    assert queries.list_samples(scope, is_open=False) == [row]


def test_her_own_rating_stays(sample, elder):
    rate(Order.objects.get(), daughter(elder.id), 5)
    call(sample, seat(), "poor", stars=1)
    assert Rating.objects.get().stars == 5


def test_nobody_reached_gives_no_stars(sample):
    call(sample, seat(), "not_reached", stars=1)
    assert not Rating.objects.exists()


def test_who_may_not_call(sample, provider, elder):
    for scope in (own(provider), daughter(elder.id)):
        with pytest.raises(NotAllowed):
            call(sample, scope)
    other = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "410102"))
    with pytest.raises(LookupError):
        call(sample, other)
    with pytest.raises(UnableToJudge):
        call(sample, seat(), "nonsense")
    with pytest.raises(LookupError):
        operations.record_call(sample=new_key(), outcome="content", scope=seat(), by=seat().actor, now=NOW)
