"""The registration desk: every page for the owner, a colleague in scope, an outsider; and its main ways."""

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.operations.counts import recount
from chongyang.privacy import operations as privacy
from chongyang.registration import operations, queries
from chongyang.registration.models import Application, Batch, Card, ChangeRequest, HandOver, Invitation
from chongyang.registry.models import Elder
from chongyang.registry.rules.forms import ElderForm
from chongyang.territory.enums import Role
from chongyang.territory.queries import scope_of
from tests import factories
from tests.registration.people import ZHONGYUAN_HOME, ZHONGYUAN_STREET, elder_of, family_of, office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
TABS = ("applications", "changes", "hand_overs", "invitations", "files", "cards", "progress")
COMMUNITY = 410105001003


def signed_in(account) -> Client:
    client = Client()
    client.force_login(account)
    client.account = account
    client.scope = scope_of(account, now=now())
    return client


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


@pytest.fixture
def clerk(db):
    return signed_in(factories.make_account(Role.STREET_CLERK, office("410105001")))


@pytest.fixture
def colleague(db):
    return signed_in(factories.make_account(Role.COMMUNITY_OFFICER, office("410105001"), "410105001001"))


@pytest.fixture
def outsider(db):
    return signed_in(factories.make_account(Role.STREET_CLERK, office(ZHONGYUAN_STREET)))


@pytest.fixture
def reviewer(db):
    return signed_in(factories.make_account(Role.COUNTY_REVIEWER, None, "410105"))


@pytest.fixture
def elder(db):
    return elder_of()


def said(client):
    return {"scope": client.scope, "by": client.scope.actor, "now": now()}


@pytest.fixture
def change(elder):
    daughter = family_of(elder)
    form = operations.ChangeForm({"phone": "13803719999"})
    with enter(daughter):
        return operations.ask_change(person=elder.id, form=form, scope=daughter, by=daughter.actor, now=now())


def form_of(**more):
    told = {
        "name": "周桂英",
        "area": COMMUNITY,
        "source": "family",
        "sourced_on": now().date(),
        "identity_number": factories.identity_number(),
        "phone": "13803714444",
        "address": "金水区经八路街道某小区2号楼",
    }
    return ElderForm(**{**told, **more})


@pytest.fixture
def application(db):
    account = factories.make_account(Role.FAMILY)
    scope = factories.scope_of(account)
    form = operations.ApplicationForm(form_of(), relation="son")
    with enter(scope):
        return operations.apply(form=form, scope=scope, by=scope.actor, now=now())


def test_every_tab_opens_empty_and_in_both_languages(clerk):
    for name in ("", *(f"_{tab}" for tab in TABS)):
        for language in ("zh-hans", "en"):
            clerk.cookies["django_language"] = language
            assert clerk.get(reverse(f"registration{name}")).status_code == 200


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.VOLUNTEER, Role.FAMILY, Role.AUDITOR, Role.PLANNER])
def test_other_roles_do_not_come_in(db, role):
    client = signed_in(factories.make_account(role))
    for tab in TABS[:-1]:
        assert client.get(reverse(f"registration_{tab}")).status_code == 403, tab


def test_a_visitor_signs_in_first(client):
    assert client.get(reverse("registration")).status_code == 302


def test_a_phone_change_is_two_clicks_from_the_list(clerk, change, elder):
    page = text_of(clerk.get(reverse("registration_changes")))
    assert "陈*兰" in page
    assert "电话" in page
    answer = clerk.get(reverse("registration_change", args=[change.id]))
    assert "13803719999" in text_of(answer)
    assert elder.phone.plain not in text_of(answer)
    told = clerk.post(reverse("registration_change", args=[change.id]), {"do": "approve", "seen": "1"})
    assert told.status_code == 302
    assert Elder.objects.get(id=elder.id).phone.plain == "13803719999"


def test_an_old_page_is_told_and_shows_the_change(clerk, change, elder):
    Elder.objects.filter(id=elder.id).update(version=5)
    page = clerk.post(reverse("registration_change", args=[change.id]), {"do": "approve", "seen": "1"})
    assert "有变化" in text_of(page)
    assert ChangeRequest.objects.get(id=change.id).state == "open"


@pytest.mark.parametrize("seen", ["", "x", "999999999999", "²"])
def test_a_bent_version_decides_nothing(clerk, change, seen):
    clerk.post(reverse("registration_change", args=[change.id]), {"do": "approve", "seen": seen})
    assert ChangeRequest.objects.get(id=change.id).state == "open"


def test_the_outsider_and_other_levels(outsider, reviewer, colleague, change):
    url = reverse("registration_change", args=[change.id])
    assert outsider.get(url).status_code == 404
    assert outsider.post(url, {"do": "approve", "seen": "1"}).status_code == 404
    assert colleague.get(url).status_code == 200
    assert "同意" in text_of(reviewer.get(url))


