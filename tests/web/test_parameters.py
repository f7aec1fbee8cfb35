"""The parameters' pages: public words and values; two persons decide what the text leaves open."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from chongyang.core.clock import now
from chongyang.policy import operations as policy
from chongyang.policy.models import Choice, Overlay
from chongyang.policy.rules.promises import load_parameters
from chongyang.scenarios import operations as scenarios
from chongyang.territory.enums import Role
from tests import factories
from tests.web.test_seat import signed_in

pytestmark = pytest.mark.usefixtures("db", "password_alone")
SPLIT, BED = "2018-34:bed.split", "2018-34:bed.new"
DATED = {"valid_from": "2019-01-01", "valid_to": "", "document": "郑财社〔2019〕测试号"}


def finance(role: Role = Role.CITY_FINANCE, area: str = "4101") -> Client:
    return signed_in(factories.make_account(role, None, area))


def shown(client: Client, key: str) -> str:
    return client.get(reverse("parameter", args=[key])).content.decode()


def test_every_parameter_has_a_page_for_everybody() -> None:
    page = Client().get(reverse("parameters")).content.decode()
    for row in load_parameters():
        assert reverse("parameter", args=[row.id]) in page
    for row in load_parameters()[::7]:
        assert row.quote in shown(Client(), row.id)
    assert Client().get("/plan/parameters/gift/").status_code == 404


def test_a_list_of_one_kind() -> None:
    page = Client().get(reverse("parameters"), {"kind": "interpretation"}).content.decode()
    assert reverse("parameter", args=[SPLIT]) in page
    assert reverse("parameter", args=[BED]) not in page
    assert Client().get(reverse("parameters"), {"kind": "长\x01"}).status_code == 200


def test_a_visitor_sees_no_form_and_no_name() -> None:
    page = shown(Client(), SPLIT)
    assert "提议改用口径" not in page
    assert "测试" not in page
    for name in ("parameter_choose", "parameter_raise"):
        assert Client().post(reverse(name, args=[SPLIT])).status_code == 302


def test_an_interpretation_shows_what_each_reading_costs() -> None:
    scenarios.compute_alternatives(now=now(), parameter="bed.split")
    page = shown(Client(), SPLIT)
    assert page.count("年共") == 2
    assert "现用" in page


def test_one_proposes_and_another_confirms() -> None:
    first, second = finance(), finance()
    answer = first.post(
        reverse("parameter_choose", args=[SPLIT]), DATED | {"alternative": "each_pays_all"}, follow=True
    )
    assert "等另一位经办人确认" in answer.content.decode()
    row = Choice.objects.get()
    assert "须由另一位经办人确认" in shown(first, SPLIT)
    address = reverse("parameter_decide", args=["choice", row.id, "confirm"])
    assert "不能自己确认" in first.post(address, follow=True).content.decode()
    assert "已确认" in second.post(address, follow=True).content.decode()
    assert "已经确认" in second.post(address, follow=True).content.decode()
    page = shown(Client(), SPLIT)
    assert "郑财社〔2019〕测试号" in page
    row.refresh_from_db()
    assert row.confirmed_by is not None


def test_a_county_raises_in_its_own_areas_only() -> None:
    county = finance(Role.COUNTY_FINANCE, "410105")
    told = DATED | {"area": "410105", "value": "10,000", "payer": "county"}
    county.post(reverse("parameter_raise", args=[BED]), told)
    assert Overlay.objects.get().valid_from == date(2019, 1, 1)
    page = county.post(reverse("parameter_raise", args=[BED]), told | {"area": "410102"}, follow=True)
    assert "管理范围" in page.content.decode()
    assert (
        "管理范围"
        in county.post(
            reverse("parameter_choose", args=[SPLIT]), DATED | {"alternative": "each_pays_all"}, follow=True
        ).content.decode()
    )
    assert Overlay.objects.count() == 1


def test_a_proposal_is_withdrawn() -> None:
    client = finance()
    client.post(reverse("parameter_choose", args=[SPLIT]), DATED | {"alternative": "each_pays_all"})
    row = Choice.objects.get()
    address = reverse("parameter_decide", args=["choice", row.id, "withdraw"])
    assert "已撤回" in client.post(address, follow=True).content.decode()


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"valid_from": ""}, "起始日期"),
        ({"valid_from": "2019-02-31"}, "起始日期"),
        ({"valid_to": "2018-01-01"}, "结束日期"),
        ({"document": "  "}, "依据"),
        ({"document": "长" * 121}, "一百二十"),
        ({"value": "nan"}, "一万亿"),
        ({"value": "多"}, "填一个数"),
        ({"value": "9" * 400}, "一万亿"),
        ({"value": "1"}, "只能提高"),
        ({"area": "９９"}, "地区"),
        ({"area": ""}, "地区"),
        ({"payer": "province"}, "负担层级"),
    ],
)
def test_a_bad_raise_is_told_and_changes_nothing(told: dict[str, str], why: str) -> None:
    form = DATED | {"area": "410105", "value": "10000", "payer": "county"} | told
    answer = finance().post(reverse("parameter_raise", args=[BED]), form, follow=True)
    assert answer.status_code == 200
    assert why in answer.content.decode()
    assert not Overlay.objects.exists()


@pytest.mark.parametrize("role", [Role.STREET_CLERK, Role.AUDITOR, Role.ELDER])
def test_other_roles_read_and_do_not_propose(role: Role) -> None:
    client = signed_in(factories.make_account(role))
    assert "提议改用口径" not in shown(client, SPLIT)
    assert client.post(reverse("parameter_choose", args=[SPLIT]), DATED).status_code == 403


def test_the_clauses_page_shows_the_reading_that_the_city_chose() -> None:
    before = Client().get("/plan/2018-34/3.2.2").content.decode()
    assert before.index("市、县各负担一半") < before.index("市、县各给全额")
    row = policy.propose_choice(
        parameter="bed.split",
        alternative="each_pays_all",
        valid_from=date(2019, 1, 1),
        valid_to=None,
        document="郑财社〔2019〕测试号",
        scope=factories.scope_of(factories.make_account(Role.CITY_FINANCE)),
        now=now(),
    )
    other = factories.scope_of(factories.make_account(Role.CITY_FINANCE))
    policy.confirm(kind="choice", proposal=row.id, scope=other, now=now())
    after = Client().get("/plan/2018-34/3.2.2").content.decode()
    chosen = after.split("市、县各给全额")[0].rsplit("<p", 1)[1]
    assert "现用" in chosen
    assert reverse("parameter", args=[SPLIT]) in after
