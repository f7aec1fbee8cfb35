"""The administration: who enters which part, what each shows, what is refused."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from chongyang.core import events
from chongyang.core.clock import now
from chongyang.core.models import OutboxMessage
from chongyang.core.operations.seals import seal_events
from chongyang.core.scopes import SYSTEM
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Post
from chongyang.territory.rules.capabilities import Can, can
from tests import factories
from tests.web.test_street import office, open_for, signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
JINSHUI, ZHONGYUAN = "410105001", "410102002"
PAGES = {
    "administration": Can.ADMINISTER,
    "administration_accounts": Can.MANAGE_ACCOUNTS,
    "administration_create": Can.MANAGE_ACCOUNTS,
    "administration_messages": Can.RESEND_MESSAGES,
    "administration_audit": Can.READ_AUDIT,
    "administration_reference": Can.ADMINISTER,
    "administration_settings": Can.ADMINISTER,
}


@pytest.fixture
def admin(db):
    return signed_in(factories.make_account(Role.SECURITY_ADMIN))


@pytest.fixture
def clerk(db) -> Account:
    return factories.make_account(Role.STREET_CLERK, office(JINSHUI))


def dead(key: str, area: int = factories.JINSHUI) -> OutboxMessage:
    return OutboxMessage.objects.create(
        destination="sms", key=key, payload={"to": "13800001234"}, area=area, state="dead", attempts=8,
        due_at=now(), created_at=now(), last_error="ConnectionError",
    )  # fmt: skip


@pytest.mark.parametrize("role", list(Role))
def test_each_role_enters_its_own_parts_alone(db, role):
    client = signed_in(factories.make_account(role))
    for name, capability in PAGES.items():
        wanted = 200 if can(role, capability) else 403
        assert client.get(reverse(name)).status_code == wanted, name
    wanted = 200 if can(role, Can.READ_AUDIT) else 403
    assert client.post(reverse("administration_verify")).status_code == wanted


def test_a_visitor_signs_in_first(client):
    for name in PAGES:
        assert client.get(reverse(name)).status_code == 302


def test_an_account_is_opened_and_gets_a_post(admin):
    opened = admin.post(reverse("administration_create"), {"username": "li.na", "display_name": "李娜"})
    (password,) = html.fromstring(opened.content).xpath("//*[@id='one-time']/text()")
    account = Account.objects.get(username="li.na")
    assert account.check_password(password)
    assert opened["Cache-Control"] == "no-store"
    page = reverse("administration_account", args=[account.id])
    assert password not in text_of(admin.get(page))
    given = {"role": "street_clerk", "organisation": f"street.{JINSHUI}.office", "codes": "410105001003"}
    answer = admin.post(reverse("administration_give", args=[account.id]), given, follow=True)
    words = text_of(answer)
    for told in ("岗位已任命", "街道经办人", "体育社区", "未设第二步验证"):
        assert told in words
    assert "li.na" in text_of(admin.get(reverse("administration_accounts"), {"q": "李"}))
    post = Post.objects.get(account=account)
    ended = admin.post(
        reverse("administration_act", args=[account.id, "end-post"]), {"post": post.id}, follow=True
    )
    assert "岗位已结束" in text_of(ended)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"role": "", "organisation": ""}, "请选择一项"),
        ({"role": "auditor", "organisation": f"street.{JINSHUI}.office"}, "三员分立"),
        ({"role": "county_reviewer", "organisation": f"street.{JINSHUI}.office", "codes": "abc"}, "管理范围"),
        ({"role": "street_clerk", "organisation": f"street.{JINSHUI}.office"}, "已经在任"),
    ],
)
def test_a_post_that_cannot_be_given_says_why(admin, clerk, given, said):
    Post.objects.filter(account=clerk).update(valid_from=now() - timedelta(days=1))
    answer = admin.post(reverse("administration_give", args=[clerk.id]), given)
    assert said in text_of(answer)
    assert Post.objects.filter(account=clerk).count() == 1


def test_the_own_account_is_out_of_reach(db):
    account = factories.make_account(Role.SECURITY_ADMIN)
    admin = signed_in(account)
    page = admin.get(reverse("administration_account", args=[account.id]))
    assert "这是您自己的账号" in text_of(page)
    assert not html.fromstring(page.content).xpath("//main//form")
    for step in ("close", "reset-password", "unlock", "end-sessions", "reset-factor"):
        answer = admin.post(reverse("administration_act", args=[account.id, step]))
        assert "不能管理自己的账号" in text_of(answer)
    account.refresh_from_db()
    assert account.is_active


def test_steps_on_an_account(admin, clerk):
    reset = admin.post(reverse("administration_act", args=[clerk.id, "reset-password"]))
    (password,) = html.fromstring(reset.content).xpath("//*[@id='one-time']/text()")
    clerk.refresh_from_db()
    assert clerk.check_password(password)
    for step, said in (("end-sessions", "会话已结束"), ("reset-factor", "已清除"), ("close", "账号已停用")):
        answer = admin.post(reverse("administration_act", args=[clerk.id, step]), follow=True)
        assert said in text_of(answer)
    assert admin.post(reverse("administration_act", args=[clerk.id, "anything"])).status_code == 404
    assert (
        admin.post(reverse("administration_act", args=[clerk.id, "end-post"]), {"post": "x"}).status_code
        == 404
    )


def test_another_countys_administrator_finds_nobody_here(clerk):
    outsider = signed_in(factories.make_account(Role.SECURITY_ADMIN, office(ZHONGYUAN)))
    assert clerk.username not in text_of(
        outsider.get(reverse("administration_accounts"), {"q": clerk.username})
    )
    for url in (
        reverse("administration_act", args=[clerk.id, "close"]),
        reverse("administration_give", args=[clerk.id]),
    ):
        given = {"role": "street_clerk", "organisation": f"street.{ZHONGYUAN}.office"}
        assert outsider.post(url, given).status_code == 404
    assert outsider.get(reverse("administration_account", args=[clerk.id])).status_code == 404


@pytest.mark.parametrize("typed", ["%", "_", "\x00", "x" * 5000])
def test_a_search_that_means_nothing_finds_nobody(admin, clerk, typed):
    answer = admin.get(reverse("administration_accounts"), {"q": typed})
    assert clerk.username not in text_of(answer).replace("street_clerk-", "street_clerk-") or typed == "_"


def test_dead_letters_are_resent_and_tell_nothing(db):
    message = dead("1")
    client = signed_in(factories.make_account(Role.SYSTEM_ADMIN))
    page = text_of(client.get(reverse("administration_messages")))
    assert "ConnectionError" in page
    assert "13800001234" not in page
    url = reverse("administration_resend", args=[message.id])
    assert "已放回队列" in text_of(client.post(url, follow=True))
    again = text_of(client.post(url, follow=True))
    assert "已经不在死信里" in again
    assert "没有死信" in again


def test_a_shift_lead_of_another_county_sees_no_dead_letter(db):
    message = dead("1")
    client = signed_in(factories.make_account(Role.SHIFT_LEAD, None, "410102"))
    assert "没有死信" in text_of(client.get(reverse("administration_messages")))
    client.post(reverse("administration_resend", args=[message.id]))
    message.refresh_from_db()
    assert message.state == "dead"


def record(area: int, kind: str = "registry.file.read", **words) -> None:
    events.record(kind, by=SYSTEM, now=now(), area=area, subject_type="test", **words)


def test_the_trail_is_searched_within_the_auditors_scope(db):
    elder = factories.make_elder()
    clerk = signed_in(factories.make_account(Role.STREET_CLERK, office(JINSHUI)))
    open_for(clerk, elder)
    clerk.get(reverse("street_elder", args=[elder.id]))
    record(factories.ZHONGYUAN, "telecare.device.lost")
    here = signed_in(factories.make_account(Role.AUDITOR, None, "410105"))
    there = signed_in(factories.make_account(Role.AUDITOR, None, "410102"))
    url = reverse("administration_audit")
    shown = text_of(here.get(url, {"kind": "registry."}))
    assert "registry.file.read" in shown
    assert "安排服务" in shown
    assert "telecare.device.lost" not in text_of(here.get(url))
    assert "telecare.device.lost" in text_of(there.get(url))
    assert "没有这样的事件" in text_of(there.get(url, {"subject": elder.id}))
    assert "registry.file.read" in text_of(here.get(url, {"subject": elder.id}))
    tomorrow = (now() + timedelta(days=2)).date().isoformat()
    assert "没有这样的事件" in text_of(here.get(url, {"since": tomorrow}))
    for wrong in ({"subject": "%"}, {"since": "昨天"}, {"before": "-1"}, {"kind": "nothing"}):
        assert here.get(url, wrong).status_code == 200


def test_older_events_stand_on_the_next_page(db):
    for _ in range(60):
        record(factories.JINSHUI)
    client = signed_in(factories.make_account(Role.AUDITOR))
    url = reverse("administration_audit")
    page = html.fromstring(client.get(url, {"kind": "registry."}).content)
    assert len(page.xpath("//tbody/tr")) == 50
    (more,) = page.xpath("//a[@rel='next']/@href")
    older = html.fromstring(client.get(url + more).content)
    assert len(older.xpath("//tbody/tr")) == 10


def test_the_chain_is_verified(db):
    record(factories.JINSHUI)
    seal_events(now=now())
    client = signed_in(factories.make_account(Role.AUDITOR))
    assert "没有发现改动" in text_of(client.post(reverse("administration_verify")))


def test_reference_and_settings_hold_no_secret(admin, settings):
    assert "经八路街道" in text_of(admin.get(reverse("administration_area", args=["410105"])))
    assert admin.get(reverse("administration_area", args=["999999"])).status_code == 404
    assert "办事处" in text_of(admin.get(reverse("administration_reference"), {"q": "经八路"}))
    shown = admin.get(reverse("administration_settings")).content.decode()
    assert settings.SECRET_KEY not in shown
    assert settings.INDEX_KEY not in shown


def test_the_number_of_queries_does_not_grow(admin):
    auditor = signed_in(factories.make_account(Role.AUDITOR))

    def cost() -> list[int]:
        found = []
        for client, name, asked in (
            (admin, "administration_accounts", {"q": "street_clerk"}),
            (auditor, "administration_audit", {}),
        ):
            client.get(reverse(name), asked)
            with CaptureQueriesContext(connection) as done:
                client.get(reverse(name), asked)
            found.append(len(done))
        return found

    def more(n: int) -> None:
        for _ in range(n):
            factories.make_account(Role.STREET_CLERK, office(JINSHUI))
            record(factories.JINSHUI)

    more(5)
    few = cost()
    more(25)
    assert cost() == few


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_in_both_languages(admin, clerk, language):
    admin.cookies["django_language"] = language
    for name in (
        "administration",
        "administration_accounts",
        "administration_create",
        "administration_reference",
    ):
        assert admin.get(reverse(name)).status_code == 200
    assert admin.get(reverse("administration_account", args=[clerk.id])).status_code == 200