FORMS = (
    *("phone", "contacts", "access_note", "floor", "has_lift", "living_form", "languages", "needs"),
    *("address", "area", "name", "identity_number", "born_on", "sex", "life_status"),
)


@pytest.mark.parametrize("field", FORMS)
def test_the_form_of_every_field_opens_and_refuses_nothing_typed(clerk, elder, field):
    url = reverse("registration_ask", args=[elder.id]) + f"?field={field}"
    assert "由" in text_of(clerk.get(url))
    assert clerk.post(url, {}).status_code in (200, 302)


def test_a_clerk_asks_for_a_name_and_the_county_decides(clerk, reviewer, elder):
    url = reverse("registration_ask", args=[elder.id]) + "?field=name"
    said_ = {"value": "陈秀蓝", "evidence": "identity_card", "reason": "写错一个字"}
    assert clerk.post(url, said_).status_code == 302
    row = ChangeRequest.objects.get()
    page = text_of(clerk.get(reverse("registration_change", args=[row.id])))
    assert "自己提出的申请由别人审核" in page
    reviewer.post(reverse("registration_change", args=[row.id]), {"do": "approve", "seen": "1"})
    assert Elder.objects.get(id=elder.id).name == "陈秀蓝"


def test_a_hand_over_between_two_desks(clerk, outsider, elder):
    url = reverse("registration_hand_over_propose", args=[elder.id])
    assert "林山寨街道" in text_of(clerk.get(url + "?county=410102"))
    clerk.post(url, {"county": "410102", "area": "410102001000", "reason": "随子女居住"})
    row = HandOver.objects.get()
    page = reverse("registration_hand_over", args=[row.id])
    assert "陈*兰" in text_of(outsider.get(reverse("registration_hand_overs")))
    shown = text_of(outsider.get(page))
    assert "碧沙岗" in shown
    assert elder.name not in shown
    assert "接收" not in text_of(clerk.get(page)).replace("未接收", "")
    outsider.post(page, {"do": "accept", "area": str(ZHONGYUAN_HOME)})
    assert Elder.objects.get(id=elder.id).area == ZHONGYUAN_HOME


def test_the_receiver_asks_by_number(clerk, outsider, elder):
    url = reverse("registration_hand_over_ask")
    told = {
        "identity_number": elder.identity_number.plain,
        "area": str(ZHONGYUAN_HOME),
        "reason": "搬来同住",
    }
    assert outsider.post(url, told).status_code == 302
    row = HandOver.objects.get()
    clerk.post(reverse("registration_hand_over", args=[row.id]), {"do": "accept"})
    assert Elder.objects.get(id=elder.id).area == ZHONGYUAN_HOME


def test_a_third_county_gets_no_hand_over(clerk, elder):
    with enter(clerk.scope):
        row = operations.propose_hand_over(
            person=elder.id, to_area=ZHONGYUAN_HOME, reason="搬家", **said(clerk)
        )
    third = signed_in(factories.make_account(Role.STREET_CLERK, office("410103001")))
    assert third.get(reverse("registration_hand_over", args=[row.id])).status_code == 404


def test_an_application_is_accepted_with_one_click_after_reading(clerk, application):
    page = text_of(clerk.get(reverse("registration_application", args=[application.id])))
    assert "没有查到" in page
    clerk.post(reverse("registration_application", args=[application.id]), {"do": "accept"})
    row = Application.objects.get()
    assert row.state == "accepted"
    assert Elder.objects.get(id=row.person).name == "周桂英"


def test_doubles_are_shown_and_linked(clerk):
    held = elder_of(name="周桂英")
    scope = factories.scope_of(factories.make_account(Role.FAMILY))
    with enter(scope):
        row = operations.apply(
            form=operations.ApplicationForm(form_of(identity_number="", born_on=held.born_on, sex="female")),
            scope=scope,
            by=scope.actor,
            now=now(),
        )
    url = reverse("registration_application", args=[row.id])
    assert "就是这份档案" in text_of(clerk.get(url))
    before = Elder.objects.count()
    clerk.post(url, {"do": "link", "person": str(held.id)})
    assert Application.objects.get().state == "linked"
    assert Elder.objects.count() == before


def test_a_number_of_another_county_shows_the_way_out(clerk):
    there = elder_of(area=ZHONGYUAN_HOME)
    scope = factories.scope_of(factories.make_account(Role.FAMILY))
    with enter(scope):
        row = operations.apply(
            form=operations.ApplicationForm(
                form_of(identity_number=there.identity_number.plain, born_on=None, sex="")
            ),
            scope=scope,
            by=scope.actor,
            now=now(),
        )
    url = reverse("registration_application", args=[row.id])
    page = text_of(clerk.post(url, {"do": "accept"}))
    assert "中原区" in page
    assert "请对方移交档案" in page
    assert Application.objects.get().state == "waiting"


