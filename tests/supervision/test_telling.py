"""A county or department whose score stands gets a message in the house's way; it says that and no more."""

from datetime import timedelta

import pytest

from chongyang.alerting.models import Delivery
from chongyang.alerting.models import Run as Chain
from chongyang.alerting.operations.chains import load_chains
from chongyang.core import outbox
from chongyang.core.models import Event
from chongyang.supervision.rules.subjects import counties
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from tests.alerting.ways import make_channel, step
from tests.supervision import people

pytestmark = pytest.mark.django_db
NOW = people.NOW
TOLD = "supervision.sheet.told"


def hear():
    """Deliver the event to whoever listens; a second time changes nothing."""
    for _ in range(2):
        outbox.deliver_due(now=NOW, only=["handler:alerting."])


def test_each_county_is_told_once_that_its_score_stands(db):
    load_chains(now=NOW)
    held = people.announced(people.office())
    told = Event.objects.filter(kind=TOLD)
    assert sorted(event.payload["unit"] for event in told) == sorted(held.subjects)
    assert {tuple(sorted(event.payload)) for event in told} == {("run", "unit")}
    hear()
    areas = {one.key: one.reach[0][0] for one in counties()}
    chains = Chain.objects.filter(subject_key__startswith="score.told:").values_list("area", flat=True)
    assert sorted(chains) == sorted(areas.values())
    assert 410105000000 in chains


def test_each_department_is_told_by_the_people_who_work_for_it(db):
    """The city's departments share one area: a message goes to persons of the organisation and to no desk."""
    load_chains(now=NOW)
    finance, reviewer = people.department(), people.scope(Role.CITY_REVIEWER, "city.finance")
    other = people.department("city.civil-affairs")
    for one, number in ((finance, "13700000001"), (reviewer, "13700000002"), (other, "13700000003")):
        make_channel(Account.objects.get(id=one.actor.account), number=number)
    held = people.announced(people.office(), "departments")
    assert not Event.objects.filter(kind=TOLD).exists()
    told = Event.objects.filter(kind="supervision.department.told")
    assert sorted(event.payload["unit"] for event in told) == sorted(held.subjects)
    hear()
    step(NOW + timedelta(hours=1))
    sheet = told.get(payload__unit="city.finance").subject
    sent = Delivery.objects.filter(run__subject=sheet).values_list("target", "channel")
    assert set(sent) == {(finance.actor.account, "sms"), (reviewer.actor.account, "sms")}
    assert not Delivery.objects.filter(channel="desk").exists()


def test_a_department_without_people_is_shown_as_told_to_nobody(db):
    load_chains(now=NOW)
    people.announced(people.office(), "departments")
    hear()
    step(NOW + timedelta(hours=1))
    failures = set(Delivery.objects.values_list("failure", flat=True))
    assert failures == {"nobody"}
    assert Chain.objects.count() == 28


def test_who_took_over_is_told_of_the_score_of_its_forebear(db):
    load_chains(now=NOW)
    heir = people.department("city.health-commission")
    make_channel(Account.objects.get(id=heir.actor.account))
    people.announced(people.office(), "departments")
    hear()
    step(NOW + timedelta(hours=1))
    assert Delivery.objects.get(channel="sms").target == heir.actor.account
