"""Writing at the street desk: registering, editing, contacts, status, consents; bad input loses nothing."""

import io

import pytest
from django.urls import reverse
from lxml import html

from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.scopes import system_scope
from chongyang.registration.models import ChangeRequest
from chongyang.registry.models import Consent, Contact, Elder, Profile
from chongyang.registry.operations.tokens import write_tokens
from tests import factories
from tests.web.test_street import at, clerk, colleague, elder, open_for, outsider, text_of

__all__ = ["clerk", "colleague", "elder", "outsider"]
COMMUNITY = "410105001003"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


def said(**more):
    return {
        "step": "save",
        "identity_number": factories.identity_number(),
        "name": "王桂兰",
        "phone": "138 0000 1234",
        "area": COMMUNITY,
        "address": "金水区经八路街道幸福花园3号楼2单元501",
        "floor": "5",
        "has_lift": "no",
        "living_form": "alone",
        "classes": ["minimum_living"],
        "source": "street",
        "sourced_on": "2026-11-01",
        "c0-order": "1",
        "c0-name": "王军",
        "c0-relation": "son",
        "c0-phone": "13900005678",
        "c0-distance_metres": "1200",
        "c0-key_holder": "holds",
        "c1-order": "2",
        **more,
    }


def form_values(answer) -> dict[str, str]:
    page = html.fromstring(answer.content.decode())
    inputs = page.xpath("//form[@novalidate]//input[@name]")
    return {one.get("name"): one.get("value") or "" for one in inputs}


def test_look_first_then_register(clerk):
    new = reverse("street_new")
    assert "先查" in text_of(clerk.get(new))
    number = factories.identity_number()
    asked = clerk.post(new, {"step": "find", "text": f"王桂兰 {number}"})
    assert "可以登记" in text_of(asked)
    filled = form_values(asked)
    assert (filled["name"], filled["identity_number"]) == ("王桂兰", number)
    done = clerk.post(new, said(identity_number=number))
    row = Elder.objects.get()
    assert done.url == at("street_elder", row)
    page = text_of(clerk.get(done.url))
    assert "登记完成" in page
    assert "独居" in page
    contact = Contact.objects.get(person=row.id)
    assert (contact.name, contact.phone.plain, contact.distance_metres) == ("王军", "13900005678", 1200)
    assert row.has_lift is False


def test_who_is_found_is_shown_before_the_form(clerk, elder):
    asked = text_of(clerk.post(reverse("street_new"), {"step": "find", "text": "陈秀兰"}))
    assert "可能已经登记" in asked
    assert "陈*兰" in asked


def test_a_number_that_is_taken_says_which_county_keeps_it(outsider, clerk, elder):
    taken = elder.identity_number.plain
    told = text_of(outsider.post(reverse("street_new"), said(identity_number=taken, area="410102002001")))
    assert "档案在金水区" in told
    assert "陈*兰" not in told
    write_tokens(elder)
    own = text_of(clerk.post(reverse("street_new"), said(identity_number=taken)))
    assert "这位老人已有档案" in own
    assert Elder.objects.count() == 1
    assert Event.objects.filter(kind="registry.identity.asked").count() == 2


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("identity_number", "110105194912310021", "校验码不对"),
        ("name", "", "请填写姓名"),
        ("name", "王\x07桂兰", "姓名只能是文字"),
        ("name", "王" * 3500, "最多 60 个字"),
        ("phone", "1380000", "11 位"),
        ("floor", "五", "楼层应在"),
        ("area", "", "请选择街道"),
        ("sourced_on", "2126-01-01", "今天之后"),
        ("sourced_on", "昨天", "日期"),
        ("c0-phone", "1", "11 位"),
        ("c0-relation", "", "选项"),
        ("c0-distance_metres", "很近", "米数"),
    ],
)
def test_a_wrong_field_says_why_beside_it_and_nothing_typed_is_lost(clerk, field, value, words):
    answer = clerk.post(reverse("street_new"), said(**{field: value}))
    page = html.fromstring(answer.content.decode())
    (box,) = page.xpath(f"//*[@name='{field}']/ancestor::*[contains(@class,'field')][1]")
    told = " ".join(box.text_content().split()).lower()
    assert any(word in told for word in words.split("|")), told
    kept = form_values(answer)
    assert kept["address"].startswith(("金水区", "地址"))
    assert "没有保存" in text_of(answer)
    assert not Elder.objects.exists()


