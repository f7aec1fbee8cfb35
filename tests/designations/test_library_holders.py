"""Enterprises and projects of the library as holders of a title: by key, by name, and never out of reach."""

from uuid import uuid4

import pytest

from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.designations import handlers, operations, queries
from chongyang.designations.models import Application
from chongyang.designations.operations import UnableToApply
from chongyang.projects import operations as projects
from chongyang.projects.operations import EnterpriseTold
from tests.designations import titled
from tests.funding import people
from tests.funding.people import do
from tests.projects.people import centre

pytestmark = pytest.mark.django_db


def listed():
    told = EnterpriseTold("测试智慧养老有限公司", 410105000000, "products", "products")
    return do(projects.list_enterprise, people.county(), told=told)


def test_an_enterprise_of_the_library_applies_by_its_key(db):
    county, entry = people.county(), listed()
    choices = queries.list_choices(county, titled.get_title("smart_enterprise"))
    assert [(one.kind, one.key, one.name) for one in choices] == [("enterprise", str(entry.id), entry.name)]
    assert not queries.list_choices(people.outsider(), titled.get_title("smart_enterprise"))
    row = titled.draft(county, "smart_enterprise", kind="enterprise", enterprise=entry.id)
    assert (row.enterprise, row.name, row.area) == (entry.id, entry.name, entry.area)
    assert row.slot == f"enterprise:{entry.id}"


def test_a_typed_name_that_stands_in_the_library_is_that_entry(db):
    entry = listed()
    typed = {"kind": "enterprise", "name": "测试 智慧养老有限公司", "area": 410105000000}
    assert titled.draft(people.county(), "smart_enterprise", **typed).slot == f"enterprise:{entry.id}"
    elsewhere = typed | {"area": 410102000000}
    other = titled.draft(people.outsider(), "smart_enterprise", **elsewhere)
    assert (other.enterprise, other.slot) == (None, "enterprise:测试智慧养老有限公司")


def test_a_key_that_is_none_or_another_countys_is_refused(db):
    entry, made_up = listed(), uuid4()
    for who, key in ((people.county(), made_up), (people.outsider(), entry.id), (people.street(), entry.id)):
        with pytest.raises(UnableToApply) as refused:
            titled.draft(who, "smart_enterprise", kind="enterprise", enterprise=key, name="甲", area=1)
        assert "没有这个企业" in refused.value.faults["holder"]
    do(projects.leave_list, people.county(), enterprise=entry.id)
    with pytest.raises(UnableToApply):
        titled.draft(people.county(), "smart_enterprise", kind="enterprise", enterprise=entry.id)


def test_a_project_of_the_library_applies_by_its_key(db):
    entry = centre()
    row = titled.draft(people.county(), "model_project", kind="project", project=entry.id)
    assert (row.project, row.name, row.slot) == (entry.id, entry.name, f"project:{entry.id}")


TYPED = {"kind": "enterprise", "name": "测试 智慧养老有限公司", "area": 410105000000}


def deliver_listed():
    """What the room hears of the library, as often as it is told."""
    for event in Event.objects.filter(kind="projects.enterprise.listed").order_by("seq"):
        handlers.follow_listed(event)
        handlers.follow_listed(event)


def test_a_typed_name_becomes_its_entry_when_that_is_listed(db):
    waiting = titled.submitted(people.county(), "smart_enterprise", **TYPED)
    assert waiting.slot == "enterprise:测试智慧养老有限公司"
    entry = listed()
    deliver_listed()
    waiting.refresh_from_db()
    assert (waiting.enterprise, waiting.slot) == (entry.id, f"enterprise:{entry.id}")
    assert waiting.name == "测试 智慧养老有限公司"
    other = people.county()
    again = titled.ready(titled.draft(other, "smart_enterprise", **TYPED), other)
    with pytest.raises(UnableToApply):
        do(operations.submit, other, application=again.id)
    assert Event.objects.filter(kind="designations.application.joined").count() == 1


def test_a_title_under_a_typed_name_is_not_given_again_to_its_entry(db):
    held = titled.given(titled.submitted(people.county(), "smart_enterprise", **TYPED))
    assert (held.enterprise, held.slot) == (None, "enterprise:测试智慧养老有限公司")
    entry = listed()
    assert operations.join_library(now=now()) == 2
    held.refresh_from_db()
    assert (held.enterprise, held.slot) == (entry.id, f"enterprise:{entry.id}")
    asked = {"kind": "enterprise", "enterprise": entry.id}
    other = people.county()
    row = titled.ready(titled.draft(other, "smart_enterprise", **asked), other)
    with pytest.raises(UnableToApply):
        do(operations.submit, other, application=row.id)
    assert operations.join_library(now=now()) == 0


def test_only_the_one_entry_of_the_county_is_meant(db):
    row = titled.draft(people.county(), "smart_enterprise", **TYPED)
    elsewhere = EnterpriseTold(TYPED["name"], 410102000000, "products", "products")
    do(projects.list_enterprise, people.outsider(), told=elsewhere)
    assert operations.join_library(now=now()) == 0
    for name in ("测试智慧养老有限公司", "测试智慧养老 有限公司"):
        told = EnterpriseTold(name, 410105000000, "products", "products")
        do(projects.list_enterprise, people.county(), told=told)
    assert operations.join_library(now=now()) == 0
    row.refresh_from_db()
    assert row.enterprise is None


def test_a_holder_whose_entry_asks_already_stays_as_it_is(db, caplog):
    first = titled.submitted(people.county(), "smart_enterprise", **TYPED)
    entry = listed()
    second = titled.submitted(people.county(), "smart_enterprise", kind="enterprise", enterprise=entry.id)
    assert operations.join_library(now=now()) == 0
    first.refresh_from_db()
    assert (first.enterprise, second.enterprise) == (None, entry.id)
    assert str(first.id) in caplog.text


def test_an_enterprise_that_left_and_came_again_is_the_same_holder(db):
    county, former = people.county(), listed()
    row = titled.submitted(county, "smart_enterprise", kind="enterprise", enterprise=former.id)
    do(projects.leave_list, county, enterprise=former.id)
    assert operations.join_library(now=now()) == 0
    entry = listed()
    assert operations.join_library(now=now()) == 1
    row.refresh_from_db()
    assert (row.enterprise, row.slot) == (entry.id, f"enterprise:{entry.id}")


def test_a_typed_project_becomes_the_librarys(db):
    entry = centre()
    row = titled.draft(people.county(), "model_project", kind="project", project=entry.id)
    Application.objects.filter(id=row.id).update(project=None, slot="project:老年公寓")
    assert operations.join_library(now=now()) == 1
    row.refresh_from_db()
    assert (row.project, row.slot) == (entry.id, f"project:{entry.id}")
