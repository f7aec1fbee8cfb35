"""The demo's visits: some payable, some below the line, today's for a carer who signs in; the same again."""

from collections import Counter

import pytest

from chongyang.core.clock import now
from chongyang.territory.models import Account
from chongyang.visits import queries
from chongyang.visits.models import Entry, Visit
from chongyang.workshop.accounts import make_demo_accounts
from chongyang.workshop.orders import make_orders
from chongyang.workshop.services import make_services
from chongyang.workshop.visits import make_visits
from tests import factories


@pytest.fixture
def city(db, settings, tmp_path):
    settings.FILES = tmp_path / "files"
    moment = now()
    factories.make_responder(kind="care_worker")
    for number in range(30):
        factories.make_elder(name=f"演示{number}", longitude=113.66 + number / 1000)
    make_demo_accounts(now=moment)
    make_services(moment)
    make_orders(moment)
    return make_visits(moment)


def test_some_are_payable_some_wait_and_a_carer_has_her_day(city):
    verdicts = Counter(Visit.objects.values_list("verdict", flat=True))
    assert verdicts["accepted"] >= 3
    assert verdicts["below"] >= 1
    assert city["today"] == 3
    carer = factories.scope_of(Account.objects.get(username="carer1"))
    assert len(queries.day_of(carer, day=queries.today(now()))) == 3
    assert make_visits(now()) == {}


def test_each_score_has_its_reasons_and_each_entry_its_door(city):
    for visit in Visit.objects.all():
        assert visit.score is not None
        assert visit.score == max(0, min(100, sum(one["points"] for one in visit.score_reasons)))
        assert (visit.verdict == "accepted") == (visit.score >= 60)
    arrived = Entry.objects.filter(kind="arrive")
    assert all(one.place.plain.count(",") == 2 for one in arrived)
