"""The demo has titles in every state, once: given, due for review, withdrawn, and some on their way."""

import pytest
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.models import StageHolder
from chongyang.core.scopes import system_scope
from chongyang.designations import queries
from chongyang.designations.models import Application, Objection, TitleHeld
from chongyang.territory.models import Account, Organisation, Post
from chongyang.workshop.accounts import make_demo_accounts
from chongyang.workshop.designations import DEMOS, make_designations
from tests.funding import people

pytestmark = pytest.mark.django_db


def _care_home():
    """As the demo's funding leaves it: the clerk works for a home of the same name and area."""
    place = people.place(name="演示养老院")
    held = Organisation.objects.create(
        key="demo.care-home", name=place.name, short_name=place.name, kind="institution", area=place.area
    )
    clerk = Account.objects.get(username="institution_clerk")
    Post.objects.filter(account=clerk).update(organisation=held, intervals=[])


def test_every_state_stands_once(db, settings, tmp_path):
    settings.FILES = tmp_path
    assert make_designations(now()) == {}
    make_demo_accounts(now=now())
    _care_home()
    assert make_designations(now()) == {"titles": len(DEMOS)}
    states = sorted(Application.objects.values_list("state", flat=True))
    assert states == sorted(
        ["given"] * 5 + ["draft", "acceptance", "visit", "proposal", "notice", "decision", "refused"]
    )
    assert sorted(TitleHeld.objects.values_list("state", flat=True)) == ["held"] * 4 + ["withdrawn"]
    assert Objection.objects.filter(answered_at=None).count() == 1
    today = timezone.localdate(now())
    assert [row.title for row in queries.list_due(system_scope("t"), today)] == ["fine_route"]
    places = StageHolder.objects.values_list("case", "holder")
    assert len(places) == len(set(places))
    assert make_designations(now()) == {}
    assert Application.objects.count() == len(DEMOS)
