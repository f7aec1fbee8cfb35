"""The roster of a week by HTTP: who opens it, counting, filling, correcting, publishing, what carers see."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.scheduling.models import Roster, Shift, ShiftDemand, ShiftWish
from chongyang.scheduling.rules.rostering import monday_of
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Organisation
from tests import factories
from tests.orders.people import contractor, make_carer, offered_by
from tests.web.test_dispatching import accepted, browser, posted, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


@pytest.fixture
def home(db):
    return offered_by().organisation


@pytest.fixture
def own(home):
    return contractor(Organisation.objects.get(id=home))


def monday():
    return monday_of(timezone.localdate(now())) + timedelta(days=7)


def opened(client, **told) -> Roster:
    posted(client, "dispatching_week_open", week=monday().isoformat(), **told)
    return Roster.objects.get(week=monday())


def test_a_week_is_counted_filled_corrected_and_published(home, own):
    account = factories.make_account(Role.CARE_WORKER)
    carer, other = make_carer(home, name="周护理", account=account.id), make_carer(home, name="王护理")
    client, day = browser(own), monday() + timedelta(days=2)
    empty = text(client.get(reverse("dispatching_week"), {"week": monday().isoformat()}))
    assert "这一周还没有班表" in empty
    roster = opened(client)
    told = {"day": day.isoformat(), "kind": "early"}
    posted(client, "dispatching_week_act", roster.id, do="demand", count="1", **told)
    impossible = {"do": "demand", "count": "9", **told, "kind": "late"}
    assert "已填写" in text(posted(client, "dispatching_week_act", roster.id, **impossible))
    refused = text(posted(client, "dispatching_week_act", roster.id, do="fill"))
    assert "这一周排不出来" in refused
    assert "缺 7 人" in refused
    posted(client, "dispatching_week_act", roster.id, **impossible | {"count": "0"})
    wish = {"do": "wish", "carer": str(other.id), "day": day.isoformat(), "wish": "rather_not"}
    assert "不想上：全天" in text(posted(client, "dispatching_week_act", roster.id, **wish))
    assert "已排好" in text(posted(client, "dispatching_week_act", roster.id, do="fill"))
    assert Shift.objects.get().carer == carer.id
    swap = {"do": "swap", "carer": str(carer.id), "other": str(other.id), "day": day.isoformat()}
    assert "已对调" in text(posted(client, "dispatching_week_act", roster.id, **swap))
    assert Shift.objects.get().carer == other.id
    put = {"do": "set", "carer": str(carer.id), "pinned": "on", **told}
    assert "固定" in text(posted(client, "dispatching_week_act", roster.id, **put))
    pressed = {"week": monday().isoformat(), "day": day.isoformat(), "carer": str(carer.id)}
    page = client.get(reverse("dispatching_week"), pressed).content.decode()
    assert '<option value="early" selected>' in page
    assert 'name="pinned" type="checkbox" value="on" checked' in page
    posted(client, "dispatching_week_act", roster.id, **put | {"kind": "late"})
    page = client.get(reverse("dispatching_week"), pressed).content.decode()
    assert '<option value="late" selected>' in page
    posted(client, "dispatching_week_act", roster.id, **put)
    phone = Client()
    phone.force_login(account)
    assert phone.get("/carer/day/").json()["week"] == []
    assert "已发布" in text(posted(client, "dispatching_week_act", roster.id, do="publish"))
    week = phone.get("/carer/day/").json()["week"]
    assert [(one["day"], one["label"]) for one in week] == [(day.isoformat(), "早班")]
    client.cookies["django_language"] = "en"
    assert "Early" in text(client.get(reverse("dispatching_week"), {"week": monday().isoformat()}))


def test_orders_of_the_week_are_its_demand(home, own):
    make_carer(home)
    first = timezone.localdate(accepted(8).from_at)
    posted(browser(own), "dispatching_week_open", week=monday_of(first).isoformat())
    assert ShiftDemand.objects.get(day=first, kind="early", skill="").count == 1


def test_who_opens_whose_week(home, own):
    make_carer(home)
    roster = opened(browser(own))
    seats = browser(factories.scope_of(factories.make_account(Role.DISPATCHER)))
    asked = {"week": monday().isoformat()}
    assert "请选择服务商" in text(seats.get(reverse("dispatching_week"), asked))
    assert "草稿" in text(seats.get(reverse("dispatching_week"), {**asked, "provider": str(home)}))
    stranger = browser(contractor(Organisation.objects.get(id=offered_by().organisation)))
    theirs = text(stranger.get(reverse("dispatching_week"), {**asked, "provider": str(home)}))
    assert "这一周还没有班表" in theirs
    act = reverse("dispatching_week_act", args=[roster.id])
    assert stranger.post(act, {"do": "publish"}).status_code == 404
    operator = browser(factories.scope_of(factories.make_operator()))
    assert operator.get(reverse("dispatching_week")).status_code == 403
    assert Client().get(reverse("dispatching_week")).status_code == 302
    far = browser(factories.scope_of(factories.make_account(Role.DISPATCHER)))
    unknown = {**asked, "provider": "00000000-0000-7000-8000-000000000000"}
    assert far.get(reverse("dispatching_week"), unknown).status_code == 404


@pytest.mark.parametrize(
    "rubbish", ["\x01\x1b[31m", "长" * 3000, "-1", "\ufeff\u202e", "9" * 400, "%s{0}{{x}}", "9999-12-31"]
)
def test_rubbish_in_any_field_is_refused_in_words(home, own, rubbish):
    make_carer(home)
    client = browser(own)
    roster = opened(client)
    names = ("week", "provider", "carer", "other", "day", "kind", "skill", "count", "wish", "pinned")
    told = dict.fromkeys(names, rubbish)
    for do in ("set", "swap", "wish", "demand", "fill", "publish", rubbish):
        assert posted(client, "dispatching_week_act", roster.id, do=do, **told).status_code == 200
    assert posted(client, "dispatching_week_open", **told).status_code == 200
    assert client.get(reverse("dispatching_week"), told).status_code == 200
    assert not Shift.objects.exists()
    assert not ShiftWish.objects.exists()
    assert Account.objects.exists()
