"""The public catalogue and its calculator: no sign-in, plain words, every step open, no rubbish breaks it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from chongyang.core.clock import now
from chongyang.policy import operations as policy
from chongyang.policy.rules.catalogue import unstated
from chongyang.policy.rules.programmes import load_programmes
from tests.policy.test_choices_and_overlays import choose, finance

pytestmark = pytest.mark.usefixtures("db")
STAR = "/programmes/star_award/"


def page(address: str, **words: str) -> str:
    answer = Client().get(address, words)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_catalogue_has_every_programme_and_what_is_not_stated() -> None:
    shown = page(reverse("programmes"))
    for one in load_programmes():
        assert one.title in shown
    for row in unstated():
        assert row.what in shown
    assert "未写明" in shown


@pytest.mark.parametrize("programme", load_programmes(), ids=lambda programme: programme.code)
def test_a_programme_says_who_what_how_much_and_when_it_stops(programme) -> None:
    shown = page(reverse("programme", args=[programme.code]))
    for words in (programme.applicant, programme.evidence[0], programme.stop[0], programme.recovery):
        assert words in shown
    assert "未经市里确认" in shown
    assert "方案已到期" in shown


def test_the_calculator_answers_with_amount_payer_and_steps() -> None:
    shown = page(STAR, ask="1", star="5", star_awarded_before="4")
    assert "可以享受" in shown
    assert "¥100,000.00" in shown
    assert "市级财政 ¥100,000.00" in shown
    assert reverse("parameter", args=["2018-34:star.5"]) in shown


def test_what_is_missing_is_told_in_plain_words() -> None:
    shown = page("/programmes/community_facility/", ask="1", floor_area_sqm="300")
    assert "还缺资料" in shown
    assert "设施是否符合标准" in shown
    assert "不符合条件" in page("/programmes/community_facility/", ask="1", floor_area_sqm="100")


def test_only_what_the_reading_in_use_needs_is_asked() -> None:
    assert 'name="new_beds_used"' not in page("/programmes/bed_construction/")
    row = choose(finance(), parameter="bed.which_beds", alternative="in_use", valid_from=date(2018, 7, 30))
    policy.confirm(kind="choice", proposal=row.id, scope=finance(), now=now())
    shown = page("/programmes/bed_construction/")
    assert 'name="new_beds_used"' in shown
    assert 'name="new_beds_filed"' not in shown


@pytest.mark.parametrize(
    ("star", "why"),
    [("6", "最多 5"), ("-1", "不能小于"), ("2.5", "整数"), ("nan", "填一个数"), ("九", "填一个数")],
)
def test_a_value_that_cannot_be_is_told_beside_its_field(star: str, why: str) -> None:
    shown = page(STAR, ask="1", star=star)
    assert why in shown
    assert "可以享受" not in shown


@pytest.mark.parametrize(
    "text", ["\x01\x7f", "长" * 3000, "-1", "' OR 1=1 --", "9" * 400, "%s{0}", "1e999", "\u202e"]
)
def test_no_rubbish_breaks_it(text: str) -> None:
    for one in load_programmes():
        words = dict.fromkeys(one.inputs, text) | {"ask": "1", "county": text}
        assert Client().get(reverse("programme", args=[one.code]), words).status_code == 200
    assert Client().get("/programmes/gift/").status_code == 404


def test_in_english_the_questions_frame_is_english() -> None:
    client = Client()
    client.cookies.load({"django_language": "en"})
    shown = client.get(STAR, {"ask": "1", "star": "3"}).content.decode()
    assert "Entitled" in shown
    assert "How it was worked out" in shown
    asked = {"ask": "1", "floor_area_sqm": "350"}
    shown = client.get("/programmes/community_facility/", asked).content.decode()
    assert "(fen)" not in shown
    assert "hundredths" not in shown
