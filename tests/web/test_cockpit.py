"""The cockpit: whose numbers, the sums of plain Python over the rows, small cells, and what a page costs."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.operations.counts import recount
from chongyang.core.scopes import Actor, Scope, interval_of
from chongyang.emergency import operations as emergency
from chongyang.emergency.models import Incident, Link
from chongyang.indicators.enums import Span
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.periods import Period
from chongyang.policy import queries as policy
from chongyang.registry.models import Elder, Profile
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules import reference, small_cells
from chongyang.territory.rules.population import aged_of_city, load_aged
from chongyang.web.cockpit import numbers, places, pulse, scale
from chongyang.web.cockpit.figures import FIGURES
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
ZHENGDONG = 410105014001  # 龙子湖街道: in 金水区 by its code, managed by 郑东新区
GONGYI = 410181001001
AREAS = [factories.JINSHUI] * 7 + [factories.ZHONGYUAN] * 6 + [ZHENGDONG] * 5 + [GONGYI] * 2


@pytest.fixture
def people(db):
    """Elders in four units: in two there are five or more, in one two."""
    for place, area in enumerate(AREAS):
        elder = factories.make_elder(area=area, born_on=date(1930 + 2 * place, 3, 8))
        Profile.objects.filter(id=elder.id).update(
            living_form="alone" if place % 2 else "with_children", ability_level=str(place % 4)
        )
    gone = factories.make_elder(area=GONGYI)
    Elder.objects.filter(id=gone.id).update(life_status="dead", status_on=date(2026, 1, 1))
    double = factories.make_elder(area=GONGYI)
    Elder.objects.filter(id=double.id).update(same_as=Elder.objects.filter(area=GONGYI).first())
    recount(now=now())


def visitor_with(role: Role, *codes: str) -> Client:
    client = Client()
    client.force_login(factories.make_account(role, None, *codes))
    return client


def shown_by(client: Client, name: str = "cockpit", *args: str, **query: str) -> dict[str, str]:
    """The table of a page: what stands in each row."""
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    rows = html.fromstring(answer.content.decode()).xpath("//section[@class='cockpit-table']//tr[td]")
    return {" ".join(row.xpath("./th//text()")).split()[0]: row.xpath("string(./td//b)") for row in rows}


def reach_of(role: Role, *codes: str) -> Scope:
    account = factories.make_account(role, None, *codes)
    return territory.figure_scope(factories.scope_of(account), now=now())


def values(key: str, reach: Scope, *, covers: bool = False) -> dict[str, numbers.Value]:
    units = places.units_within(reach.intervals)
    with enter(reach):
        held = numbers.gather(reach, now())
    found = numbers.values_of(FIGURES[key], held, units, places.unit_key_of, covers=covers)
    return {value.place.key: value for value in found}


def test_units_are_disjoint_and_every_street_has_one():
    intervals = sorted(pair for unit in reference.load_reporting_units() for pair in unit.intervals)
    assert all(last < first for (_, last), (first, _) in pairwise(intervals))
    streets = [area for area in reference.load_areas() if area.level == "street"]
    held = [place.key for unit in reference.load_reporting_units() for place in streets_of(unit.key)]
    assert sorted(held) == sorted(str(interval_of(street.code)[0]) for street in streets)


def streets_of(unit: str) -> tuple[places.Place, ...]:
    return places.streets_within(unit, (interval_of("4101"),))


def test_sums_are_those_of_plain_python(people):
    living = Elder.objects.filter(life_status="alive", same_as=None)
    profiles = {profile.id: profile for profile in Profile.objects.all()}
    wanted = {
        "elders": lambda elder: True,
        "aged_80": lambda elder: elder.born_on <= now().date().replace(year=now().year - 80),
        "alone": lambda elder: profiles[elder.id].living_form == "alone",
        "ability_2": lambda elder: profiles[elder.id].ability_level >= "2",
    }
    reach = reach_of(Role.CITY_REVIEWER)
    for key, fits in wanted.items():
        plain = Counter(places.unit_key_of(elder.area) for elder in living if fits(elder))
        found = {unit: value.number for unit, value in values(key, reach).items() if value.number}
        assert found == dict(plain), key
        with enter(reach):
            held = numbers.gather(reach, now())
        total = numbers.total_of(FIGURES[key], held, places.units_within(reach.intervals), covers=False)
        assert total.number == sum(plain.values())


def test_the_city_reviewer_sees_every_unit_and_zhengdong_by_itself(people):
    seen = shown_by(visitor_with(Role.CITY_REVIEWER))
    assert len(seen) == 17
    assert {name: seen[name] for name in ("金水区", "中原区", "郑东新区", "巩义市")} == {
        "金水区": "7",
        "中原区": "6",
        "郑东新区": "5",
        "巩义市": "2",
    }
    assert seen["范围内合计"] == "20"


def test_the_county_reviewer_sees_only_her_countys_numbers(people):
    client = visitor_with(Role.COUNTY_REVIEWER, "410105")
    seen = shown_by(client)
    assert seen == {"金水区": "7", "郑东新区": "5", "范围内合计": "12"}
    assert "经八路街道" in shown_by(client, "cockpit_unit", "elders", "jinshui")
    assert client.get(reverse("cockpit_unit", args=["elders", "zhongyuan"])).status_code == 404


def test_below_a_street_the_page_says_why_there_is_no_number(people):
    """A kept number is a whole street's: with its neighbours' people it is not the community's."""
    for codes in (("410105001001",), ("410105001000",)):
        told = visitor_with(Role.COUNTY_REVIEWER, *codes).get(reverse("cockpit")).content.decode()
        assert "您的范围小于一个街道" in told
        assert "还没有统计数字" not in told
    told = visitor_with(Role.COUNTY_REVIEWER, "410105001").get(reverse("cockpit")).content.decode()
    assert "您的范围小于一个街道" not in told


