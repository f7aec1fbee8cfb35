"""Classes and households behind a demo city's people: once, without a fault, with work on every desk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.groups import queries
from chongyang.groups.models import Household, Member, Membership
from chongyang.groups.queries.force import classes_in_force
from chongyang.registry import queries as registry
from chongyang.registry.models import Profile
from chongyang.workshop import accounts
from chongyang.workshop.groups import make_groups
from tests import factories
from tests.groups.people import clerk

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    """A couple behind one door, and eight people with classes behind others."""
    accounts.make_demo_accounts(now=now())
    kinds = ["minimum_living", "disabled", "living_alone", "special_family_planning", "aged"]
    for place in range(8):
        elder = factories.make_elder(longitude=113.6 + place / 1000)
        Profile.objects.filter(id=elder.id).update(
            classes=kinds, ability_level="3", disability_level=2, living_form="alone"
        )
    for sex in ("male", "female"):
        elder = factories.make_elder(sex=sex, longitude=113.9)
        Profile.objects.filter(id=elder.id).update(living_form="empty_nest", ability_level="2")


def test_made_once_and_every_class_has_its_row(city):
    made = make_groups(now=now())
    assert make_groups(now=now()) == {}
    assert made["houses"] == Household.objects.count() == 9
    assert Member.objects.filter(person__isnull=False).count() == 10
    assert set(Member.objects.filter(living_form="empty_nest").values_list("role", flat=True)) == {
        "head",
        "spouse",
    }
    day = timezone.localdate(now())
    for profile in Profile.objects.order_by("id"):
        assert profile.classes == classes_in_force([profile.id], day)[profile.id]
        assert "ability_loss" in profile.classes
    assert not Membership.objects.filter(valid_to__lt=day).exists()
    street = clerk()
    assert queries.count_proposals(street) == made["proposals"] > 0
    assert registry.list_outdated_consents(street, day)
    assert queries.list_carers(street, Profile.objects.order_by("id")[0].id)
    assert queries.list_in_class(street, "minimum_living", day + timedelta(days=1))
