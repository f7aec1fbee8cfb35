"""The knowledge base beside a call: one click, and an article that helped is counted once, in its call."""

import pytest
from django.urls import reverse
from lxml import html

from chongyang.hotline.models import ArticleUse, Call
from tests import factories
from tests.hotline.ringing import ring
from tests.hotline.test_knowledge import load_all
from tests.web.test_seat import press, signed_in

HTMX = {"HX-Request": "true"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


@pytest.fixture
def seat(db):
    load_all()
    return signed_in(factories.make_operator())


def panel_of(client, path):
    [link] = html.fromstring(client.get(path).content.decode()).xpath("//aside[@id='knowledge']//a/@hx-get")
    return link


def use(client, link, word="xueya"):
    """Search beside the call, open the first article, say that it helped."""
    panel = html.fromstring(client.get(link, headers=HTMX).content.decode())
    fields = {one.get("name"): one.get("value") for one in panel.xpath("//form[@role='search']//input")}
    found = client.post(reverse("hotline_knowledge"), {**fields, "text": word}, headers=HTMX)
    [first, *_] = html.fromstring(found.content.decode()).xpath("//ul//a/@hx-get")
    article = html.fromstring(client.get(first, headers=HTMX).content.decode())
    form = next(one for one in article.xpath("//form") if one.get("hx-post"))
    said = {one.get("name"): one.get("value") for one in form.xpath(".//input")}
    assert client.post(form.get("hx-post"), said, headers=HTMX).status_code == 200


def test_a_call_being_keyed_in_counts_the_article_it_used(seat):
    page = html.fromstring(seat.get("/seat/call/").content.decode())
    form = page.xpath("//form[.//*[@name='began_at']]")[0]
    said = {one.get("name"): one.get("value") or "" for one in form.xpath(".//input[@name]")}
    link = page.xpath("//aside[@id='knowledge']//a/@hx-get")[0]
    use(seat, link)
    use(seat, link)
    seat.post("/seat/call/", {**said, "caller": "13803710005", "purpose": "consultation"})
    assert ArticleUse.objects.get().call == Call.objects.get().id


def test_a_call_over_the_exchange_has_the_panel_too(seat):
    call = ring(ago=9)
    seat.post(reverse("seat_ring_answer", args=[call.id]), headers=HTMX)
    use(seat, panel_of(seat, f"/seat/line/{call.id}/"))
    assert ArticleUse.objects.get().call == call.id


def test_a_card_has_it_and_the_empty_desk_does_not(seat):
    incident = press(factories.make_elder())
    assert panel_of(seat, f"/seat/{incident.id}/") == reverse("hotline_panel")
    assert b'id="knowledge"' not in seat.get("/seat/").content


def test_a_key_that_is_taken_makes_another_call(seat):
    said = {"purpose": "consultation", "caller": "13803710005", "key": str(ring().id)}
    seat.post("/seat/call/", {**said, "began_at": "2026-11-22T08:00:00.000000+08:00"})
    assert Call.objects.count() == 2
