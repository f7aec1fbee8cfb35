"""Reading the published plans, as a visitor in both languages; and the rows and the export behind them."""

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chongyang.core import running
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM
from chongyang.indicators.operations import compute_period
from chongyang.indicators.rules.periods import Period
from chongyang.policy import operations, queries
from chongyang.policy.models import Clause, ClauseUnit, Document
from chongyang.policy.rules.documents import load_documents as shipped
from chongyang.policy.rules.promises import load_standards, load_targets
from chongyang.web.plan.words import around
from tests import factories
from tests.web.test_seat import signed_in


def page(client: Client, *address: str, **words: str) -> str:
    name = {0: "plan", 1: "plan_document", 2: "plan_clause"}[len(address)]
    return client.get(reverse(name, args=address), words).content.decode()


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_clause_can_be_read(client: Client, language: str) -> None:
    client.cookies.load({"django_language": language})
    for document in shipped():
        whole = page(client, document.key)
        for clause in document.clauses:
            assert f'id="c-{clause.id.partition("/")[2]}"' in whole
        last = document.clauses[-1].id.partition("/")[2]
        assert document.clauses[-1].text in page(client, document.key, last)


@pytest.mark.usefixtures("db")
def test_a_clause_shows_units_wording_and_empty_places(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(running._running, "2018-34/3.8.2", [])
    shown = page(client, "2018-34", "3.8.2")
    assert "落实养老用地政策" in shown
    assert reverse("plan_unit", args=["city.land-resources"]) in shown
    assert "暂无" in shown
    assert shown.count("这一条没有。") == 2


@pytest.mark.usefixtures("db")
def test_a_clause_shows_its_figures_with_payers_dates_and_choices(client: Client) -> None:
    shown = page(client, "2018-34", "3.2.2")
    assert "9,000 元/张" in shown
    assert "市级财政 50% · 县（市、区）财政 50%" in shown
    assert "市、县各负担一半" in shown
    assert "3,000 张" in shown
    assert "期限 2018年12月31日" in shown
    assert "同一承诺另见 2018-34/2.3.p7" in shown
    assert "未写明" in page(client, "2018-34", "4.2")
    assert "平方米/百户" in page(client, "2018-34", "3.1.1")


@pytest.mark.usefixtures("db")
def test_a_clause_shows_what_runs_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = running.Running("2018-34/3.8.2", "用地台账", "home", lambda moment: f"{moment:%Y} 年 3 宗")
    monkeypatch.setitem(running._running, "2018-34/3.8.2", [entry])
    shown = page(client, "2018-34", "3.8.2")
    assert "用地台账" in shown
    assert "3 宗" in shown


@pytest.mark.usefixtures("db")
def test_a_figure_that_fails_leaves_the_plan_readable(client: Client, monkeypatch, caplog) -> None:
    def fails(_moment):
        raise ZeroDivisionError

    entry = running.Running("2018-34/3.8.2", "用地台账", "no-such-page", fails)
    monkeypatch.setitem(running._running, "2018-34/3.8.2", [entry])
    assert "用地台账" in page(client, "2018-34", "3.8.2")
    assert "figure of clause" in caplog.text


@pytest.mark.usefixtures("db")
def test_search_finds_every_word_and_marks_it(client: Client) -> None:
    shown = page(client, q="呼叫 应急")
    assert "<mark>呼叫</mark>" in shown
    assert reverse("plan_clause", args=["2018-34", "3.4.3"]) in shown
    assert "方案里没有这个词" in page(client, q="飞船")
    assert "&lt;b&gt;" in page(client, q="<b>")


@pytest.mark.usefixtures("db")
def test_a_unit_shows_its_clauses_and_who_took_over(client: Client) -> None:
    shown = client.get(reverse("plan_unit", args=["city.health-family-planning"])).content.decode()
    assert reverse("plan_clause", args=["2018-34", "3.3.1"]) in shown
    assert "市卫生健康委" in shown
    group = client.get(reverse("plan_unit", args=["group.county-governments"])).content.decode()
    assert "金水区人民政府" in group


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("address", ["/plan/2018-99/", "/plan/2018-34/9.9", "/plan/unit/nobody/"])
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.usefixtures("db")
def test_loading_again_changes_nothing_and_mends_what_differs() -> None:
    loaded = Event.objects.filter(kind="policy.documents.loaded")
    before = loaded.count()
    assert operations.load_documents(by=SYSTEM, now=now()) == {"documents": 2, "clauses": 122}
    assert loaded.count() == before
    Clause.objects.filter(id="2018-34/3.4.3").update(text="改过")
    Document.objects.create(key="x", number="x", title="x", issuer="x", issued_on="2020-01-01")
    operations.load_documents(by=SYSTEM, now=now())
    assert "呼叫" in queries.get_clause("2018-34/3.4.3").text
    assert Document.objects.count() == 2
    assert loaded.count() == before + 1
    assert ClauseUnit.objects.filter(clause="2018-34/3.3.3", duty="lead").count() == 2


def test_export_holds_every_clause_in_its_wording() -> None:
    out = StringIO()
    call_command("export_plans", "--json", stdout=out)
    plans = json.loads(out.getvalue())
    newest = plans["documents"][0]
    assert (newest["number"], newest["issued_on"]) == ("郑政〔2018〕34号", "2018-07-30")
    tasks = [row for row in newest["clauses"] if re.fullmatch(r"2018-34/3\.\d\.\d", row["id"])]
    assert len(tasks) == 32
    third = next(row for row in tasks if row["id"] == "2018-34/3.3.3")
    assert third["lead"] == ["市卫计委", "市民政局"]
    assert third["responsible"] == ["各县(市、区)人民政府"]


def test_the_passage_around_a_word_is_safe() -> None:
    text = "甲" * 50 + "<呼叫>" + "乙" * 200
    assert around(text, "呼叫").startswith("…")
    assert "&lt;<mark>呼叫</mark>&gt;" in around(text, "呼叫")
    assert around("没有", "别的") == "没有"


@pytest.mark.usefixtures("db", "password_alone")
def test_a_clause_leads_nobody_to_a_desk_that_is_shut(client: Client) -> None:
    """A visitor and a seat read the same figures; only who may open the desk gets the link."""
    link = f'href="{reverse("seat")}"'
    shut = page(client, "2018-34", "3.4.1").split("<main")[1]
    assert "12349 来电受理" in shut
    assert link not in shut
    assert link in page(signed_in(factories.make_operator()), "2018-34", "3.4.1").split("<main")[1]


@pytest.mark.usefixtures("db")
def test_each_clause_shows_light_value_course_and_who_answers(client: Client) -> None:
    for name in ("2026Q2", "2026Q3"):
        compute_period(period=Period.read(name), now=now())
    shown = page(client, "2018-34", "2.3.p7")
    assert "0.0 张" in shown
    assert "到期未达到" in shown
    assert "2 期，从 2026Q2 的 0.0 张 到 2026Q3 的 0.0 张" in shown
    whole = page(client, "2018-34")
    assert whole.count('class="spark"') > 10
    assert "方案期末 2020年12月31日" in whole
    answers = page(client, "2018-34", "3.2.2").split("目标")[-1]
    assert "由谁负责" in answers
    assert reverse("plan_unit", args=["city.civil-affairs"]) in answers


@pytest.mark.usefixtures("db")
def test_a_document_costs_the_same_however_many_values(client: Client) -> None:
    page(client, "2018-34")
    with CaptureQueriesContext(connection) as bare:
        page(client, "2018-34")
    for name in ("2026Q2", "2026Q3", "2026"):
        compute_period(period=Period.read(name), now=now())
    with CaptureQueriesContext(connection) as full:
        page(client, "2018-34")
    assert len(full) == len(bare)


@pytest.mark.usefixtures("db")
def test_english_pages_translate_targets_and_standards_and_keep_the_quote(client: Client) -> None:
    client.cookies.load({"django_language": "en"})
    shown = page(client, "2018-34", "3.1.1")
    assert "Integrated community care centres (" in shown
    assert "「" in shown
    assert "Service radius of a facility in a city community" in shown


def test_every_target_and_standard_has_english_words() -> None:
    for row in (*load_targets(), *load_standards()):
        assert row.english.isascii(), row.id
        assert row.english[:1].isupper() or row.english[:1] == '"', row.id
