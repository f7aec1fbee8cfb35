"""The desk of the ledger: who enters, what is shown and covered, corrections, exports, papers."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse

from chongyang.core import typeset
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.scopes import system_scope
from chongyang.emergency import operations as emergency
from chongyang.emergency import reports
from chongyang.emergency.models import Incident, Link
from chongyang.emergency.rules.ledger import By, Choice
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can
from chongyang.web.ledger import sheets
from tests import factories
from tests.emergency.test_way_of_an_alarm import press
from tests.web.test_street import office, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
OWN, OTHER = "410105001", "410102002"
NAME = "陈秀兰"


@pytest.fixture
def incident(db):
    return press(factories.make_elder(name=NAME), at=now() - timedelta(minutes=4))


def client_of(role, code=""):
    return signed_in(factories.make_account(role, office(code) if code else None))


@pytest.fixture
def lead(db):
    return client_of(Role.SHIFT_LEAD)


def page_of(client, name, *args, **query):
    return client.get(reverse(name, args=args), query).content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_each_role_enters_what_it_may(db, role):
    client = client_of(role)
    for name in ("ledger", "ledger_charts"):
        assert client.get(reverse(name)).status_code == (200 if can(role, Can.READ_LEDGER) else 403), name


def test_the_clerk_sees_her_street_and_an_outsider_nothing(incident):
    clerk, outsider = client_of(Role.STREET_CLERK, OWN), client_of(Role.STREET_CLERK, OTHER)
    assert incident.number in page_of(clerk, "ledger_register")
    assert incident.number not in page_of(outsider, "ledger_register")
    for name in ("ledger_incident", "ledger_report"):
        url = reverse(name, args=[incident.id])
        call = outsider.post if name == "ledger_report" else outsider.get
        assert call(url).status_code == 404
    page = page_of(clerk, "ledger_incident", incident.id)
    assert "没有到达这一环节" in page
    assert NAME not in page


def test_a_leader_has_figures_and_no_incident(incident):
    leader = client_of(Role.DEPUTY_LEADER)
    assert "不足 5 起" in page_of(leader, "ledger")
    assert leader.get(reverse("ledger_register")).status_code == 302
    assert leader.get(reverse("ledger_incident", args=[incident.id])).status_code == 404
    assert leader.post(reverse("ledger_report", args=[incident.id])).status_code == 404


def test_a_correction_of_the_shift_lead_stands_beside_the_first_line(lead, incident):
    at = f"{incident.opened_at + timedelta(seconds=30):%Y-%m-%dT%H:%M:%S%z}"
    told = {"link": "answered", "what": "at", "at": at, "reason": "电话补记"}
    url = reverse("ledger_correct", args=[incident.id])
    assert lead.post(url, told).status_code == 302
    assert lead.post(url, {**told, "what": "void", "reason": "记错了"}).status_code == 302
    page = page_of(lead, "ledger_incident", incident.id)
    assert "电话补记" in page
    assert "记错了" in page
    assert "未到达" in page
    assert Link.objects.filter(written_at__isnull=False).count() == 2


@pytest.mark.parametrize("at", ["", "nonsense", "2026-99-99T00:00"])
def test_a_torn_moment_is_refused_with_words(lead, incident, at):
    told = {"link": "answered", "what": "at", "at": at, "reason": "补记"}
    page = lead.post(reverse("ledger_correct", args=[incident.id]), told, follow=True).content.decode()
    assert "时间的写法不对" in page
    assert not Link.objects.filter(written_at__isnull=False).exists()


def test_a_clerk_corrects_nothing(incident):
    clerk = client_of(Role.STREET_CLERK, OWN)
    told = {"link": "answered", "what": "void", "reason": "x"}
    assert clerk.post(reverse("ledger_correct", args=[incident.id]), told).status_code == 403


def test_page_after_page(lead, monkeypatch):
    monkeypatch.setattr("chongyang.web.ledger.views.PAGE", 2)
    made = [press(factories.make_elder(), at=now() - timedelta(minutes=n)) for n in range(3)]
    first = page_of(lead, "ledger_register")
    assert [one.number in first for one in made] == [True, True, False]
    after = first.split("after=")[1].split('"')[0]
    second = lead.get(f"{reverse('ledger_register')}?after={after}").content.decode()
    assert [one.number in second for one in made] == [False, False, True]


@pytest.mark.parametrize(
    "query", ["since=x&until=9999-99-99", "area=abc&after=~&order=door", "by=month&level=none"]
)
def test_a_torn_address_still_is_a_page(lead, incident, query):
    for name in ("ledger", "ledger_register", "ledger_charts"):
        assert lead.get(f"{reverse(name)}?{query}").status_code == 200


def export(client, **told):
    return client.post(reverse("ledger_export"), {"purpose": "audit", "form": "csv", **told})


def test_page_and_export_say_the_same(lead, incident):
    with enter(system_scope("test")):
        Incident.objects.filter(id=incident.id).update(level="P1")
        emergency.keep_times(incident.id, by=system_scope("test").actor, now=now())
    answer = export(lead, by="level")
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert rows[1].startswith("P1,1,0,")
    assert rows[-1].startswith("合计,1,0,")
    event = Event.objects.get(kind="emergency.figures.exported")
    assert (event.purpose, event.payload["form"]) == ("audit", "csv")


def test_an_export_of_incidents_is_masked_written_down_and_refused_without_a_purpose(lead, incident):
    answer = export(lead, what="incidents", form="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert incident.number in cells
    assert not any(NAME in cell or str(incident.person) in cell for cell in cells)
    assert Event.objects.filter(kind="emergency.ledger.exported").count() == 1
    assert export(lead, what="incidents", purpose="").status_code == 302
    assert Event.objects.filter(kind="emergency.ledger.exported").count() == 1
    assert export(client_of(Role.STREET_CLERK, OWN), what="incidents").status_code == 403


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=HYPERLINK(1)"])
def test_no_cell_is_a_formula(cell):
    assert sheets.as_csv([[cell]]).decode("utf-8-sig").lstrip('"').startswith("'")
    value = openpyxl.load_workbook(io.BytesIO(sheets.as_xlsx([["head"], [cell]]))).active["A2"]
    assert value.data_type == "s"
    assert str(value.value).startswith("'")


def report_of(scope, incident, **words):
    with enter(scope):
        return reports.after_action(scope, incident.id, now=now(), **words)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_report_masks_the_elder_and_every_long_number(incident, language):
    scope = factories.scope_of(factories.make_account(Role.SHIFT_LEAD))
    with enter(scope):
        emergency.acknowledge(incident=incident.id, scope=scope, now=now())
        note = f"{NAME}的女儿 13812345678 已到"
        emergency.close(incident=incident.id, outcome="handed_over", note=note, scope=scope, now=now())
    told = report_of(scope, incident, language=language)
    assert NAME not in str(told)
    assert "13812345678" not in str(told)
    assert "陈*兰" in str(told)
    paper = typeset.make_pdf(reports.AFTER_ACTION, told, at=now())
    assert paper.startswith(b"%PDF-")
    assert NAME in str(report_of(scope, incident, reveals=True))


def test_the_button_makes_a_pdf_and_an_event(lead, incident):
    answer = lead.post(reverse("ledger_report", args=[incident.id]), {"reveal": "1"})
    assert answer["Content-Type"] == "application/pdf"
    assert Event.objects.get(kind="emergency.report.made").payload == {"revealed": True}


def test_an_emoji_in_a_note_is_told_in_words(lead, incident):
    with enter(system_scope("test")):
        Incident.objects.filter(id=incident.id).update(outcome_note="好的😀")
    answer = lead.post(reverse("ledger_report", args=[incident.id]), follow=True)
    assert "没有字形" in answer.content.decode()


def test_a_month_as_pdf_holds_no_person(incident):
    leader = client_of(Role.DEPUTY_LEADER)
    answer = leader.post(reverse("ledger_monthly"), {"month": f"{now():%Y-%m}", "purpose": "report"})
    assert answer.content.startswith(b"%PDF-")
    scope = factories.scope_of(factories.make_account(Role.DEPUTY_LEADER))
    choice = Choice(since=now() - timedelta(days=9), until=now() + timedelta(days=1))
    told = str(reports.monthly(scope, choice, By.STREET, now=now()))
    assert "从略" in told
    for personal in (NAME, incident.number, str(incident.person)):
        assert personal not in told
