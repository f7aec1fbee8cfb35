"""The street desk: find, open for a purpose, reveal, read; the owner, a colleague, an outsider."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from chongyang.core.models import Event
from chongyang.registry.operations.tokens import write_tokens
from chongyang.territory import queries as territory
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import WITHOUT_PERSONS, Can, can
from chongyang.web.parts import opening
from tests import factories

HTMX = {"HX-Request": "true"}
STREET = "410105001"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


def signed_in(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def text_of(answer) -> str:
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def office(street: str):
    return territory.get_organisation(f"street.{street}.office")


@pytest.fixture
def elder(db):
    row = factories.make_elder()
    write_tokens(row)
    factories.make_contact(row)
    return row


@pytest.fixture
def clerk(db):
    return signed_in(factories.make_account(Role.STREET_CLERK, office(STREET)))


@pytest.fixture
def colleague(db):
    return signed_in(factories.make_account(Role.COMMUNITY_OFFICER, office(STREET), "410105001001"))


@pytest.fixture
def outsider(db):
    return signed_in(factories.make_account(Role.STREET_CLERK, office("410102002")))


def at(name, elder, *more):
    return reverse(name, args=[elder.id, *more])


def open_for(client, elder, purpose="service"):
    return client.post(reverse("street_open"), {"person": elder.id, "purpose": purpose})


def test_find_and_open_is_three_steps(clerk, elder):
    assert "陈*兰" in text_of(clerk.get("/street/"))
    found = text_of(clerk.post("/street/", {"text": "cxl"}, headers=HTMX))
    assert "陈*兰" in found
    assert "拼音" in found
    opened = open_for(clerk, elder)
    assert opened.url == at("street_elder", elder)
    page = text_of(clerk.get(opened.url))
    for words in (
        "陈秀兰",
        "85 岁",
        "4101**********",
        "高血压",
        "5 层，无电梯",
        "单元门密码在值班室",
        "有钥匙",
        "1.2 公里",
    ):
        assert words in page
    assert "测试小区3号楼" not in page


def test_every_page_of_the_file_asks_for_the_purpose_first(clerk, elder):
    pages = [at("street_elder", elder), at("street_print", elder), at("street_contacts", elder)]
    pages += [at("street_status", elder), at("street_consent", elder), at("street_edit", elder, "health")]
    for url in pages:
        asked = text_of(clerk.get(url))
        assert "打开档案的目的" in asked
        assert "陈秀兰" not in asked
        assert "高血压" not in asked
    assert not Event.objects.filter(kind="registry.file.read").exists()


def test_the_read_is_written_and_the_elder_sees_it(clerk, elder):
    open_for(clerk, elder, "review")
    clerk.get(at("street_elder", elder))
    read = Event.objects.get(kind="registry.file.read", person=elder.id)
    assert (read.purpose, read.actor_role) == ("review", "street_clerk")
    assert "待遇审核" in text_of(clerk.get(at("street_elder", elder)))


def test_no_purpose_no_file(clerk, elder):
    for purpose in ("", "curiosity", "emergency", "audit"):
        assert open_for(clerk, elder, purpose).status_code == 302
        assert "打开档案的目的" in text_of(clerk.get(at("street_elder", elder)))


def test_an_opening_ends(clerk, elder, monkeypatch):
    open_for(clerk, elder)
    later = opening.clock_now() + timedelta(seconds=opening.OPEN_SECONDS + 1)
    monkeypatch.setattr(opening, "clock_now", lambda: later)
    assert "打开档案的目的" in text_of(clerk.get(at("street_elder", elder)))
    answer = clerk.post(at("street_reveal", elder, "phone"), headers=HTMX)
    assert (answer.status_code, answer["HX-Redirect"][-38:-1]) == (204, f"/{elder.id}")


def test_a_field_is_shown_for_half_a_minute_and_written_down(clerk, elder):
    open_for(clerk, elder, "contact")
    answer = clerk.post(at("street_reveal", elder, "phone"), headers=HTMX).content.decode()
    assert elder.phone.plain in answer
    assert 'data-cover-after="30"' in answer
    shown = Event.objects.get(kind="registry.field.revealed")
    assert (shown.purpose, shown.payload) == ("contact", {"fields": ["phone"]})
    assert clerk.post(at("street_reveal", elder, "name")).status_code == 404


def test_a_contacts_number_is_shown(clerk, elder):
    contact = factories.make_contact(elder, rank=2)
    open_for(clerk, elder, "contact")
    answer = clerk.post(at("street_contact", elder, contact.id), headers=HTMX).content.decode()
    assert contact.phone.plain in answer
    assert clerk.post(at("street_contact", elder, elder.id)).status_code == 404


def test_the_colleague_of_her_community_reads_it_too(colleague, elder):
    open_for(colleague, elder)
    assert "陈秀兰" in text_of(colleague.get(at("street_elder", elder)))


def test_the_outsider_finds_nothing_by_any_door(outsider, elder):
    assert "陈*兰" not in text_of(outsider.get("/street/"))
    found = outsider.post("/street/", {"text": elder.identity_number.plain})
    assert "没有找到" in text_of(found)
    assert open_for(outsider, elder).status_code == 404
    contact = factories.make_contact(elder, rank=3)
    doors = [at("street_elder", elder), at("street_print", elder), at("street_contacts", elder)]
    doors += [at("street_status", elder), at("street_consent", elder), at("street_edit", elder, "home")]
    for url in doors:
        assert outsider.get(url).status_code == 404, url
    posts = [at("street_reveal", elder, "phone"), at("street_contact", elder, contact.id)]
    for url in posts:
        assert outsider.post(url).status_code == 404, url


@pytest.mark.parametrize("role", list(Role))
def test_the_desk_opens_to_those_who_may_read_files(elder, role):
    client = signed_in(factories.make_account(role))
    opens = can(role, Can.OPEN_FILES)
    assert not (opens and role in WITHOUT_PERSONS)
    assert client.get("/street/").status_code == (200 if opens else 403)
    assert client.get(reverse("street_new")).status_code == (200 if can(role, Can.WRITE_ELDERS) else 403)
    if opens:
        purpose = "audit" if role is Role.AUDITOR else "service"
        open_for(client, elder, purpose)
        page = client.get(at("street_elder", elder)).content.decode()
        assert "陈秀兰" in page
        assert ("/reveal/" in page) is can(role, Can.REVEAL_FIELDS)
        assert ("/edit/" in page) is can(role, Can.WRITE_ELDERS)


def test_an_auditor_reveals_nothing(elder):
    auditor = signed_in(factories.make_account(Role.AUDITOR))
    open_for(auditor, elder, "audit")
    assert auditor.post(at("street_reveal", elder, "phone")).status_code == 403


def test_a_visitor_signs_in_first(client, elder):
    assert client.get("/street/").status_code == 302
    assert client.get(at("street_elder", elder)).status_code == 302


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("%", "请输入"),
        ("_", "请输入"),
        ("", "请输入"),
        ("%陈%", "没有找到"),
        ("x" * 10_000, "太长"),
        ("' OR 1=1 --", "没有找到"),
    ],
)
def test_a_search_that_means_nothing_says_so(clerk, elder, typed, said):
    answer = clerk.post("/street/", {"text": typed})
    assert answer.status_code == 200
    assert said in text_of(answer)
    assert "陈*兰" not in text_of(answer)


def test_a_page_follows_the_other_and_knows_no_name(clerk, elder, outsider):
    for number in range(65):
        factories.make_elder(name_key=f"wang {number:03d}", name="王小明")
    first = clerk.get("/street/")
    url = html.fromstring(first.content).xpath("//a[@rel='next']/@href")[0]
    second = clerk.get("/street/" + url.removeprefix("/street/"))
    seen = [set(html.fromstring(p.content).xpath("//button[@name='person']/@value")) for p in (first, second)]
    assert len(seen[0]) == len(seen[1]) == 30
    assert not seen[0] & seen[1]
    assert outsider.get(url).status_code == 200
    assert "王*明" not in text_of(outsider.get(url))
    assert clerk.get("/street/?after=nonsense").status_code == 200


def queries_of(ask) -> int:
    ask()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        ask()
    return len(asked)


def test_the_number_of_queries_does_not_grow(clerk, elder):
    for _ in range(5):
        write_tokens(factories.make_elder())
    few = [
        queries_of(lambda: clerk.get("/street/")),
        queries_of(lambda: clerk.post("/street/", {"text": "cxl"})),
    ]
    for _ in range(50):
        write_tokens(factories.make_elder())
    many = [
        queries_of(lambda: clerk.get("/street/")),
        queries_of(lambda: clerk.post("/street/", {"text": "cxl"})),
    ]
    assert few == many


def test_an_answer_stays_out_of_caches(clerk, elder):
    open_for(clerk, elder)
    for url in ("/street/", at("street_elder", elder), at("street_edit", elder, "home")):
        assert clerk.get(url)["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_full_file_in_both_languages(clerk, elder, language):
    client = clerk
    client.cookies["django_language"] = language
    factories.make_device(elder)
    open_for(client, elder)
    for url in (at("street_elder", elder), at("street_print", elder), at("street_contacts", elder)):
        assert client.get(url).status_code == 200
    page = html.fromstring(client.get(at("street_elder", elder)).content)
    assert page.find_class("map")