def test_a_file_as_a_name_is_refused_in_words(clerk):
    upload = io.BytesIO("王桂兰".encode() * 4000)
    upload.name = "name.txt"
    answer = clerk.post(reverse("street_new"), said(name=upload))
    assert "不能上传文件" in text_of(answer)
    assert form_values(answer)["phone"] == "138 0000 1234"
    assert not Elder.objects.exists()
    searched = io.BytesIO(b"x")
    searched.name = "x.txt"
    assert "不能上传文件" in text_of(clerk.post("/street/", {"text": searched}))


def values_in(form) -> dict[str, str]:
    """As a browser would send it: inputs without a value are empty."""
    blank = {one.get("name"): "" for one in form.xpath(".//input[not(@type='checkbox')][@name]")}
    return blank | dict(form.form_values())


def values_of(client, elder, section):
    page = html.fromstring(client.get(at("street_edit", elder, section)).content.decode())
    (form,) = page.xpath("//main//form[@novalidate]")
    return values_in(form)


def test_a_section_is_changed_and_keeps_its_source(clerk, elder):
    open_for(clerk, elder, "correction")
    typed = values_of(clerk, elder, "home") | {
        "floor": "6",
        "access_note": "按门铃",
        "address": "金水区经八路街道幸福花园1号楼1单元601",
        "source": "family",
        "sourced_on": "2026-11-02",
    }
    answer = clerk.post(at("street_edit", elder, "home"), typed)
    assert answer.status_code == 302
    elder.refresh_from_db()
    assert (elder.floor, elder.access_note, elder.version) == (6, "按门铃", 2)
    assert elder.sources["floor"] == ["family", "2026-11-02"]
    assert "has_lift" not in elder.sources
    history = text_of(clerk.get(at("street_elder", elder)))
    assert "楼层 原为5" in history
    assert "单元门密码" not in history
    assert "陈*兰" in text_of(clerk.post("/street/", {"text": "幸福花园1号楼"}))


def test_sealed_fields_stay_unless_typed_and_go_when_said(clerk, elder):
    open_for(clerk, elder)
    before = elder.phone.plain
    typed = values_of(clerk, elder, "identity")
    assert typed["phone"] == ""
    clerk.post(at("street_edit", elder, "identity"), typed)
    elder.refresh_from_db()
    assert (elder.phone.plain, elder.version) == (before, 1)
    clerk.post(at("street_edit", elder, "identity"), typed | {"phone": "无"})
    elder.refresh_from_db()
    assert not elder.phone
    assert elder.identity_number


def test_what_a_desk_above_decides_is_asked_for_and_not_written(clerk, colleague, elder):
    number = elder.identity_number.plain
    for client, asked in ((clerk, {"name", "identity_number"}), (colleague, {"name", "card_number"})):
        open_for(client, elder, "correction")
        page = client.get(at("street_edit", elder, "identity")).content.decode()
        assert all(f"?field={name}" in page for name in asked)
        assert not asked & set(values_of(client, elder, "identity"))
    typed = values_of(clerk, elder, "identity")
    clerk.post(at("street_edit", elder, "identity"), typed | {"name": "别人", "identity_number": "1"})
    elder.refresh_from_db()
    assert (elder.name, elder.identity_number.plain, elder.version) == ("陈秀兰", number, 1)


def test_a_conflict_shows_both_and_saving_again_decides(clerk, colleague, elder):
    for client in (clerk, colleague):
        open_for(client, elder, "correction")
    mine, theirs = values_of(clerk, elder, "home"), values_of(colleague, elder, "home")
    colleague.post(at("street_edit", elder, "home"), theirs | {"floor": "7"})
    shown = clerk.post(at("street_edit", elder, "home"), mine | {"floor": "6"})
    words = text_of(shown)
    assert "有人刚刚改过" in words
    (row,) = html.fromstring(shown.content.decode()).xpath("//tbody/tr")
    assert [cell.text_content().strip() for cell in row] == ["楼层", "7", "6"]
    elder.refresh_from_db()
    assert elder.floor == 7
    again = values_in(html.fromstring(shown.content.decode()).xpath("//form[@novalidate]")[0])
    assert clerk.post(at("street_edit", elder, "home"), again).status_code == 302
    elder.refresh_from_db()
    assert elder.floor == 6


