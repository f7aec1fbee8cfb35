"""The desk of escalation: who enters, what each page says, what is refused and why."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chongyang.alerting import operations as alerting
from chongyang.alerting.models import Chain, ChainVersion, Channel, Delivery, Rota, Shift
from chongyang.alerting.operations.watching import note_watch
from chongyang.alerting.queries.stalling import Stall
from chongyang.core.clock import now
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can
from tests import factories
from tests.alerting.ways import LEAD, OVERFLOW, Vendor, begin, make_chain, make_channel, send_all, step, wait
from tests.emergency.test_way_of_an_alarm import press
from tests.web.test_street import office, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
OWN, OTHER = "410105001", "410102002"


@pytest.fixture
def lead(db):
    alerting.load_chains(now=now())
    return factories.make_account(Role.SHIFT_LEAD)


@pytest.fixture
def client(lead):
    return signed_in(lead)


def text_of(response):
    return response.content.decode()


def code():
    return "incident.unanswered"


@pytest.mark.parametrize("role", list(Role))
def test_each_role_enters_what_it_may(db, role):
    alerting.load_chains(now=now())
    client = signed_in(factories.make_account(role))
    pages = {
        reverse("alerting"): Can.READ_ESCALATION,
        reverse("alerting_chain", args=[code()]): Can.READ_ESCALATION,
        reverse("alerting_unreachable"): Can.PROVE_REACH,
    }
    for url, capability in pages.items():
        assert client.get(url).status_code == (200 if can(role, capability) else 403), url
    edit = client.post(reverse("alerting_draft", args=[code()]), {})
    assert (edit.status_code == 403) is not can(role, Can.EDIT_ESCALATION)
    make = client.post(reverse("alerting_make_rota"), {"name": "夜班"})
    assert (make.status_code == 403) is not can(role, Can.LEAD_SHIFT)


def test_a_rota_needs_a_name(db):
    lead = signed_in(factories.make_account(Role.SHIFT_LEAD))
    page = text_of(lead.post(reverse("alerting_make_rota"), {"name": "  "}, follow=True))
    assert "请给排班起个名称" in page
    assert not Rota.objects.exists()


def test_a_visitor_signs_in_first(db, client):
    client.logout()
    assert client.get(reverse("alerting")).status_code == 302


def test_the_overview_draws_the_chain_as_it_runs(client):
    page = text_of(client.get(reverse("alerting")))
    steps = ("开始后 15 秒", "转全体坐席", "开始后 30 秒", "提醒值班长", "列入回拨", "每隔 30 秒 重复")
    for said in ("呼救无人受理", *steps):
        assert said in page, said


def lines(*steps):
    """The form of a chain as the browser sends it."""
    return {f"{name}-{number}": value for number, row in enumerate(steps, 1) for name, value in row.items()}


GOOD = lines(
    {"kind": "wait", "seconds": "20"},
    {"kind": "overflow"},
    {"kind": "wait", "seconds": "40"},
    {"kind": "notify_team", "to": "role:dispatcher"},
    {
        "kind": "repeat",
        "start": "2",
        "seconds": "30",
        "until": "acknowledged",
        "hours": "12",
        "after": "5",
        "to": "role:shift_lead",
    },
)


def test_a_new_version_is_drafted_activated_and_the_old_one_retired(client):
    client.post(reverse("alerting_draft", args=[code()]), {**GOOD, "source": "值班会议纪要"})
    version = ChainVersion.objects.get(state="draft")
    assert version.steps[4] == {
        "kind": "repeat",
        "from": 2,
        "every": 30,
        "until": "acknowledged",
        "hours": 12,
        "hand_over": {"after": 5, "role": "shift_lead"},
    }
    page = text_of(client.get(reverse("alerting_chain", args=[code()])))
    assert "值班会议纪要" in page
    client.post(reverse("alerting_activate", args=[version.id]))
    states = dict(ChainVersion.objects.filter(chain__code=code()).values_list("number", "state"))
    assert states == {1: "retired", 2: "active"}
    again = client.post(reverse("alerting_activate", args=[version.id]))
    assert "只有草稿可以启用" in text_of(again)


def test_a_form_filled_from_a_version_gives_the_same_version(client):
    """What the page shows and what it reads are one."""
    from django.http import QueryDict

    from chongyang.web.alerting.forms import read_steps, rows_of

    for chain in Chain.objects.order_by("code"):
        steps = chain.versions.get().steps
        said = QueryDict(mutable=True)
        said.update({f"{name}-{row['number']}": str(row[name]) for row in rows_of(steps) for name in row})
        assert read_steps(said) == steps


def test_a_chain_with_no_end_is_refused_with_the_reason(client):
    again = {"kind": "repeat", "start": "1", "seconds": "30", "until": "acknowledged"}
    endless = lines({"kind": "overflow"}, again)
    client.post(reverse("alerting_draft", args=[code()]), endless)
    version = ChainVersion.objects.get(state="draft")
    page = text_of(client.post(reverse("alerting_activate", args=[version.id])))
    assert "现在还不能启用" in page
    assert "没有尽头" in page
    assert ChainVersion.objects.get(id=version.id).state == "draft"


def test_nonsense_in_the_form_is_kept_as_a_draft_that_cannot_be_activated(client):
    client.post(reverse("alerting_draft", args=[code()]), lines({"kind": "shout", "seconds": "-1"}))
    version = ChainVersion.objects.get(state="draft")
    assert client.get(reverse("alerting_chain", args=[code()])).status_code == 200
    assert "没有这种步骤" in text_of(client.post(reverse("alerting_activate", args=[version.id])))
    assert client.get(reverse("alerting_chain", args=["nowhere"])).status_code == 404


def test_a_chain_that_names_a_rota_which_is_not_active_is_refused(client):
    client.post(reverse("alerting_draft", args=[code()]), lines({"kind": "notify_rota", "to": "rota:night"}))
    version = ChainVersion.objects.get(state="draft")
    page = text_of(client.post(reverse("alerting_activate", args=[version.id])))
    assert "此排班不存在或尚未启用" in page


@pytest.fixture
def rota(client):
    client.post(reverse("alerting_make_rota"), {"name": "夜班值守"})
    return Rota.objects.get()


def at(hours):
    return f"{timezone.localtime(now()) + timedelta(hours=hours):%Y-%m-%dT%H:%M}"


def fill(rota, *accounts, days=8):
    """Twelve hours each in turn, from before now until after the horizon."""
    begin_at = now() - timedelta(hours=1)
    for turn in range(days * 2):
        Shift.objects.create(
            rota=rota,
            area=rota.area,
            account=accounts[turn % len(accounts)].id,
            begins_at=begin_at + timedelta(hours=12 * turn),
            ends_at=begin_at + timedelta(hours=12 * (turn + 1)),
        )


def test_a_rota_with_a_gap_says_where_and_is_not_activated(client, lead, rota):
    url = reverse("alerting_shift", args=[rota.id])
    client.post(url, {"account": lead.id, "begins": at(0), "ends": at(8)})
    assert Shift.objects.count() == 1
    page = text_of(client.get(reverse("alerting_rota", args=[rota.id])))
    assert "无人值班" in page
    refused = text_of(client.post(reverse("alerting_activate_rota", args=[rota.id])))
    assert "不能启用" in refused
    assert Rota.objects.get().state == "draft"


def test_somebody_without_a_channel_prevents_it_and_is_named(client, lead, rota):
    """OnCall 1326."""
    other = factories.make_account(Role.SHIFT_LEAD)
    make_channel(lead)
    fill(rota, lead, other)
    page = text_of(client.get(reverse("alerting_rota", args=[rota.id])))
    assert "没有可用的联系方式" in page
    client.post(reverse("alerting_activate_rota", args=[rota.id]))
    assert Rota.objects.get().state == "draft"
    said = {"account": other.id, "kind": "sms", "address": "13700000009"}
    client.post(reverse("alerting_channel", args=[rota.id]), said)
    client.post(reverse("alerting_activate_rota", args=[rota.id]))
    assert Rota.objects.get().state == "active"
    page = text_of(client.get(reverse("alerting_rota", args=[rota.id])))
    assert "都联系得上" in page
    assert "13700000009" not in page


def test_nobody_has_duty_twice_at_once(client, lead, rota):
    url = reverse("alerting_shift", args=[rota.id])
    client.post(url, {"account": lead.id, "begins": at(0), "ends": at(8)})
    refused = text_of(client.post(url, {"account": lead.id, "begins": at(7), "ends": at(9)}))
    assert "已有排班" in refused
    for begins, ends in ((9, 8), (9, 40)):
        client.post(url, {"account": lead.id, "begins": at(begins), "ends": at(ends)})
    client.post(url, {"account": lead.id, "begins": "", "ends": at(8)})
    assert Shift.objects.count() == 1


def test_a_substitute_is_told_instead_and_a_cancelled_shift_leaves_a_gap(client, lead, rota):
    other = factories.make_account(Role.SHIFT_LEAD)
    for account, number in ((lead, "13700000001"), (other, "13700000002")):
        make_channel(account, number=number)
    fill(rota, lead)
    client.post(reverse("alerting_activate_rota", args=[rota.id]))
    url = reverse("alerting_shift", args=[rota.id])
    client.post(url, {"account": other.id, "stands_for": lead.id, "begins": at(-0.5), "ends": at(2)})
    make_chain({"kind": "notify_rota", "rota": rota.code}, wait(9), OVERFLOW)
    begin()
    step(now())
    assert Delivery.objects.get(channel="sms").target == other.id
    first = Shift.objects.filter(stands_for=None).order_by("begins_at").first()
    client.post(reverse("alerting_cancel", args=[first.id]))
    assert "无人值班" in text_of(client.get(reverse("alerting_rota", args=[rota.id])))
    assert client.post(reverse("alerting_cancel", args=[first.id])).status_code == 404


def test_a_rota_of_another_county_is_not_there(client, rota):
    outsider = signed_in(factories.make_account(Role.SHIFT_LEAD, office(OTHER)))
    for name in ("alerting_rota", "alerting_activate_rota", "alerting_channel"):
        url = reverse(name, args=[rota.id])
        answer = outsider.get(url) if name == "alerting_rota" else outsider.post(url, {})
        assert answer.status_code == 404, name


def test_sent_is_never_shown_as_reached(client, lead):
    """KeepAlive 194, 211: on the page, in words."""
    make_channel(lead)
    make_chain(LEAD, wait(60), OVERFLOW)
    subject = begin(area=410105001001)
    step(now())
    send_all(Vendor())
    url = reverse("alerting_run", args=[subject])
    page = text_of(client.get(url)).split("<tbody>")[1]
    assert "已发出，未确认" in page
    assert "已接通" not in page
    alerting.record_receipt(key=Delivery.objects.get(channel="sms").key, state="reached", now=now())
    assert "已接通" in text_of(client.get(url)).split("<tbody>")[1]
    outsider = signed_in(factories.make_account(Role.OPERATOR, None, OTHER))
    assert outsider.get(url).status_code == 404


def test_a_run_that_is_over_is_shown_and_nothing_can_be_done(client, lead):
    make_chain(LEAD, wait(60), OVERFLOW)
    make_chain(wait(60), LEAD, code="test.later")
    told, quiet = begin(area=410105001001), begin(area=410105001001, code="test.later")
    step(now())
    for subject in (told, quiet):
        alerting.stop(subject=subject, by=factories.SYSTEM, now=now())
    page = text_of(client.get(reverse("alerting_run", args=[told])))
    assert "已结束" in page
    assert "值班长" in page.split("<tbody>")[1]
    over = client.get(reverse("alerting_run", args=[quiet]))
    assert "没有通知任何人" in text_of(over)
    assert "<form" not in text_of(over).split("<main")[1].split("</main>")[0]
    outsider = signed_in(factories.make_account(Role.OPERATOR, None, OTHER))
    assert outsider.get(reverse("alerting_run", args=[told])).status_code == 404


def test_the_card_of_the_seat_says_who_was_told(client, lead):
    elder = factories.make_elder()
    made = now()
    incident = press(elder, at=made)
    url = reverse("seat_incident", args=[incident.id])
    assert "还没有升级通知任何人" in text_of(client.get(url))
    step(made + timedelta(seconds=31))
    page = text_of(client.get(url))
    assert "全体坐席" in page
    assert "已发出，未确认" in page
    assert elder.name not in page


def test_a_stall_is_a_banner_on_the_seat_and_on_the_administration(client):
    for url in (reverse("seat"), reverse("administration"), reverse("alerting")):
        assert "升级引擎有问题" not in text_of(client.get(url))
    note_watch(stalls=[Stall("unclaimed", 3, 20.0)], changed=True, now=now())
    for url in (*map(reverse, ("seat", "administration", "alerting", "administration_watch")),):
        page = text_of(client.get(url))
        assert "升级引擎有问题" in page, url
        assert "到期的通知步骤无人处理（3）" in page, url


def test_who_cannot_be_reached_by_area_and_a_second_test(lead):
    elder = factories.make_elder()
    contact = factories.make_contact(elder)
    alone = factories.make_elder(name="张孤寡")
    channel = Channel.objects.create(
        contact=contact.id,
        person=elder.id,
        area=elder.area,
        kind="sms",
        is_working=False,
        tested_at=now(),
        result="no_receipt",
    )
    clerk = signed_in(factories.make_account(Role.STREET_CLERK, office(OWN)))
    outsider = signed_in(factories.make_account(Role.STREET_CLERK, office(OTHER)))
    url = reverse("alerting_unreachable")
    page = text_of(clerk.get(url))
    for said in ("没有回执", "联系人", "当前使用模拟通道", "不能说明真实网络", "没有登记联系人的老人"):
        assert said in page, said
    assert alone.name not in page
    assert contact.phone.plain not in page
    assert "没有回执" not in text_of(clerk.get(url, {"area": OTHER}))
    assert "没有回执" not in text_of(outsider.get(url))
    test = reverse("alerting_test", args=[channel.id])
    assert outsider.post(test).status_code == 404
    assert clerk.post(test).status_code == 302
    assert channel.proofs.count() == 1
    clerk.post(test)
    assert channel.proofs.count() == 1, "a second click in the same minute"


PATTERN = "alerting_pattern"


def week(account, *, days="0123456", keep=False, first=None, **words):
    """Three shifts round the clock, as the browser sends the form."""
    said = {"first_on": str(first or timezone.localdate(now()) + timedelta(days=1)), "days": "14", **words}
    for number, (begins, ends) in enumerate((("08:00", "16:00"), ("16:00", "00:00"), ("00:00", "08:00")), 1):
        held = {f"account-{number}": str(account.id), f"begins-{number}": begins, f"ends-{number}": ends}
        said |= {**held, f"days-{number}": list(days)}
    return said | ({"keep": "1"} if keep else {})


def test_a_week_is_looked_at_before_it_is_kept(client, lead, rota):
    url = reverse(PATTERN, args=[rota.id])
    assert "按周排班" in text_of(client.get(reverse("alerting_rota", args=[rota.id])))
    assert 'value="08:00"' in text_of(client.get(url))
    make_channel(lead, is_working=True, verified_at=now())
    seen = text_of(client.post(url, week(lead)))
    assert "每时每刻都有人值班" in seen
    assert "保存 42 个班次" in seen
    assert not Shift.objects.exists()
    kept = client.post(url, week(lead, keep=True))
    assert kept.url == reverse("alerting_rota", args=[rota.id])
    assert Shift.objects.count() == 42
    assert Rota.objects.get(id=rota.id).state == "draft"


def test_the_preview_names_gaps_clashes_and_who_cannot_be_reached(client, lead, rota):
    url = reverse(PATTERN, args=[rota.id])
    page = text_of(client.post(url, week(lead, days="01234")))
    assert "无人值班" in page
    assert "没有可用的联系方式" in page
    client.post(url, week(lead, keep=True))
    again = text_of(client.post(url, week(lead)))
    assert "同时有两个班" in again
    refused = client.post(url, week(lead, keep=True))
    assert "此人在这段时间已有排班" in text_of(refused)
    assert Shift.objects.count() == 42


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"first_on": "2020-01-01"}, "从今天起"),
        ({"first_on": "nonsense"}, "从今天起"),
        ({"begins-2": ""}, "第 2 行没有填完"),
        ({"days-2": []}, "第 2 行没有填完"),
        ({"days-3": ["9"]}, "第 3 行没有填完"),
    ],
)
def test_what_a_week_lacks_is_told_and_what_was_typed_stays(client, lead, rota, said, words):
    page = text_of(client.post(reverse(PATTERN, args=[rota.id]), {**week(lead, keep=True), **said}))
    assert words in page
    assert 'value="16:00"' in page
    assert not Shift.objects.exists()


def test_an_empty_week_and_a_stranger_are_refused(client, rota):
    url = reverse(PATTERN, args=[rota.id])
    assert "请至少填写一行" in text_of(client.post(url, {"first_on": str(timezone.localdate(now()))}))
    stranger = factories.make_account(Role.OPERATOR, None, OTHER)
    far = factories.make_account(Role.STREET_CLERK, None, OTHER)
    assert client.post(url, week(far)).status_code == 404
    assert signed_in(stranger).get(url).status_code in (403, 404)
    assert signed_in(factories.make_account(Role.SHIFT_LEAD, None, OTHER)).get(url).status_code == 404