def test_visitors_sign_in_and_others_are_refused(db):
    assert "/account/login/" in Client().get(reverse("cockpit")).url
    for role in (Role.OPERATOR, Role.COMMUNITY_OFFICER, Role.FAMILY, Role.SYSTEM_ADMIN):
        client = visitor_with(role)
        assert client.get(reverse("cockpit")).status_code == 403
        assert client.get(reverse("cockpit_live")).status_code == 403
        with pytest.raises(NotAllowed):
            reach_of(role)


def test_who_knows_no_person_sees_sums_and_no_small_number(people):
    seen = shown_by(visitor_with(Role.DEPUTY_LEADER))
    assert seen["巩义市"] == "少于5"
    assert seen["登封市"] == "少于5"  # nobody, which the reader is not told
    assert seen["金水区"] == "7"
    assert seen["范围内合计"] == "20"
    reach = reach_of(Role.DEPUTY_LEADER)
    assert values("share", reach, covers=True)["gongyi"].shown is None
    assert values("beds_rate", reach, covers=True)["gongyi"].cover is None


@pytest.mark.parametrize("role", [Role.DEPUTY_LEADER, Role.PLANNER])
def test_a_reach_of_areas_opens_no_file(people, role):
    from chongyang.registry import queries as registry

    reach = reach_of(role)
    with enter(reach):
        assert registry.list_elders(reach) == []
        assert list(emergency_list(reach)) == []


def emergency_list(reach: Scope):
    from chongyang.emergency import queries

    return queries.list_incidents(reach)


def test_small_cells():
    assert small_cells.covered({"a": 5, "b": 9}) == {}
    assert set(small_cells.covered({"a": 0, "b": 1, "c": 9})) == {"a", "b"}
    assert small_cells.covered({"a": 0, "b": 0}) == {}
    assert small_cells.covered({"a": 3, "b": 9, "c": 7}) == {
        "a": small_cells.Cover.SMALL,
        "c": small_cells.Cover.TELLS_ANOTHER,
    }
    assert set(small_cells.covered({"a": 3, "b": 1, "c": 7})) == {"a", "b"}


def press(area: int, minutes_to_door: float | None = None) -> Incident:
    elder = factories.make_elder(area=area)
    device = factories.make_device(elder)
    incident = emergency.receive(
        kind="sos",
        source="device",
        subject_key=f"device:{device.id}",
        area=area,
        person=elder.id,
        device=device.id,
        said_at=now(),
        received_at=now(),
        by=Actor(kind="device", label=device.serial),
    )
    if minutes_to_door is not None:
        pressed = Link.objects.get(incident=incident, link="pressed").at
        Link.objects.create(
            incident=incident,
            link="arrived",
            at=pressed + timedelta(minutes=minutes_to_door),
            actor="",
            how="desk",
            area=area,
        )
        emergency.measure_all(now=now(), only_missing=False)
    return incident


def test_incidents_and_the_median_to_the_door(db):
    for minutes in (5, 9, 30, None):
        press(factories.JINSHUI, minutes)
    press(factories.ZHONGYUAN)
    recount(now=now())
    reach = reach_of(Role.CITY_REVIEWER)
    assert values("open", reach)["jinshui"].number == 4
    assert values("month", reach)["zhongyuan"].number == 1
    assert values("door", reach)["jinshui"].number == pytest.approx(9, abs=0.05)
    assert values("door", reach)["zhongyuan"].number is None
    county = reach_of(Role.COUNTY_REVIEWER, "410102")
    assert pulse.strip_context(county)["total"] == 1
    assert pulse.strip_context(reach)["states"][0]["number"] == 5
    assert pulse.strip_context(reach_of(Role.PLANNER, "410102"))["total"] is None


def test_the_strip_hears_of_its_areas_alone(db):
    from chongyang.web.parts.live import Word

    source, scope = pulse.strip_of(reach_of(Role.PLANNER, "410102")), reach_of(Role.CITY_REVIEWER)
    assert source.concerns(Word("incidents", factories.ZHONGYUAN, ""), scope)
    assert not source.concerns(Word("incidents", factories.JINSHUI, ""), scope)
    assert not source.concerns(Word("dispatches", factories.ZHONGYUAN, ""), scope)


