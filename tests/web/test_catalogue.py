"""The public catalogue: without signing in, by kind, with the price of the street that was chosen."""

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from chongyang.services.models import Evaluation
from chongyang.services.rules import catalogue
from tests.services import made

pytestmark = pytest.mark.usefixtures("db")
STREET = "410105001"


def page(name, *keys, client=None, **asked):
    answer = (client or Client()).get(reverse(name, args=keys), asked)
    assert answer.status_code == 200, (name, answer.status_code)
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def test_every_kind_and_item_stands_there_without_signing_in():
    text = page("catalogue")
    assert all(one.label in text for one in catalogue.kinds().values())
    assert all(one.label in text for one in catalogue.items().values())
    assert "演示数据" in text


def test_an_item_tells_its_steps_its_standard_and_who_comes():
    provider = made.make_provider(score="91.5")
    made.make_offer(provider)
    hidden = made.make_provider(made.organisation("暂停的服务商"), state="suspended", reason="整改")
    made.make_offer(hidden)
    text = page("catalogue_item", "bath_help", area=STREET)
    assert all(step.label in text for step in catalogue.item("bath_help").steps)
    assert provider.name in text
    assert "¥80.00" in text
    assert "91.5" in text
    assert "暂停的服务商" not in text
    assert "选了街道" in page("catalogue_item", "bath_help")
    assert Client().get("/catalogue/services/nothing/").status_code == 404


def test_the_street_is_remembered_and_forgotten():
    made.make_offer(made.make_provider(), price_fen=8100)
    client = Client()
    assert "¥81.00 起" in page("catalogue", client=client, area=STREET)
    assert "¥81.00 起" in page("catalogue", client=client)
    assert "¥81.00 起" not in page("catalogue", client=client, area="")
    assert "还没有服务商报价" in page("catalogue", client=client, area="410102001")
    for rubbish in ("999999999", "abc", "4101050010000", "一二三"):
        assert page("catalogue", area=rubbish)


def test_providers_and_one_of_them():
    provider = made.make_provider(about="助浴和照护")
    made.make_offer(provider)
    Evaluation.objects.create(
        provider=provider,
        organisation=provider.organisation,
        assessor="测试评估中心",
        points=88,
        evaluated_on=made.START,
        added_by=provider.organisation,
        added_at="2019-01-01T00:00:00+08:00",
    )
    left = made.make_provider(made.organisation("已退出的服务商"), state="exited", leaves_on=made.START)
    text = page("catalogue_providers")
    assert provider.name in text
    assert left.name not in text
    assert provider.name in page("catalogue_providers", area=STREET)
    assert provider.name not in page("catalogue_providers", area="410102001")
    text = page("catalogue_provider", provider.id)
    for words in ("助浴和照护", "上门助浴（一人）", "¥80.00", "测试评估中心", "金水区"):
        assert words in text
    assert "已退出" in page("catalogue_provider", left.id)
    assert Client().get(reverse("catalogue_provider", args=[provider.organisation])).status_code == 404
