"""The desk of the four stages: who opens which page, and its ways by HTTP."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from chongyang.approvals import queries
from chongyang.approvals.models import Application, Item, Notice, Paper, StageRun
from chongyang.core.clock import now
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from tests.approvals import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def browser(scope) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=scope.actor.account))
    return client


def text_of(answer, status: int = 200) -> str:
    assert answer.status_code == status, answer.status_code
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def at(name, *keys):
    return reverse(name, args=keys)


@pytest.fixture
def cast(db):
    return people.Cast()


@pytest.fixture
def run(cast):
    return people.accepted(cast, people.begun(cast, now()), now())


def test_who_opens_which_page(cast, run):
    """Owner, colleague in scope, another department, outsiders of every kind."""
    paper = Paper.objects.filter(run=run, material="land_proof").get()
    notice = Notice.objects.get(run=run)
    filing = people.item_of(run, "project_filing")
    development = cast.officer_of(filing)
    planning = cast.officer_of(people.item_of(run, "land_permit"))
    page = at("approvals_run", run.id)
    reached = {"window": cast.window, "its department": development, "another of its departments": planning}
    for who, scope in reached.items():
        assert browser(scope).get(page).status_code == 200, who
        assert browser(scope).get(at("approvals_notice", notice.id)).status_code == 200, who
    shut = {
        "window elsewhere": people.window("410102"),
        "department elsewhere": people.officer("city.development-reform", "410102"),
        "a department without an item": people.officer("city.sports"),
    }
    for who, scope in shut.items():
        assert browser(scope).get(page).status_code == 404, who
        assert browser(scope).get(at("approvals_notice", notice.id)).status_code == 404, who
        assert "测试养老院" not in text_of(browser(scope).get(at("approvals"))), who
    assert browser(cast.applicant).get(page).status_code == 403
    assert Client().get(page).status_code == 302
    file = at("approvals_paper", paper.id)
    assert browser(cast.window).get(file).status_code == 200
    assert browser(planning).get(file).status_code == 200
    assert browser(development).get(file).status_code == 404


def test_an_applicant_sees_its_own_alone(cast, run):
    paper, row = Paper.objects.filter(run=run).order_by("id").first(), run.application
    notice = Notice.objects.get(run=run)
    own = [
        at("approvals_application", row.id),
        at("approvals_own_paper", paper.id),
        at("approvals_notice", notice.id),
    ]
    other = browser(people.clerk())
    for page in own:
        assert browser(cast.applicant).get(page).status_code == 200, page
        assert other.get(page).status_code == 404, page
    assert "测试养老院" not in text_of(other.get(at("approvals_mine")))
    assert browser(cast.window).get(own[0]).status_code == 403
    posts = [at("approvals_attach", run.id), at("approvals_reuse", run.id), at("approvals_detach", paper.id)]
    for page in posts:
        assert other.post(page).status_code == 404, page


def test_a_department_reads_its_own_papers_and_the_common_ones(cast, run):
    development = cast.officer_of(people.item_of(run, "project_filing"))
    names = {one.material for one in queries.list_papers_for(development, run)}
    assert names == {
        *("applicant_certificate", "project_report"),
        *("water_report", "seismic_report"),  # development and reform organises these two
    }
    said = text_of(browser(development).get(at("approvals_run", run.id)))
    assert "土地使用权证明" not in said
    assert "申请单位主体资格证明" in said
    everything = {one.material for one in queries.list_papers_for(cast.window, run)}
    assert everything == set(queries.plan_of(run).required)


def test_from_the_first_click_to_the_end_of_a_stage(cast):
    applicant = browser(cast.applicant)
    told = {"name": "碧波养老院", "fact-in_regulatory_plan": "yes", "form": "begin"}
    answer = applicant.post(at("approvals_mine"), told)
    row = Application.objects.get()
    page = at("approvals_application", row.id)
    assert answer.url == page
    run = people.run_of(row)
    early = applicant.post(page, {"do": "submit", "form": "submit"})
    assert "还缺材料：申请单位主体资格证明" in text_of(early, 422)
    for name in queries.plan_of(run).required:
        file = SimpleUploadedFile("扫描件.pdf", people.PDF)
        sent = applicant.post(
            at("approvals_attach", run.id), {"material": name, "file": file, "form": "attach"}
        )
        assert sent.status_code == 302, name
    assert applicant.post(page, {"do": "submit", "form": "submit"}).status_code == 302
    window = browser(cast.window)
    assert "碧波养老院" in text_of(window.get(at("approvals")))
    desk = at("approvals_run", run.id)
    assert "不再单独评估" in text_of(applicant.get(page)) or "材料已齐" not in text_of(applicant.get(page))
    asked = {"do": "ask", "form": "ask", "lacks-site_map": "坐标没有盖章。"}
    assert window.post(desk, asked).status_code == 302
    again = window.post(desk, asked)
    assert "只能一次性告知一次" in text_of(again, 422)
    assert "坐标没有盖章" in text_of(applicant.get(page))
    assert "还没有交：选址位置图" in text_of(applicant.post(page, {"do": "submit", "form": "submit"}), 422)
    file = SimpleUploadedFile("盖章.pdf", people.PDF)
    applicant.post(at("approvals_attach", run.id), {"material": "site_map", "file": file, "form": "attach"})
    assert applicant.post(page, {"do": "submit", "form": "submit"}).status_code == 302
    assert window.post(desk, {"do": "accept", "form": "accept"}).status_code == 302
    for item in people.items_of(StageRun.objects.get(id=run.id)):
        officer = browser(cast.officer_of(item))
        form = {"do": "permit", "form": f"permit-{item.name}", "item": str(item.id)}
        nothing = officer.post(desk, {**form, "number": " ", "document_on": now().date().isoformat()})
        assert "请填写文号" in text_of(nothing, 422)
        day = people.timezone.localdate(now()).isoformat()
        done = officer.post(desk, {**form, "number": f"郑审〔2026〕{item.name}号", "document_on": day})
        assert done.status_code == 302, item.name
    assert StageRun.objects.get(id=run.id).state == "permitted"
    said = text_of(applicant.get(page))
    assert "建设用地规划许可证 郑审〔2026〕land_permit号" in said
    assert "工程建设许可：材料" in said
    assert "沿用以前交过的 3 份" in said
    applicant.post(page, {"do": "reuse_all", "form": "reuse"})
    assert Paper.objects.filter(run=people.run_of(row)).count() == 3
    assert "前次" not in text_of(window.get(at("approvals") + "?show=done"))


def test_a_notice_is_a_pdf_that_runs_nothing(cast, run):
    for notice in Notice.objects.filter(run=run):
        answer = browser(cast.window).get(at("approvals_notice", notice.id))
        assert answer.content.startswith(b"%PDF")
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_public_progress_says_stages_and_days_and_nothing_of_whom(cast, run):
    row, page = run.application, Client()
    cache.clear()
    assert "编号" in text_of(page.get(at("approvals_progress")))
    said = text_of(
        page.post(at("approvals_progress"), {"number": row.number.lower(), "code": row.code.lower()})
    )
    assert "投资项目备案" in said
    assert "待办理" in said
    item = people.item_of(run, "project_filing")
    number = "郑发改备〔2026〕77号"
    people.permit(cast, item, now(), number)
    said = text_of(page.post(at("approvals_progress"), {"number": row.number, "code": row.code}))
    assert "已许可" in said
    for secret in ("测试养老院", "新建工程", number, str(row.id), row.code):
        assert secret not in said


def test_guessing_codes_is_stopped(cast, run):
    row, page = run.application, Client()
    cache.clear()
    for _ in range(5):
        refused = page.post(
            at("approvals_progress"), {"number": row.number, "code": "AAAAAA", "form": "progress"}
        )
        assert "校验码不对" in text_of(refused, 422)
    right = page.post(at("approvals_progress"), {"number": row.number, "code": row.code, "form": "progress"})
    assert "试得太多了" in text_of(right, 422)
    unknown = page.post(
        at("approvals_progress"), {"number": "00000-00000", "code": "AAAAAA", "form": "progress"}
    )
    assert "校验码不对" in text_of(unknown, 422)
    cache.clear()


def test_a_leader_sees_stages_by_county_and_what_is_late(cast, run):
    later = now() + timedelta(days=120)
    Item.objects.filter(run=run).update(due_at=now() - timedelta(days=3))
    for role in (Role.DEPUTY_LEADER, Role.LEADING_GROUP_OFFICE, Role.COUNTY_SIGN_OFF):
        codes = ("410105",) if role is Role.COUNTY_SIGN_OFF else ()
        said = text_of(browser(people.scope(role, *codes)).get(at("approvals_overview")))
        assert "测试养老院新建工程" in said, role
        assert "金水区" in said, role
    elsewhere = people.scope(Role.COUNTY_SIGN_OFF, "410102")
    assert "测试养老院新建工程" not in text_of(browser(elsewhere).get(at("approvals_overview")))
    assert browser(people.scope(Role.OPERATOR)).get(at("approvals_overview")).status_code == 403
    assert later


def test_the_desk_speaks_english(cast, run):
    client = browser(cast.window)
    client.cookies["django_language"] = "en"
    said = text_of(client.get(at("approvals_run", run.id)))
    assert "Items in parallel" in said
    assert "并联" not in said


def test_the_timeline_says_in_both_languages_what_was_done(cast, run):
    """受理 of the emergency desk is another thing than an application that is accepted."""
    people.permit(cast, people.item_of(run, "project_filing"), now())
    page = at("approvals_run", run.id)
    client = browser(cast.window)
    told = text_of(client.get(page))
    assert "受理申请" in told
    assert "登记许可 · " in told
    client.cookies["django_language"] = "en"
    said = text_of(client.get(page))
    assert "Accept the application" in said
    assert "Record the permit · " in said
    assert "Acknowledge" not in said


GARBAGE = (
    "\x01\x1b[31m",
    "长" * 3000,
    "-1",
    "' OR 1=1 --",
    "\ufeff\u202e",
    "9" * 400,
    "%s{0}{{x}}",
    "0001-01-01",
)
WORDS = """
do form item words number document_on meets_on place reason name library material paper code on department
"""
FIELDS = WORDS.split()
STEPS = {
    "approvals_run": (
        "accept",
        "ask",
        "turn_away",
        "permit",
        "refuse",
        "lack",
        "opine_yes",
        "call",
        "pass_joint",
        "x",
    ),
    "approvals_application": ("submit", "withdraw", "reuse_all", "facts", "begin", "x"),
    "approvals_uses": ("file", "changed", "x"),
}


def test_garbage_in_any_field_of_any_form_is_no_error_of_ours(cast, run):
    cache.clear()
    item, key = people.item_of(run, "project_filing"), run.application_id
    who = {"approvals_run": cast.officer_of(item), "approvals_application": cast.applicant}
    for name, steps in STEPS.items():
        client = browser(who.get(name, cast.officer_of(item)))
        client.raise_request_exception = False
        page = at(name) if name == "approvals_uses" else at(name, run.id if name == "approvals_run" else key)
        for turn, step in enumerate(steps):
            told = {one: GARBAGE[(place + turn) % len(GARBAGE)] for place, one in enumerate(FIELDS)}
            for more in ({}, {"item": str(item.id)}, {"application": str(key)}):
                answer = client.post(page, told | {"do": step} | more)
                assert answer.status_code < 500, (name, step, more)
        assert client.post(page, dict.fromkeys(FIELDS, "\x00")).status_code == 400
    public = Client(raise_request_exception=False)
    for text in GARBAGE:
        answer = public.post(at("approvals_progress"), {"number": text, "code": text, "form": text})
        assert answer.status_code in (200, 422), text
    cache.clear()
