"""Enterprises and projects of the library as holders of a title: by key, by name, and never out of reach."""

from uuid import uuid4

import pytest

from chongyang.designations import queries
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