def test_the_outsider_sees_no_application(outsider, application):
    assert outsider.get(reverse("registration_application", args=[application.id])).status_code == 404
    assert "周" not in text_of(outsider.get(reverse("registration_applications")))


def test_invitations_are_made_tried_and_registered(clerk, outsider):
    waiting = factories.make_elder(area=COMMUNITY, name="孙玉兰", name_key="sun yu lan")
    clerk.post(reverse("registration_invitations_make"), {"area": ""})
    row = Invitation.objects.get(subject=waiting.id)
    assert "孙*兰" in text_of(clerk.get(reverse("registration_invitations")))
    url = reverse("registration_invitation", args=[row.id])
    clerk.post(url, {"do": "try", "way": "call", "result": "will_come", "note": "周五上午"})
    assert Invitation.objects.get(id=row.id).state == "called"
    assert "周五上午" in text_of(clerk.get(url))
    assert outsider.get(url).status_code == 404
    clerk.post(url, {"do": "register"})
    assert Elder.objects.get(id=waiting.id).registered_at
    assert Invitation.objects.get(id=row.id).state == "registered"


def test_a_list_is_exported_with_its_mark(clerk):
    import io

    from openpyxl import load_workbook

    factories.make_elder(area=COMMUNITY, name="孙玉兰", name_key="sun yu lan")
    clerk.post(reverse("registration_invitations_make"), {"area": ""})
    answer = clerk.post(reverse("registration_invitations_export"), {"area": ""})
    cells = [
        str(cell)
        for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
        for cell in row
        if cell
    ]
    assert "孙玉兰" in cells
    assert any(clerk.account.username in cell for cell in cells)