def test_health_is_changed(clerk, elder):
    open_for(clerk, elder)
    typed = values_of(clerk, elder, "health") | {
        "conditions": ["hypertension", "diabetes"],
        "medicines": "氨氯地平\n二甲双胍\n",
        "ability_level": "2",
    }
    assert clerk.post(at("street_edit", elder, "health"), typed).status_code == 302
    profile = Profile.objects.get(id=elder.id)
    assert (profile.conditions, profile.medicines) == (["hypertension", "diabetes"], ["氨氯地平", "二甲双胍"])
    wrong = typed | {"note": "字" * 501, "version": "2"}
    answer = clerk.post(at("street_edit", elder, "health"), wrong)
    assert "文字太长" in text_of(answer)
    assert "二甲双胍" in answer.content.decode()
    assert clerk.get(at("street_edit", elder, "nothing")).status_code == 404


def contact_values(client, elder):
    page = html.fromstring(client.get(at("street_contacts", elder)).content.decode())
    (form,) = page.xpath("//main//form[@novalidate]")
    return values_in(form)


def test_contacts_change_their_order_and_keep_their_numbers_unseen(clerk, elder):
    first, second = (
        Contact.objects.get(person=elder.id),
        factories.make_contact(elder, rank=2, relation="son"),
    )
    numbers = {first.relation: first.phone.plain, second.relation: second.phone.plain}
    open_for(clerk, elder)
    typed = contact_values(clerk, elder)
    assert not any(number in typed.values() for number in numbers.values())
    answer = clerk.post(at("street_contacts", elder), typed | {"c0-order": "2", "c1-order": "1"})
    assert answer.status_code == 302
    held = list(Contact.objects.filter(person=elder.id).order_by("rank"))
    assert [(row.relation, row.phone.plain) for row in held] == [
        ("son", numbers["son"]),
        ("daughter", numbers["daughter"]),
    ]
    late = clerk.post(at("street_contacts", elder), typed | {"c0-name": "迟到"})
    assert "有人刚刚改过" in text_of(late)
    assert "迟到" in late.content.decode()
    typed = contact_values(clerk, elder) | {"c0-remove": "on", "c2-name": "邻居", "c2-relation": "neighbour"}
    wrong = clerk.post(at("street_contacts", elder), typed)
    assert "请填写电话" in text_of(wrong) or "11 位" in text_of(wrong) or "电话号码" in text_of(wrong)
    assert clerk.post(at("street_contacts", elder), typed | {"c2-phone": "13700001111"}).status_code == 302
    assert [row.name for row in Contact.objects.filter(person=elder.id).order_by("rank")] == [
        "李女士",
        "邻居",
    ]


def test_a_death_needs_day_evidence_and_reason_and_is_asked_of_the_county(clerk, elder):
    open_for(clerk, elder)
    url = at("street_status", elder)
    refused = text_of(clerk.post(url, {"status": "dead", "on": "", "evidence": "", "reason": ""}))
    for words in ("请填写新的生存状态", "这项变更要有依据", "请写明为什么要改"):
        assert words in refused
    told = {"status": "dead", "on": "2026-11-01", "evidence": "police", "reason": "家属来街道告知"}
    assert "由区县凭依据核定" in text_of(clerk.post(url, told, follow=True))
    elder.refresh_from_db()
    assert elder.life_status == "alive"
    asked = ChangeRequest.objects.get(person=elder.id)
    assert (asked.fields, asked.route) == (["life_status"], "county")


def test_consent_is_recorded_and_withdrawn(clerk, elder):
    open_for(clerk, elder)
    told = {
        "purpose": "health",
        "basis": "consent",
        "channel": "paper",
        "given_by": "elder",
        "text_version": "1",
    }
    assert clerk.post(at("street_consent", elder), told).status_code == 302
    assert "采集和使用健康信息" in text_of(clerk.get(at("street_elder", elder)))
    assert "选择" in text_of(clerk.post(at("street_consent", elder), told | {"purpose": "anything"}))
    for words in ("已撤回", "没有有效的同意"):
        answer = clerk.post(at("street_withdraw", elder), {"purpose": "health"}, follow=True)
        assert words in text_of(answer)
    assert Consent.objects.get(person=elder.id).withdrawn_at


def test_the_outsider_writes_nothing(outsider, elder):
    for name, data in (
        ("street_contacts", {"c0-name": "x"}),
        ("street_status", {"status": "dead"}),
        ("street_consent", {"purpose": "health"}),
    ):
        assert outsider.post(at(name, elder), data).status_code == 404
    outsider.post(at("street_withdraw", elder), {"purpose": "health"})
    assert outsider.post(at("street_edit", elder, "home"), {"floor": "1"}).status_code == 404
    with enter(system_scope("test")):
        elder.refresh_from_db()
    assert elder.version == 1
