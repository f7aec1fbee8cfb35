"""What the registration desk says when something is in the way, and to whom it is still to answer."""

import pytest
from django.urls import reverse
from lxml import html

from chongyang.core import typeset
from chongyang.registration.models import Application, Card, ChangeRequest, HandOver
from chongyang.registry.models import Elder
from tests.registration.people import elder_of
from tests.web.test_registration import (
    application,
    change,
    clerk,
    elder,
    outsider,
    signed_in,
    text_of,
)

__all__ = ["application", "change", "clerk", "elder", "outsider", "signed_in"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


def parsed(answer):
    assert answer.status_code == 200, answer.status_code
    return html.fromstring(answer.content.decode())


@pytest.fixture
def hand_over(clerk, elder):
    url = reverse("registration_hand_over_propose", args=[elder.id])
    clerk.post(url, {"county": "410102", "area": "410102001000", "reason": "随子女居住"})
    return HandOver.objects.get()


@pytest.mark.parametrize("place", ["change", "application", "hand_over"])
def test_a_refusal_without_a_reason_stays_open_where_it_is_to_be_typed(
    clerk, outsider, application, change, hand_over, place
):
    row = {"change": change, "application": application, "hand_over": hand_over}[place]
    client = outsider if place == "hand_over" else clerk
    url = reverse(f"registration_{place}", args=[row.id])
    page = parsed(client.post(url, {"do": "refuse", "reason": ""}))
    [field] = page.xpath("//details[@open]//input[@name='reason']")
    assert field.get("aria-invalid") == "true"
    assert "必须说明理由" in page.text_content() or "请写" in page.text_content()
    row.refresh_from_db()
    assert row.state in ("open", "waiting", "proposed")


def test_who_has_to_answer_reads_that_and_not_that_she_waits(clerk, outsider, hand_over):
    url = reverse("registration_hand_over", args=[hand_over.id])
    assert "待我方答复" in text_of(outsider.get(url))
    assert "等待对方答复" not in text_of(outsider.get(url))
    assert "等待对方答复" in text_of(clerk.get(url))


def test_who_refused_is_not_told_that_the_other_side_did(clerk, outsider, hand_over):
    url = reverse("registration_hand_over", args=[hand_over.id])
    outsider.post(url, {"do": "refuse", "reason": "还住在原处"})
    assert "我方没有同意" in text_of(outsider.get(url))
    assert "对方未接收" in text_of(clerk.get(url))


def test_what_was_sent_stands_on_the_page_that_follows(clerk, elder):
    url = reverse("registration_hand_over_propose", args=[elder.id])
    told = {"county": "410102", "area": "410102001000", "reason": "随子女居住"}
    assert "陈*兰" in text_of(clerk.post(url, told, follow=True))
    url = reverse("registration_ask", args=[elder.id]) + "?field=name"
    told = {"value": "陈秀蓝", "evidence": "identity_card", "reason": "写错一个字"}
    assert "陈*兰" in text_of(clerk.post(url, told, follow=True))


def test_a_second_hand_over_is_told_what_it_waits_for(clerk, hand_over):
    page = parsed(clerk.get(reverse("registration_hand_over_propose", args=[hand_over.person])))
    assert "这件交接办结之前，不能再发起" in page.text_content()
    assert page.xpath(f"//main//a[@href='{reverse('registration_hand_over', args=[hand_over.id])}']")


def test_a_county_that_was_not_chosen_is_told_beside_its_field(clerk, elder):
    url = reverse("registration_hand_over_propose", args=[elder.id])
    [county] = parsed(clerk.post(url, {"reason": ""})).xpath("//select[@name='county']")
    assert county.get("aria-invalid") == "true"
    assert county.get("hx-get") == url


def test_looking_for_a_file_stands_before_registering(clerk, application):
    page = clerk.get(reverse("registration_application", args=[application.id])).content.decode()
    assert 0 < page.index("先查有没有档案") < page.index("申请人填写的")


def test_what_the_clerk_corrected_is_kept_when_it_is_refused(clerk, application):
    url = reverse("registration_application", args=[application.id])
    told = {"do": "accept", "name": "周桂瑛", "identity_number": "410105194903081234"}
    page = parsed(clerk.post(url, told))
    assert page.xpath("//input[@name='name']")[0].get("value") == "周桂瑛"
    assert "不能登记" in page.text_content()
    assert "请对方移交档案" not in page.text_content()
    assert Application.objects.get().state == "waiting"


def test_a_number_of_the_own_county_is_no_hand_over(clerk, application):
    near = elder_of(name="吴桂芝")
    told = {"do": "accept", "identity_number": near.identity_number.plain}
    page = text_of(clerk.post(reverse("registration_application", args=[application.id]), told))
    assert "已经登记" in page
    assert "请对方移交档案" not in page


def test_a_field_is_changed_for_another_without_a_wall_of_choices(clerk, elder):
    url = reverse("registration_ask", args=[elder.id])
    assert not parsed(clerk.get(url)).xpath("//details//nav")
    assert parsed(clerk.get(url + "?field=phone")).xpath("//details[not(@open)]//nav[@class='chips']")


def test_fields_of_a_request_are_joined_as_the_language_does(clerk, change):
    ChangeRequest.objects.filter(id=change.id).update(fields=["phone", "access_note"])
    clerk.cookies["django_language"] = "en"
    assert "Phone, Access note" in text_of(clerk.get(reverse("registration_changes")))


def test_a_sheet_that_cannot_be_set_leaves_no_card_that_counts_as_printed(clerk, elder, monkeypatch):
    def refuse(*_, **__):
        raise typeset.UnableToTypeset("odd")

    monkeypatch.setattr(typeset, "make_pdf", refuse)
    answer = clerk.post(reverse("registration_cards_print"), {"area": "410105001000"}, follow=True)
    assert "也没有记为已打印" in text_of(answer)
    assert not Card.objects.exists()


def test_a_character_that_no_font_draws_stops_nobodys_card(clerk, elder):
    Elder.objects.filter(id=elder.id).update(name="陈\U000323af")
    assert typeset.lacking("陈秀兰\U000323af") == {"\U000323af"}
    answer = clerk.post(reverse("registration_cards_print"), {"area": "410105001000"})
    assert answer.content.startswith(b"%PDF")
    assert Card.objects.get().prints == 1
