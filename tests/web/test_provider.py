"""The provider's desk: who opens which page, the main ways by HTTP, refusals that keep what was typed."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.services import operations
from chongyang.services.models import (
    Entry,
    EntryFile,
    Evaluation,
    ItemPrice,
    Offer,
    ServiceProvider,
    YearlyCheck,
)
from chongyang.services.rules import flows
from chongyang.territory.models import Organisation
from chongyang.workforce.models import Absence, Carer, Credential
from tests import factories
from tests.services import made, people
from tests.services.evaluated import PARTS
from tests.services.people import PDF, do
from tests.web.provider_desk import browser, carer_form, page
from tests.workforce.made import certify, contractor, make_carer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


@pytest.fixture
def org(db):
    return made.organisation()


@pytest.fixture
def own(org):
    return contractor(org)


@pytest.fixture
def today():
    return timezone.localdate(now())


def test_who_opens_which_page(org, own):
    provider = made.make_provider(org)
    carer = make_carer(org.id)
    row = Entry.objects.create(
        organisation=org.id, area=org.area, name=org.name, asked_by=own.actor.account, asked_at=now()
    )
    entry = people.submitted(contractor(made.organisation()))
    provider.check_on = timezone.localdate(now())
    provider.save()
    operations.open_due(now=now())
    check = YearlyCheck.objects.get()
    ours: list[tuple[Any, ...]] = [
        ("provider",),
        ("provider_offers",),
        ("provider_capacity",),
        ("provider_carers",),
        ("provider_entry",),
    ]
    ours += [("provider_carer_new",), ("provider_carer", carer.id), ("provider_check", check.id)]
    county: list[tuple[Any, ...]] = [
        ("provider_admission",),
        ("provider_case", entry.id),
        ("provider_list",),
        ("provider_prices",),
    ]
    county += [("provider_one", provider.id), ("provider_carer", carer.id), ("provider_check", check.id)]
    for at in ours:
        assert page(browser(own), *at)
        assert page(browser(contractor(org)), *at), "a colleague of the same provider"
    for at in county:
        assert page(browser(people.county()), *at)
    for name, *keys in [*ours, *county]:
        url = reverse(name, args=keys)
        assert Client().get(url).status_code == 302
        nurse = factories.scope_of(factories.make_account(factories.Role.CARE_WORKER, org))
        assert browser(nurse).get(url).status_code == 403
    stranger, outside = browser(contractor(made.organisation())), browser(people.outsider())
    for name, key in (("provider_carer", carer.id), ("provider_check", check.id)):
        assert stranger.get(reverse(name, args=[key])).status_code == 404
        assert outside.get(reverse(name, args=[key])).status_code == 404
    for name, key in (("provider_case", entry.id), ("provider_one", provider.id)):
        assert stranger.get(reverse(name, args=[key])).status_code == 403
        assert outside.get(reverse(name, args=[key])).status_code == 404
    assert row.number not in page(browser(people.county()), "provider_admission")
    assert browser(people.county()).get(reverse("provider")).url == reverse("provider_admission")


def test_an_application_from_the_first_word_to_the_public_list(own):
    client, here = browser(own), reverse("provider_entry")
    assert "申请准入" in page(client, "provider_entry")
    assert client.post(here, {"do": "begin"}).status_code == 302
    refused = client.post(
        here, {"do": "submit", "name": "新名字服务社", "kind": "social", "credit_code": "1"}
    )
    assert refused.status_code == 422
    assert "新名字服务社" in refused.content.decode(), "what was typed is kept"
    assert "应为 18 位" in refused.content.decode()
    for kind in flows.load().evidence:
        file = SimpleUploadedFile("材料.pdf", PDF)
        client.post(reverse("provider_entry_attach"), {"kind": kind, "file": file})
    extra = EntryFile.objects.order_by("id").first()
    assert client.get(reverse("provider_entry_file", args=[extra.id])).status_code == 200
    form = people.filled()
    typed = {
        name: getattr(form, name) for name in ("name", "kind", "credit_code", "phone", "address", "statement")
    }
    typed |= {"kinds": form.kinds, "areas": form.areas, "do": "submit"}
    assert client.post(here, typed).status_code == 302
    row = Entry.objects.get()
    case = reverse("provider_case", args=[row.id])
    browser(people.county()).post(case, {"do": "accept"})
    visit = {"do": "visit", "visited_on": "2019-06-03", "finding": "与材料一致。"}
    second = people.county()
    assert browser(second).post(case, {**visit, "finding": ""}).status_code == 422
    browser(second).post(case, visit)
    blocked = browser(second).get(case).content.decode()
    assert "不能再办第二个环节" in blocked
    assert browser(second).post(case, {"do": "admit"}).status_code == 422
    browser(people.county()).post(case, {"do": "admit"})
    assert ServiceProvider.objects.get().state == "in_force"
    assert "已准入" in page(client, "provider_entry")
    assert "在册" in page(client, "provider")


def test_a_paper_is_taken_away_and_what_is_no_file_is_told(own):
    client = browser(own)
    client.post(reverse("provider_entry"), {"do": "begin"})
    client.post(
        reverse("provider_entry_attach"), {"kind": "管理制度", "file": SimpleUploadedFile("a.exe", b"MZ")}
    )
    client.post(reverse("provider_entry_attach"), {"kind": "管理制度"})
    assert not EntryFile.objects.exists()
    client.post(
        reverse("provider_entry_attach"), {"kind": "管理制度", "file": SimpleUploadedFile("a.pdf", PDF)}
    )
    file = EntryFile.objects.get()
    other = browser(contractor(made.organisation()))
    assert other.post(reverse("provider_entry_detach", args=[file.id])).status_code == 404
    client.post(reverse("provider_entry_detach", args=[file.id]))
    assert not EntryFile.objects.exists()
    client.post(reverse("provider_entry"), {"do": "take_back"})
    assert not Entry.objects.exists()


def test_offers_are_made_changed_and_ended(org, own, today):
    made.make_provider(org)
    client, here = browser(own), reverse("provider_offers")
    told = {"do": "make", "item": "bath_help", "price": "80", "areas": ["410105"]}
    refused = client.post(here, {**told, "valid_from": today.isoformat()})
    assert refused.status_code == 422
    assert "今天以后" in refused.content.decode()
    client.post(here, {**told, "valid_from": (today + DAY).isoformat()})
    offer = Offer.objects.get()
    change = {"do": "change", "offer": str(offer.id), "price": "90.50"}
    client.post(here, {**change, "valid_from": (today + 5 * DAY).isoformat()})
    assert list(Offer.objects.order_by("valid_from").values_list("price_fen", flat=True)) == [8000, 9050]
    assert "¥90.50" in page(client, "provider_offers")
    last = Offer.objects.latest("valid_from")
    client.post(here, {"do": "end", "offer": str(last.id), "valid_from": (today + 9 * DAY).isoformat()})
    last.refresh_from_db()
    assert last.valid_to == today + 9 * DAY


def test_capacity_in_hours(org, own):
    made.make_provider(org)
    client, here = browser(own), reverse("provider_capacity")
    assert client.post(here, {"area": "410105", "day-1": "abc"}).status_code == 422
    assert client.post(here, {"area": "410105", "day-1": "8", "day-6": "4.5"}).status_code == 302
    text = page(client, "provider_capacity").replace(" ", "")
    assert "金水区800004.5012.5" in text


def test_a_carer_with_papers_absence_account_and_end(org, own, today):
    client = browser(own)
    refused = client.post(reverse("provider_carer_new"), carer_form(phone="1"))
    assert refused.status_code == 422
    assert "周护理" in refused.content.decode()
    client.post(reverse("provider_carer_new"), carer_form())
    row = Carer.objects.get()
    here = reverse("provider_carer", args=[row.id])
    paper = {
        "do": "certify",
        "skill": "health",
        "issuer": "测试医院",
        "number": "J1",
        "valid_from": "2019-01-01",
    }
    client.post(here, {**paper, "last_on": today.isoformat(), "file": SimpleUploadedFile("证.pdf", PDF)})
    held = Credential.objects.get()
    assert client.get(reverse("provider_carer_paper", args=[held.id])).status_code == 200
    assert browser(people.outsider()).get(reverse("provider_carer_paper", args=[held.id])).status_code == 404
    client.post(
        here, {"do": "away", "kind": "leave", "from_on": today.isoformat(), "to_on": today.isoformat()}
    )
    absence = Absence.objects.get()
    assert absence.to_at - absence.from_at == DAY
    text = page(client, "provider")
    assert "周护理" in text
    client.post(here, {"do": "back", "absence": str(absence.id)})
    account = factories.make_account(factories.Role.CARE_WORKER, org)
    assert client.post(here, {"do": "account", "username": "nobody"}).status_code == 422
    client.post(here, {"do": "account", "username": account.username})
    client.post(here, {**carer_form(name="周护理员"), "do": "update"})
    client.post(here, {"do": "withdraw", "credential": str(held.id)})
    row.refresh_from_db()
    assert (row.name, row.account) == ("周护理员", account.id)
    client.post(here, {"do": "end", "ends_on": today.isoformat()})
    assert "已离职" in page(client, "provider_carer", row.id)
    county = browser(people.county())
    assert "登记离职" not in county.get(here).content.decode()
    assert county.post(here, {"do": "end", "ends_on": today.isoformat()}).status_code in (302, 403)


def test_the_day_tells_what_runs_out(org, own, today):
    made.make_provider(org)
    one, two = make_carer(org.id, name="孙过期", skills=()), make_carer(org.id, name="李快到", skills=())
    certify(one, "health", valid_to=today)
    certify(two, "health", valid_to=today + 20 * DAY)
    text = page(browser(own), "provider")
    assert text.index("孙过期") < text.index("李快到")
    assert "证书过期的护理员不能再派" in text


def test_the_county_suspends_lets_in_and_ends(org, own, today):
    provider = made.make_provider(org)
    client, here = browser(people.county()), reverse("provider_one", args=[provider.id])
    assert client.post(here, {"do": "suspend", "reason": ""}).status_code == 422
    client.post(here, {"do": "suspend", "reason": "证书过期未整改"})
    assert "证书过期未整改" in page(client, "provider_one", provider.id)
    client.post(here, {"do": "resume"})
    told = {"do": "evaluate", "assessor": "测试评估中心", "evaluated_on": "2019-06-03"}
    told |= {f"part-{key}": str(points) for key, points in PARTS.items()}
    refused = client.post(here, {**told, "part-safety": "abc"})
    assert refused.status_code == 422
    assert "请给每一项标准打分" in refused.content.decode()
    assert 'value="17"' in refused.content.decode()
    client.post(here, {**told, "file": SimpleUploadedFile("报告.pdf", PDF)})
    assert Evaluation.objects.get().file is not None
    for text in (page(client, "provider_one", provider.id), page(browser(own), "provider_entry")):
        assert "86.5" in text
        assert "25.5 / 30" in text
        assert "演示数据" in text
    leave = {"do": "leave", "reason": "连续两年不合格", "leaves_on": (today + 3 * DAY).isoformat()}
    client.post(here, leave)
    client.post(here, {"do": "finish"})
    assert ServiceProvider.objects.get().state == "exited"


def test_a_yearly_check_on_one_page(org, own, today):
    provider = made.make_provider(org, check_on=today)
    operations.open_due(now=now())
    check = YearlyCheck.objects.get()
    here = reverse("provider_check", args=[check.id])
    mine = browser(own)
    file = SimpleUploadedFile("报告.pdf", PDF)
    mine.post(reverse("provider_check_attach", args=[check.id]), {"kind": "年度服务报告", "file": file})
    paper = check.files.get()
    assert mine.get(reverse("provider_check_file", args=[paper.id])).status_code == 200
    mine.post(here, {"do": "report", "statement": "服务八百人次。"})
    look = {"do": "look", "visited_on": "2019-06-03", "finding": "属实。"}
    browser(people.county()).post(here, look)
    mend = {"do": "mend", "reason": "补一张证书", "mend_until": (today + 9 * DAY).isoformat()}
    browser(people.county()).post(here, mend)
    assert "补一张证书" in page(mine, "provider_check", check.id)
    mine.post(here, {"do": "report", "statement": "已补。"})
    looker = YearlyCheck.objects.get()
    assert looker.state == "looking"
    provider.refresh_from_db()
    assert provider.state == "in_force"


def test_a_range_of_prices_by_the_county(db, today):
    client, here = browser(people.county()), reverse("provider_prices")
    told = {"item": "bath_help", "area": "410105", "low": "90", "high": "110", "document": "测试文件"}
    assert client.post(here, {**told, "valid_from": today.isoformat()}).status_code == 422
    client.post(here, {**told, "valid_from": (today + DAY).isoformat()})
    assert ItemPrice.objects.get().price_from_fen == 9000
    assert "中原区" not in page(client, "provider_prices")


def test_who_has_no_provider_yet_is_led_to_entry(own):
    assert "还没有准入" in page(browser(own), "provider")
    for name in ("provider_offers", "provider_capacity"):
        assert page(browser(own), name)
    assert do(operations.begin, own).state == "draft"
    answer = browser(own).get(reverse("provider_entry")).content.decode()
    assert f'value="{Organisation.objects.get(id=own.organisation).name}"' in answer


def test_visits_that_did_not_begin_stand_on_the_providers_desk(db):
    from chongyang.orders.models import Assignment, Order
    from chongyang.visits import operations as visits
    from chongyang.visits.models import Missed
    from tests.visits.people import going

    order, phone = going()
    at = now() - timedelta(minutes=62)
    Order.objects.filter(id=order.id).update(from_at=at, to_at=at + timedelta(hours=3))
    Assignment.objects.filter(order=order.id).update(from_at=at, to_at=at + timedelta(hours=1))
    visits.watch_missed(now=now())
    held = Organisation.objects.get(id=order.organisation)
    client = browser(contractor(held))
    text = page(client, "provider_missed")
    for words in (order.number, "过 15 分钟", "过 30 分钟", "过 60 分钟", "已建事件", phone.carer.name):
        assert words in text
    assert order.name.plain not in text
    assert "查看 1 次" in page(client, "provider")
    phone.send([phone.entry(order.id, "arrive", at + timedelta(minutes=5))], now())
    assert Missed.objects.get().closed_why == "late_entry"
    text = page(client, "provider_missed")
    assert "补传" in text
    assert "没有超时未到的上门" in text
    other = browser(contractor(made.organisation()))
    assert order.number not in page(other, "provider_missed")
    assert Client().get(reverse("provider_missed")).status_code == 302
    assert browser(phone.scope).get(reverse("provider_missed")).status_code == 403
