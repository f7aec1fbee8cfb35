"""What everybody reads and writes without an account: results, remarks, answers, votes."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from chongyang.supervision import operations
from chongyang.supervision.models import Remark, Vote
from tests.supervision import people
from tests.supervision.test_remarks import TEXT, answered, write

pytestmark = pytest.mark.django_db
do, NOW, LATER = people.do, people.NOW, people.LATER
CLAUSE = ("2018-34", "3.4.1")


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Between a page and its answer lies a minute."""
    held = {"now": NOW}

    def tick():
        held["now"] += timedelta(minutes=1)
        return held["now"]

    for module in ("doing", "readers"):
        name = "clock_now" if module == "doing" else "now"
        monkeypatch.setattr(f"chongyang.web.results.{module}.{name}", tick)
    return held


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def token_in(answer) -> str:
    return html.fromstring(answer.content.decode()).xpath("//input[@name='token']/@value")[0]


def send(client, **said):
    path = reverse("results_clause", args=CLAUSE)
    return client.post(path, {"token": token_in(client.get(path)), "text": TEXT, **said})


def test_an_empty_page_says_what_will_stand_there(db):
    assert "还没有公布的结果" in text_of(Client().get(reverse("results")))
    assert "还没有公开的意见" in text_of(Client().get(reverse("results_remarks")))


def test_everybody_reads_a_published_result_and_the_way_to_each_clause(db):
    people.put_value("beds.per_thousand", "jinshui", "30")
    row = people.published(people.office())
    page = Client().get(reverse("results_published", args=[row.number]))
    assert "金水区" in text_of(page)
    assert reverse("plan_clause", args=["2018-34", "2.3.p7"]) in page.content.decode()
    assert "听取汇报" not in page.content.decode()
    do(operations.withdraw_publication, people.office(), LATER, key=row.id, reason="一处口径有误。")
    gone = text_of(Client().get(reverse("results_published", args=[row.number])))
    assert "一处口径有误" in gone
    assert "金水区" not in gone
    assert Client().get(reverse("results_published", args=["2018-C9"])).status_code == 404


def test_a_visitor_writes_a_remark_and_follows_its_number(db):
    client = Client()
    answer = send(client)
    row = Remark.objects.get()
    assert answer.url == reverse("results_remark", args=[row.number])
    page = text_of(client.get(answer.url))
    assert "正在审看" in page
    assert TEXT not in page
    found = client.get(reverse("results_find"), {"number": f" {row.number.lower()} "})
    assert found.url == answer.url
    assert client.get(reverse("results_find"), {"number": "../x"}).url == reverse("results_remarks")
    assert client.get(reverse("results_remark", args=["NOTHERE1"])).status_code == 404


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ({"text": "好"}, 422, "至少 6 个字"),
        ({"token": "x"}, 422, "刷新页面"),
        ({"homepage": "http://spam"}, 422, "没有被接受"),
        ({"contact": "微信 a"}, 422, "勾选同意"),
    ],
)
def test_a_refused_form_comes_back_with_what_was_typed(db, said, status, words):
    answer = send(Client(), **said)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert said.get("text", TEXT) in answer.content.decode()
    assert not Remark.objects.exists()


def test_a_clause_that_is_none_takes_no_remark(db):
    for key, number in (("2018-34", "99"), ("x", "y"), ("2018-34", "0.p1")):
        path = reverse("results_clause", args=[key, number])
        assert Client().get(path).status_code == 404
        assert Client().post(path, {"text": TEXT}).status_code == 404


def test_one_address_is_stopped_and_another_goes_on(db, settings):
    settings.HTTPS = True
    one, other = ({"HTTP_X_FORWARDED_FOR": f"1.2.3.4, 203.0.113.{n}"} for n in (7, 8))
    client = Client(**one)
    statuses = [send(client).status_code for _ in range(6)]
    assert statuses == [302] * 5 + [429]
    assert send(Client(**other)).status_code == 302


def test_the_clause_page_of_the_plan_leads_here(db):
    page = Client().get(reverse("plan_clause", args=CLAUSE)).content.decode()
    assert reverse("results_clause", args=CLAUSE) in page
    front = Client().get(reverse("plan_clause", args=["2018-34", "0.p1"])).content.decode()
    assert reverse("results_clause", args=["2018-34", "0.p1"]) not in front


def test_an_answer_is_read_by_all_and_voted_on_once_a_form(db):
    row = answered(people.department("city.civil-affairs"))
    client, path = Client(), reverse("results_remark", args=[row.number])
    do(operations.approve_answer, people.officer(), LATER, key=row.id)
    page = client.get(path)
    assert "自下月起周六上午开放登记" in text_of(page)
    said = {"choice": "yes", "token": token_in(page)}
    useful = reverse("results_useful", args=[row.number])
    assert "谢谢" in text_of(client.post(useful, said, follow=True))
    assert "已经用过" in text_of(client.post(useful, said, follow=True))
    assert Vote.objects.get().votes == 1
    assert "自下月起周六上午开放登记" in text_of(client.get(reverse("results_clause", args=CLAUSE)))


def test_how_content_readers_are_is_counted(db):
    row = people.published(people.office())
    client, path = Client(), reverse("results_published", args=[row.number])
    said = {"choice": "very", "token": token_in(client.get(path))}
    client.post(reverse("results_content", args=[row.number]), said)
    assert Vote.objects.get().choice == "very"
    assert client.post(reverse("results_content", args=["2018-C9"]), said).status_code == 404


def test_a_number_that_looks_like_a_persons_is_covered_and_the_writer_is_told(db):
    client = Client()
    answer = send(client, text="请打我电话 13803711234 商量登记的事情。")
    assert "已遮盖" in text_of(client.get(answer.url))
    assert "1380371" not in Remark.objects.get().text.plain


def test_what_waits_for_approval_is_not_read(db):
    row = answered(people.department("city.civil-affairs"))
    for name, keys in (("results_remark", [row.number]), ("results_clause", CLAUSE), ("results_remarks", [])):
        page = text_of(Client().get(reverse(name, args=keys)))
        assert "自下月起" not in page
        assert "正在办理答复" in page


def test_a_remark_that_is_not_let_through_is_not_read(db):
    row = write("这里有一个不该公开的名字。").remark
    for name, keys in (("results_remark", [row.number]), ("results_clause", CLAUSE), ("results_remarks", [])):
        assert "不该公开" not in Client().get(reverse(name, args=keys)).content.decode()
