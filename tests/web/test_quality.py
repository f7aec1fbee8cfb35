"""The pages of quality: who opens which, one tap a star, an appeal and its decision, a proposal, a call."""

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from chongyang.core import clock
from chongyang.quality import operations
from chongyang.quality.models import Appeal, Consequence, Rating, Sample
from chongyang.services.models import ServiceProvider
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from tests import factories
from tests.orders.homes import family_of
from tests.quality.people import county, event, helped, make_provider, own, seat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


@pytest.fixture
def provider(db):
    return make_provider()


@pytest.fixture
def elder(db):
    return factories.make_elder()


def browser(scope) -> Client:
    return signed(Account.objects.get(id=scope.actor.account))


def signed(account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def page(client, name, *keys, **asked):
    answer = client.get(reverse(name, args=keys), asked)
    assert answer.status_code == 200, (name, answer.status_code)
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def today_event(provider, kind="rejected"):
    return event(provider, kind, at=clock.now())


def test_one_tap_a_star(provider, elder):
    order, daughter = helped(provider, elder.id), signed(family_of(elder))
    assert "很满意" in page(daughter, "quality_rate", order.id)
    answer = daughter.post(reverse("quality_rate", args=[order.id]), {"stars": "4", "remark": "好"})
    assert answer.status_code == 302
    assert Rating.objects.get().stars == 4
    assert "已经评价过了" in page(daughter, "quality_rate", order.id)
    again = daughter.post(reverse("quality_rate", args=[order.id]), {"stars": "1"})
    assert again.status_code == 422
    assert Rating.objects.get().stars == 4


def test_a_rating_is_refused_in_words_and_to_others(provider, elder):
    order, daughter = helped(provider, elder.id), signed(family_of(elder))
    for stars in ("", "6", "x", "٣"):
        answer = daughter.post(reverse("quality_rate", args=[order.id]), {"stars": stars})
        assert answer.status_code == 422
        assert "请选一到五颗星" in answer.content.decode()
    other = signed(family_of(factories.make_elder()))
    assert other.get(reverse("quality_rate", args=[order.id])).status_code == 404
    assert browser(own(provider)).get(reverse("quality_rate", args=[order.id])).status_code == 403
    waiting = helped(provider, elder.id, state="accepted")
    assert "服务还没有做完" in page(daughter, "quality_rate", waiting.id)


def test_a_provider_sees_its_own_score_and_appeals(provider):
    row, mine = today_event(provider), browser(own(provider))
    home = mine.get(reverse("quality"))
    assert home["Location"] == reverse("quality_provider", args=[provider.organisation])
    text = page(mine, "quality_provider", provider.organisation)
    assert "94.0" in text
    assert "扣 6.0 分" in text
    assert mine.get(reverse("quality_provider", args=[make_provider().organisation])).status_code == 404
    answer = mine.post(reverse("quality_appeal", args=[row.id]), {"text": "老人住院"})
    assert answer.status_code == 302
    assert "申诉中" in page(mine, "quality_provider", provider.organisation)
    assert mine.post(reverse("quality_appeal_decide", args=[Appeal.objects.get().id])).status_code == 403


def test_the_county_decides_an_appeal(provider):
    row, scope = today_event(provider), own(provider)
    made = operations.appeal(event=row.id, text="老人住院", scope=scope, by=scope.actor, now=clock.now())
    judge = browser(county())
    assert "老人住院" in page(judge, "quality_appeals")
    way = reverse("quality_appeal_decide", args=[made.id])
    judge.post(way, {"do": "uphold", "answer": " "})
    assert Appeal.objects.get().answered_at is None
    judge.post(way, {"do": "uphold", "answer": "属实"})
    assert Appeal.objects.get().upheld is True
    assert "100.0" in page(judge, "quality_provider", provider.organisation)
    assert "不扣分" in page(judge, "quality_provider", provider.organisation)


def test_the_county_takes_up_a_proposal(provider):
    for _ in range(7):
        today_event(provider)
    operations.review_scores(now=clock.now())
    judge, proposal = browser(county()), Consequence.objects.get()
    assert "建议暂停服务" in page(judge, "quality")
    judge.post(reverse("quality_proposal", args=[proposal.id]), {"do": "accept", "reason": "多次未到"})
    assert ServiceProvider.objects.get(id=provider.id).state == "suspended"
    other = browser(factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, "410102")))
    assert "还没有服务商" in page(other, "quality")
    assert other.post(reverse("quality_proposal", args=[proposal.id])).status_code == 404
    assert other.get(reverse("quality_provider", args=[provider.organisation])).status_code == 404


@pytest.mark.parametrize("on", ["", "x", "9999-12-31", "0001-01-01", "2020-02-30"])
def test_any_day_may_be_asked(provider, on):
    assert "100.0" in page(browser(county()), "quality_provider", provider.organisation, on=on)


def test_a_seat_calls_back(provider, elder):
    order = helped(provider, elder.id)
    operations.draw_samples(now=order.from_at.replace(day=18))
    sample, desk = Sample.objects.get(), browser(seat())
    assert order.number in page(desk, "quality_calls")
    assert "老人怎么说" in page(desk, "quality_call", sample.id)
    way = reverse("quality_call", args=[sample.id])
    assert desk.post(way, {"outcome": "x", "note": "没拖地"}).status_code == 422
    assert desk.post(way, {"outcome": "poor", "stars": "2", "note": "没拖地"}).status_code == 302
    assert Sample.objects.get().outcome == "poor"
    assert "没拖地" in page(desk, "quality_call", sample.id)
    assert browser(own(provider)).get(reverse("quality_calls")).status_code == 403
    assert signed(family_of(elder)).get(way).status_code == 403


def test_visitors_sign_in_first(db):
    for name in ("quality", "quality_appeals", "quality_calls"):
        assert Client().get(reverse(name)).status_code == 302