def test_shares_use_what_was_published(people):
    reach = reach_of(Role.CITY_REVIEWER)
    jinshui = values("share", reach)["jinshui"]
    assert jinshui.number == pytest.approx(7 * 100 / load_aged()["jinshui"].number)
    assert abs(sum(aged.number for aged in load_aged().values()) - aged_of_city().number) < 16
    part = values("share", reach_of(Role.COUNTY_REVIEWER, "410105"))["zhengdong"]
    assert part.place.is_part
    assert part.number is None


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("wall", ["", "1"])
def test_every_figure_can_be_read_and_leads_to_its_clause(people, language, wall):
    client = visitor_with(Role.CITY_REVIEWER)
    client.cookies.load({"django_language": language})
    for figure in FIGURES.values():
        page = client.get(reverse(figure.url_name), {"wall": wall}).content.decode()
        document, _, number = figure.clause.partition("/")
        clause = reverse("plan_clause", args=[document, number])
        assert clause in page
        assert policy.get_clause(figure.clause)
        assert reverse(figure.url_name) in client.get(clause).content.decode()
        assert reverse(figure.url_name) not in Client().get(clause).content.decode()  # a shut door is no link
        assert ("frame-nav" in page) is not bool(wall)
        assert client.get(reverse("cockpit_unit", args=[figure.key, "jinshui"])).status_code == 200


def test_an_empty_city_and_an_unknown_figure(db):
    client = visitor_with(Role.CITY_REVIEWER)
    assert "还没有统计数字" in client.get(reverse("cockpit")).content.decode()
    assert set(shown_by(client, "cockpit_open").values()) == {"0"}
    assert client.get("/cockpit/nothing/").status_code == 404
    assert client.get("/cockpit/nothing/jinshui/").status_code == 404


def test_a_page_costs_the_same_however_many_elders(people):
    client = visitor_with(Role.CITY_REVIEWER)
    client.get(reverse("cockpit"))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(reverse("cockpit"))
    for _ in range(20):
        factories.make_elder(area=GONGYI)
    recount(now=now())
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("cockpit"))
    assert len(few) == len(many)


@pytest.mark.parametrize("found", [[0], [3, 3], [1, 2, 9], [12_345, 98_001], [0.4, 31.2], []])
def test_a_scale_holds_its_numbers_in_five_steps(found):
    held = scale.scale_of(found, whole=all(isinstance(number, int) for number in found))
    (first, _), *_, (_, last) = held.borders()
    assert all(first <= number <= last for number in found)
    assert [held.step_of(number) for number in sorted(found)] == sorted(map(held.step_of, found))
    assert len(held.borders()) == 5


@pytest.fixture
def kept(people):
    """What the running quarter and its year come to, and the quarter before."""
    today = timezone.localdate(now())
    running = [Period.around(today, span) for span in Span]
    for period in (Period.around(today, Span.QUARTER).former, *running):
        compute_period(period=period, now=now())


def test_kept_values_stand_beside_the_live_figure_with_light_and_course(kept):
    page = visitor_with(Role.CITY_REVIEWER).get(reverse("cockpit_share")).content.decode()
    assert "方案目标" in page
    assert "期末" in page
    assert 'class="spark"' in page
    assert "/indicators/registration.share/?place=city" in page
    county = visitor_with(Role.COUNTY_REVIEWER, "410102")
    page = county.get(reverse("cockpit_unit", args=["share", "zhongyuan"])).content.decode()
    assert "/indicators/registration.share/?place=zhongyuan" in page
    assert "place=city" not in page


def test_a_street_has_a_cockpit_of_its_own_for_who_has_it_whole(kept):
    address = reverse("cockpit_street", args=[410105001000])
    clerk = visitor_with(Role.STREET_CLERK, "410105001")
    page = clerk.get(address).content.decode()
    assert "经八路街道" in page
    assert "方案目标" in page
    assert clerk.get(reverse("cockpit")).status_code == 200
    assert address in clerk.get(reverse("cockpit_unit", args=["elders", "jinshui"])).content.decode()
    for client in (
        visitor_with(Role.STREET_CLERK, "410102001"),
        visitor_with(Role.STREET_CLERK, "410105001001"),
        visitor_with(Role.COUNTY_REVIEWER, "410102"),
    ):
        assert client.get(address).status_code == 404
    assert visitor_with(Role.CITY_REVIEWER).get(reverse("cockpit_street", args=[7])).status_code == 404
    assert visitor_with(Role.OPERATOR).get(address).status_code == 403


def test_who_knows_no_person_sees_no_single_places_number_of_people(kept):
    page = visitor_with(Role.PLANNER).get(reverse("cockpit_street", args=[410105001000])).content.decode()
    assert "登记老人" not in page
    assert "居家社区养老设施" in page
    assert "registration." not in page
