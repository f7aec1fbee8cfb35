"""Titles are counted by the day: what stood in a past quarter stays counted when it is withdrawn later."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.measuring import Days, get_measure
from chongyang.core.queries import measuring
from chongyang.core.scopes import system_scope
from chongyang.designations import operations, queries
from chongyang.designations.models import TitleHeld
from chongyang.designations.rules.titles import load_titles
from tests.designations import titled
from tests.funding import people
from tests.funding.people import do


def count(key, days):
    measure = get_measure(key)
    return dict(measuring.count_by_street(measure, days))


def month_of(day):
    return Days(day - timedelta(days=30), day + timedelta(days=1))


def test_every_title_is_a_measure():
    for title in load_titles():
        assert get_measure(f"designations.{title.key}")


def test_a_title_counts_from_its_day_until_it_is_withdrawn(db):
    held = titled.given()
    past = timezone.localdate(now()) - timedelta(days=100)
    TitleHeld.objects.filter(id=held.id).update(valid_from=past)
    today = timezone.localdate(now())
    assert count("designations.smart_street", month_of(past - timedelta(days=1))) == {}
    assert count("designations.smart_street", month_of(today)) == {titled.STREET: Decimal(1)}
    held.refresh_from_db()
    do(operations.withdraw, titled.leading_office(), review=titled.heard(held), reason="平台停用半年")
    assert count("designations.smart_street", month_of(today)) == {}
    assert count("designations.smart_street", month_of(today - timedelta(days=1))) == {
        titled.STREET: Decimal(1)
    }


def test_who_asked_for_stars_takes_part_in_the_rating(db):
    place = people.place(name="参评院", opened_on=date(2015, 1, 1))
    people.place(name="未参评院", opened_on=date(2015, 1, 1))
    titled.submitted(people.county(), "star_home", kind="institution", provider=place.id)
    today = timezone.localdate(now())
    assert count("designations.star_participants", month_of(today)) == {410105001000: Decimal(1)}
    assert count("designations.star_participants", month_of(today - timedelta(days=40))) == {}


def test_held_titles_by_area(db):
    titled.given()
    today = timezone.localdate(now())
    assert queries.count_held(system_scope("t"), today) == {"smart_street": 1}
    assert queries.count_held(people.county(), today) == {"smart_street": 1}
    assert queries.count_held(people.outsider(), today) == {}