def test_a_sheet_of_cards_is_a_pdf_and_its_code_opens_by_scope(clerk, outsider, elder):
    answer = clerk.post(reverse("registration_cards_print"), {"area": "410105001000"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    token = Card.objects.get(person=elder.id).token.plain
    url = reverse("card", args=[token])
    assert clerk.get(url).url == reverse("street_elder", args=[elder.id])
    for client in (outsider, Client()):
        page = text_of(client.get(url))
        assert "12349" in page
        assert elder.name not in page
    unknown = text_of(Client().get(reverse("card", args=["aaaaaaaaaaaaaaaaaaaaaaaa"])))
    assert unknown == text_of(Client().get(url))


def test_a_lost_card_opens_nothing(clerk, elder):
    clerk.post(reverse("registration_cards_print"), {"person": str(elder.id)})
    token = Card.objects.get().token.plain
    clerk.post(reverse("registration_cards_end"), {"person": str(elder.id), "reason": "lost"})
    assert "12349" in text_of(clerk.get(reverse("card", args=[token])))
    clerk.post(reverse("registration_cards_print"), {"person": str(elder.id)})
    assert Card.objects.filter(ended_at=None).get().token.plain != token
    assert "遗失" in text_of(clerk.get(reverse("registration_cards_of", args=[elder.id])))


def csv_of(*rows):
    head = "姓名,身份证号码,性别,出生日期,电话,社区代码,现住址,联系人姓名,与老人关系,联系人电话\n"
    return (head + "\n".join(rows)).encode()


def upload(client, data, name="名单.csv"):
    from django.core.files.uploadedfile import SimpleUploadedFile

    return client.post(reverse("registration_files"), {"file": SimpleUploadedFile(name, data)})


def test_a_file_is_checked_confirmed_and_registered(clerk, elder):
    number = factories.identity_number()
    data = csv_of(
        f"周桂英,{number},,,13803711234,410105001003,某小区1号楼,周小明,儿子,13803715678",
        f"陈秀兰,{elder.identity_number.plain},,,,410105001003,,,,",
        "陈秀兰,,女,1941-03-08,,410105001003,,,,",
        "错误的,123,,,,410105001003,,,,",
        "外区的,,女,1950-01-01,,410102001002,,,,",
    )
    answer = upload(clerk, data)
    batch = Batch.objects.get()
    assert answer.url == reverse("registration_file", args=[batch.id])
    page = text_of(clerk.get(answer.url))
    for words in ("可以登记 1", "疑似已登记 1", "已登记 1", "有错误 2", "确认登记 1 人"):
        assert words in page
    assert Elder.objects.count() == 1
    assert upload(clerk, data).url == answer.url
    clerk.post(answer.url, {"do": "confirm", "count": "2"})
    assert Batch.objects.get().state == "checked"
    clerk.post(answer.url, {"do": "confirm", "count": "1"})
    for _ in range(2):
        clerk.post(reverse("registration_portion", args=[batch.id]))
    assert Batch.objects.get().state == "done"
    assert Elder.objects.filter(name="周桂英").count() == 1
    report = clerk.get(reverse("registration_report", args=[batch.id]))
    assert report.status_code == 200
    assert number.encode() not in report.content


def test_a_file_that_is_none_says_so(clerk):
    for data, words in (
        (b"", "空的"),
        (b"\x00\x01\x02\xff", "读不懂"),
        ("名字,电话\n王,1".encode(), "缺少必须的列"),
        (b"PK\x03\x04 broken", "读不懂"),
    ):
        answer = upload(clerk, data or b" ")
        assert words in text_of(answer), words
    assert not Batch.objects.exists()


def test_the_outsider_sees_no_file_and_drops_none(clerk, outsider):
    upload(clerk, csv_of("周桂英,,女,1950-01-01,,410105001003,,,,"))
    batch = Batch.objects.get()
    for url in (
        reverse("registration_file", args=[batch.id]),
        reverse("registration_report", args=[batch.id]),
    ):
        assert outsider.get(url).status_code == 404
    assert outsider.post(reverse("registration_file", args=[batch.id]), {"do": "drop"}).status_code == 404
    clerk.post(reverse("registration_file", args=[batch.id]), {"do": "drop"})
    assert Batch.objects.get().state == "dropped"


def test_the_template_comes_with_its_words(clerk):
    answer = clerk.get(reverse("registration_template"))
    assert answer.content.startswith(b"PK")


def test_progress_by_unit_street_and_community(clerk, reviewer, elder):
    factories.make_elder(area=COMMUNITY)
    recount(now=now())
    page = text_of(reviewer.get(reverse("registration_progress")))
    assert "50.0%" in page
    assert "金水" in page
    assert "80" in page
    unit = text_of(reviewer.get(reverse("registration_progress_unit", args=["jinshui"])))
    assert "经八路街道" in unit
    street = text_of(clerk.get(reverse("registration_progress_street", args=["jinshui", 410105001000])))
    assert "100.0%" in street


def test_a_leader_sees_sums_and_no_small_ones(db, elder):
    recount(now=now())
    leader = signed_in(factories.make_account(Role.DEPUTY_LEADER))
    page = text_of(leader.get(reverse("registration_progress_unit", args=["jinshui"])))
    assert "少于5" in page
    assert (
        leader.get(reverse("registration_progress_street", args=["jinshui", 410105001000])).status_code == 403
    )
    assert queries.targets()[1].value == 80


def test_invitations_in_writing_are_made_at_the_desk(clerk, outsider):
    factories.make_elder(area=COMMUNITY, name="孙玉兰", name_key="sun yu lan")
    clerk.post(reverse("registration_invitations_make"), {"area": ""})
    row = Invitation.objects.get()
    url, letters = (
        reverse("registration_invitation", args=[row.id]),
        reverse("registration_invitations_letters"),
    )
    assert "已交付发送" in text_of(clerk.post(url, {"do": "message"}, follow=True))
    answer = clerk.post(letters, {"invitation": str(row.id)})
    assert answer["Content-Type"] == "application/pdf"
    assert "已发出，未确认" in text_of(clerk.get(url))
    assert "近期已经用这种方式邀请过" in text_of(
        clerk.post(letters, {"invitation": str(row.id)}, follow=True)
    )
    assert outsider.post(letters, {"invitation": str(row.id)}).status_code == 404
    assert outsider.post(url, {"do": "message"}).status_code == 404
    assert clerk.post(letters, {"invitation": "none"}).status_code == 302


def test_a_correction_is_asked_for_beside_the_right_and_comes_back_to_it(clerk, outsider):
    elder = elder_of(area=COMMUNITY)
    form = privacy.RequestForm(kind="correction", text="门铃坏了", asker="elder", channel="counter")
    with enter(clerk.scope):
        right = privacy.ask_right(person=elder.id, form=form, scope=clerk.scope, now=now())
    page = reverse("reading_right", args=[right.id])
    ask = reverse("registration_ask", args=[elder.id])
    assert f"{ask}?right={right.id}" in clerk.get(page).content.decode()
    url = f"{ask}?field=access_note&right={right.id}"
    assert clerk.post(url, {"value": "请敲门", "reason": "本人要求"})["Location"] == page
    shown = text_of(clerk.get(page))
    assert "等变更申请办结" in shown
    assert "为它办理的变更申请" in shown
    assert "延长期限" in shown
    assert "撤回请求" in shown
    assert ChangeRequest.objects.get().carries == right.id
    assert outsider.post(url, {"value": "x", "reason": "x"}).status_code == 404
    assert clerk.get(f"{ask}?field=access_note&right=none").status_code == 200
