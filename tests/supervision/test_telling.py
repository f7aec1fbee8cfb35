"""A county whose score stands gets a message in the house's way; it says that and no more."""

import pytest

from chongyang.alerting.models import Run as Chain
from chongyang.alerting.operations.chains import load_chains
from chongyang.core import outbox
from chongyang.core.models import Event
from chongyang.supervision.rules.subjects import counties
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


def test_departments_have_no_area_and_read_their_desk(db):
    load_chains(now=NOW)
    people.announced(people.office(), "departments")
    hear()
    assert not Event.objects.filter(kind=TOLD).exists()
    assert not Chain.objects.exists()
