"""Converted buildings: three filings, five years, a reminder, a change; and the copies of fire items."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from chongyang.approvals import operations, queries
from chongyang.core.models import Event
from tests.approvals import people
from tests.approvals.people import NOW, ZONE, do

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)


@pytest.fixture
def cast(db):
    return people.Cast()


@pytest.fixture
def building(cast):
    row = people.begun(cast, facts={"is_converted": True})
    people.permitted(cast, row)
    return row


def file(who, row, department, number, day=TODAY, at=NOW):
    told = {"application": row.id, "department": department, "number": number, "filed_on": day}
    return do(operations.file_use, who, at, **told)


def test_three_departments_file_and_five_years_begin(cast, building):
    affairs, resources = people.officer("city.civil-affairs"), people.officer("city.natural-resources")
    assert queries.filing_departments(resources, NOW) == ("city.planning", "city.land-resources")
    file(affairs, building, "city.civil-affairs", "民备1号", TODAY - timedelta(days=3))
    file(resources, building, "city.planning", "规备1号")
    building.refresh_from_db()
    assert building.use_until is None
    file(resources, building, "city.land-resources", "国备1号")
    building.refresh_from_db()
    assert building.use_until == TODAY.replace(year=TODAY.year + 5)
    soon = datetime(TODAY.year + 4, 9, 1, 10, tzinfo=ZONE)
    assert operations.fire_deadlines(now=soon) == 1
    assert operations.fire_deadlines(now=soon) == 0
    building.refresh_from_db()
    assert building.use_reminded_at == soon
    assert Event.objects.filter(kind="approvals.application.use_ending").count() == 1
    do(operations.note_use_changed, resources, soon, application=building.id, changed_on=TODAY)
    building.refresh_from_db()
    assert building.use_changed_on == TODAY


def test_who_files_is_the_department_itself_once(cast, building):
    affairs = people.officer("city.civil-affairs")
    for department in ("city.planning", "city.land-resources", "city.fire", ""):
        with pytest.raises(operations.UnableToHandle):
            file(affairs, building, department, "一号")
    with pytest.raises(operations.UnableToHandle):
        file(affairs, building, "city.civil-affairs", " ")
    with pytest.raises(operations.UnableToHandle):
        file(affairs, building, "city.civil-affairs", "一号", TODAY + timedelta(days=1))
    file(affairs, building, "city.civil-affairs", "一号")
    with pytest.raises(operations.UnableToHandle):
        file(affairs, building, "city.civil-affairs", "二号")
    with pytest.raises(operations.UnableToHandle):
        do(operations.note_use_changed, affairs, application=building.id, changed_on=TODAY)


def test_what_is_new_or_elsewhere_is_no_conversion(cast, building):
    new = people.begun(cast, name="新建项目")
    people.permitted(cast, new)
    draft = people.begun(cast, name="还没有受理", facts={"is_converted": True})
    affairs = people.officer("city.civil-affairs")
    strangers = [(affairs, new), (affairs, draft), (people.officer("city.civil-affairs", "410102"), building)]
    for who, row in [*strangers, (cast.window, building)]:
        with pytest.raises(queries.NotFound):
            file(who, row, "city.civil-affairs", "一号")
    assert [row.id for row in queries.list_converted(affairs)] == [building.id]
    assert queries.list_converted(cast.window) == []


def test_planning_and_civil_affairs_get_a_copy_of_fire_items_of_conversions(cast, building):
    people.permitted(cast, building)
    run = people.accepted(cast, building)
    for office in ("city.natural-resources", "city.civil-affairs"):
        copied = queries.list_copied(people.officer(office), NOW)
        assert [(item.run_id, item.name) for item in copied] == [(run.id, "fire_design")], office
    for scope in (people.officer("city.ecology-environment"), people.officer("city.civil-affairs", "410102")):
        assert queries.list_copied(scope, NOW) == []
