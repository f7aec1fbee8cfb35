"""Projects: present from the start, moved between stages, told by people within their areas."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.projects import operations, queries
from chongyang.projects.enums import Stage
from chongyang.projects.models import Project, StageChange
from chongyang.projects.operations import UnableToKeepProject
from chongyang.projects.queries import Filters
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.projects.people import (
    CENTRE,
    CITY,
    JINSHUI,
    NOW,
    TODAY,
    ZHONGYUAN,
    centre,
    keeper,
    move,
    office,
    reader,
    said,
    told,
)

pytestmark = pytest.mark.usefixtures("db")


def test_all_named_projects_are_there_from_the_first_start():
    assert Project.objects.filter(document="2014-25").count() == 19
    assert Project.objects.filter(document="2018-34").count() == 25
    row = centre()
    assert (row.name, row.milestone, row.area) == ("金水区养老中心", "started", JINSHUI)
    assert Project.objects.get(number="2018-34-12").area == CITY
    assert not Project.objects.get(number="2018-34-12").is_area_confirmed


def test_loading_again_writes_nothing_and_leaves_what_people_keep():
    before = Event.objects.filter(kind="projects.named.loaded").count()
    operations.describe_project(project=centre().id, told=told(beds=300), **said(keeper()))
    call_command("load_projects")
    assert centre().beds == 300
    assert Event.objects.filter(kind="projects.named.loaded").count() == before


def test_what_the_plan_says_comes_back_where_somebody_changed_it():
    Project.objects.filter(number=CENTRE).update(name="别的", beds=9)
    assert operations.load_named_projects(by=office().actor, now=NOW) == 1
    assert (centre().name, centre().beds) == ("金水区养老中心", 9)


def test_the_name_of_a_named_project_stays_as_the_plan_says_it():
    row = operations.describe_project(project=centre().id, told=told(name="改名", beds=5), **said(keeper()))
    assert (row.name, row.beds) == ("金水区养老中心", 5)


def test_a_new_project_gets_a_number_and_lies_in_the_reserve():
    scope = keeper()
    first = operations.add_project(told=told(), **said(scope))
    other = operations.add_project(told=told(area=ZHONGYUAN), **said(keeper("410102")))
    assert (first.number, other.number) == ("P2026-0001", "P2026-0002")
    assert (first.stage, first.batch, first.document) == ("reserve", "reserve", "")
    event = Event.objects.get(kind="projects.project.added", subject=first.id)
    assert event.payload == {"number": "P2026-0001"}


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 121}, "name"),
        ({"sector": "gambling"}, "sector"),
        ({"longitude": 116.4, "latitude": 39.9}, "longitude"),
        ({"longitude": 113.6}, "longitude"),
        ({"site_m2": Decimal("-1")}, "site_m2"),
        ({"floor_m2": Decimal("1e12")}, "floor_m2"),
        ({"beds": -1}, "beds"),
        ({"beds": 10**6}, "beds"),
        ({"starts_on": date(2026, 5, 1), "ends_on": date(2026, 4, 1)}, "ends_on"),
        ({"area": ZHONGYUAN}, "area"),
        ({"area": 110100000000}, "area"),
        ({"clause": "2018-34/9.9"}, "clause"),
        ({"note": "长" * 1001}, "note"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(columns, field):
    with pytest.raises(UnableToKeepProject) as refused:
        operations.add_project(told=told(**columns), **said(keeper()))
    assert list(refused.value.faults) == [field]


def test_a_point_within_the_city_is_kept():
    row = operations.add_project(told=told(longitude=113.68, latitude=34.77), **said(keeper()))
    assert (row.longitude, row.latitude) == (113.68, 34.77)


def test_stages_are_dated_and_forward_needs_no_paper():
    scope = keeper()
    move(scope, "preparation", reason="")
    row = move(scope, "started", date(2026, 4, 1), reason="")
    assert (row.stage, row.stage_since) == ("started", date(2026, 4, 1))
    assert [change.stage for change in queries.get_whole(scope, row.id, TODAY).changes] == [
        "started",
        "preparation",
    ]


@pytest.mark.parametrize(
    ("reason", "document", "field"),
    [
        ("", "", "reason"),
        ("资金没有到位", "", "document"),
        ("", "会议纪要", "reason"),
        ("  ", "纪要", "reason"),
    ],
)
def test_a_stage_back_needs_reason_and_document(reason, document, field):
    scope = keeper()
    move(scope, "building")
    with pytest.raises(UnableToKeepProject) as refused:
        move(scope, "preparation", reason=reason, document=document)
    assert list(refused.value.faults) == [field]
    row = move(scope, "preparation", reason="资金没有到位", document="会议纪要1号")
    assert row.stage == "preparation"


def test_a_suspended_project_comes_back_where_it_was_and_suspension_is_no_way_round():
    scope = keeper()
    move(scope, "building")
    with pytest.raises(UnableToKeepProject):
        move(scope, "suspended", reason="")
    assert move(scope, "suspended", reason="停工", document="通知1号").stood == "building"
    with pytest.raises(UnableToKeepProject) as refused:
        move(scope, "reserve", reason="退回")
    assert "document" in refused.value.faults
    assert move(scope, "building", reason="").stage == "building"


def test_the_database_refuses_a_stage_back_without_reason():
    row = centre()
    values = {"project": row, "area": row.area, "on": TODAY, "changed_at": NOW}
    with pytest.raises(IntegrityError, match="stagechange_back_has_reason"), transaction.atomic():
        StageChange.objects.create(was="building", stage="reserve", from_rank=4, to_rank=1, **values)


@pytest.mark.parametrize(
    ("stage", "on", "reason", "field"),
    [
        ("reserve", TODAY, "x", "stage"),
        ("flying", TODAY, "x", "stage"),
        ("preparation", TODAY + timedelta(days=1), "x", "on"),
        ("building", TODAY, "", "reason"),
        ("preparation", TODAY, "长" * 201, "reason"),
    ],
)
def test_a_move_that_cannot_be_is_refused(stage, on, reason, field):
    with pytest.raises(UnableToKeepProject) as refused:
        move(keeper(), stage, on, reason=reason)
    assert list(refused.value.faults) == [field]


def test_a_date_before_the_last_move_is_refused():
    scope = keeper()
    move(scope, "preparation", date(2026, 5, 1))
    with pytest.raises(UnableToKeepProject) as refused:
        move(scope, "started", date(2026, 4, 30))
    assert list(refused.value.faults) == ["on"]


def test_a_neighbour_finds_nothing_and_a_reader_keeps_nothing():
    row = centre()
    neighbour = keeper("410102")
    with enter(neighbour):
        for ask in (
            lambda: queries.access_project(neighbour, row.id),
            lambda: queries.get_by_number(neighbour, CENTRE),
            lambda: operations.describe_project(project=row.id, told=told(), **said(neighbour)),
            lambda: operations.change_stage(project=row.id, stage="started", on=TODAY, **said(neighbour)),
        ):
            with pytest.raises(queries.NotFound):
                ask()
        assert not queries.list_projects(neighbour, Filters(county="410105")).exists()
    with pytest.raises(NotAllowed):
        operations.add_project(told=told(), **said(reader()))
    outsider = factories.scope_of(factories.make_account(Role.OPERATOR))
    with pytest.raises(NotAllowed):
        queries.list_projects(outsider)


def test_a_county_does_not_see_what_is_of_the_whole_city_and_the_office_sees_all():
    county, city = keeper(), office()
    with enter(county):
        assert {row.area for row in queries.list_projects(county)} == {JINSHUI}
    with enter(city):
        assert queries.list_projects(city).count() == 44
        assert queries.get_by_number(city, "2018-34-12").name == "郑州市中心医院豫欣老年病医院"


def test_a_project_that_is_placed_takes_its_rows_along():
    city = office()
    row = queries.get_by_number(city, "2018-34-12")
    operations.plan_money(project=row.id, year=2026, money={"city": 5_00}, **said(city))
    operations.change_stage(project=row.id, stage="preparation", on=TODAY, **said(city))
    operations.describe_project(project=row.id, told=told(), **said(city))
    scope = keeper()
    with enter(scope):
        whole = queries.get_whole(scope, row.id, TODAY)
    assert whole.line.planned_fen == 5_00
    assert whole.changes[0].stage == "preparation"
    assert whole.project.is_area_confirmed


def test_filters_narrow_the_list_and_garbage_narrows_nothing():
    scope = office()
    move(scope, "building")
    assert [row.number for row in queries.list_projects(scope, Filters(stage="building"))] == [CENTRE]
    assert queries.list_projects(scope, Filters(stage="x", sector="y", county="zz")).count() == 44
    assert queries.list_projects(scope, Filters(document="2014-25")).count() == 19
    assert queries.list_projects(scope, Filters(sector="sports")).count() == 2
    assert queries.list_projects(scope, Filters(text="登封")).count() == 3


def test_the_ranks_of_stages_are_their_order_and_suspension_has_none():
    assert [stage.rank for stage in Stage] == [1, 2, 3, 4, 5, 6, 0]
