"""A project walks through all four stages in browsers: one completion, items in parallel, a joint review,
the last 办结, and its public progress.
"""

import re

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from chongyang.approvals import queries
from chongyang.approvals.models import Application, StageRun
from chongyang.core.clock import now
from chongyang.territory.models import Account
from tests.approvals import people
from tests.emergency.races import as_system

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(site, settings, tmp_path):
    settings.FILES = tmp_path / "files"
    cache.clear()
    return as_system(people.Cast)


def account(scope):
    return as_system(lambda: Account.objects.get(id=scope.actor.account))


def run_of(row):
    return as_system(lambda: people.run_of(row))


def hand_in(page, cast, folder, row):
    """The first paper by hand and earlier ones by one click; the rest are there, and all go to the window."""
    page.goto(f"/approvals/mine/{row.id}/")
    again = page.get_by_role("button", name=re.compile("沿用以前交过的"))
    if again.count():
        again.click()
        expect(page.locator("main")).to_contain_text("可沿用的材料都已放入")
    lacking = page.locator("li.paper", has=page.get_by_text("未交")).first
    send(page, folder, lacking.locator("input[name=material]").get_attribute("value"))
    as_system(lambda: people.with_papers(cast, people.run_of(row), now(), reuse=False))
    page.goto(f"/approvals/mine/{row.id}/")
    page.get_by_role("button", name="交窗口").click()
    expect(page.locator("main")).to_contain_text("已交窗口")


def send(page, folder, material):
    file = folder / f"{material}.pdf"
    file.write_bytes(people.PDF)
    form = page.locator("form[enctype]", has=page.locator(f"input[value={material}]"))
    if page.locator("li.paper details", has=form).count():
        page.locator("li.paper details", has=form).locator("summary").click()
    form.locator("input[type=file]").set_input_files(str(file))
    form.get_by_role("button", name="上传").click()
    expect(page.locator("main")).to_contain_text("文件已收到")


def press(page, path, name, told):
    page.goto(path)
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.locator("main")).to_contain_text(told)


def permit_all(open_as, cast, run):
    """Each department in its own browser, in whatever order."""
    for item in as_system(lambda: people.items_of(run)):
        scope = as_system(lambda one=item: cast.officer_of(one))
        page = open_as(account(scope), f"/approvals/runs/{run.id}/")
        page.locator(f"#number-{item.name}").fill(f"郑审〔2026〕{item.name}号")
        form = page.locator("form.permit", has=page.locator(f"#number-{item.name}"))
        form.get_by_role("button", name="登记许可").click()
        expect(page.locator("main")).to_contain_text(f"郑审〔2026〕{item.name}号")
        page.context.close()


def meet(open_as, cast, run):
    convener = open_as(account(as_system(lambda: cast.convener(run))), f"/approvals/runs/{run.id}/")
    convener.get_by_label("地点").fill("政务大厅三楼")
    convener.get_by_role("button", name="召集各部门").click()
    expect(convener.locator("main")).to_contain_text("已召集联合审查")
    names = as_system(lambda: queries.joint_items(run))
    for item in as_system(lambda: people.items_of(run)):
        if item.name in names:
            scope = as_system(lambda one=item: cast.officer_of(one))
            page = open_as(account(scope), f"/approvals/runs/{run.id}/")
            form = page.locator("form", has=page.locator(f"#opinion-{item.name}"))
            form.get_by_role("button", name="同意通过", exact=True).click()
            expect(page.locator("main")).to_contain_text("意见已登记")
            page.context.close()
    convener.goto(f"/approvals/runs/{run.id}/")
    convener.get_by_role("button", name="通过", exact=True).click()
    expect(convener.locator("main")).to_contain_text("联合审查通过，各部门可以许可")


def test_a_project_walks_through_four_stages(open_as, browse, cast, tmp_path):
    builder = open_as(account(cast.applicant), "/approvals/mine/", phone=True)
    builder.get_by_label("项目名称").fill("碧波养老院新建工程")
    builder.get_by_label("位于已批复控制性详细规划的区域").check()
    builder.get_by_role("button", name="开始报建").click()
    expect(builder.locator("main")).to_contain_text("立项用地规划许可：材料")
    row = as_system(Application.objects.get)
    window = open_as(account(cast.window), "/approvals/")

    for place in range(4):
        run = run_of(row)
        hand_in(builder, cast, tmp_path, row)
        desk = f"/approvals/runs/{run.id}/"
        if place == 0:
            complete(builder, window, desk, tmp_path, row)
        press(window, desk, "受理申请", "已受理，各部门同时开始办理")
        if as_system(lambda one=run: queries.joint_items(one)):
            meet(open_as, cast, as_system(lambda one=run: StageRun.objects.get(id=one.id)))
        permit_all(open_as, cast, as_system(lambda one=run: StageRun.objects.get(id=one.id)))
        window.goto(desk)
        expect(window.locator("main")).to_contain_text("已办结，准予许可")
        expect(window.locator("main")).to_contain_text("办结通知书")

    row = as_system(lambda: Application.objects.get(id=row.id))
    assert row.state == "done"
    public = browse("/approvals/progress/", phone=True)
    public.get_by_label("编号").fill(row.number)
    public.get_by_label("校验码").fill(row.code)
    public.get_by_role("button", name="查询").click()
    expect(public.locator("main")).to_contain_text("四个阶段全部办结")
    expect(public.locator(".progress-list > li")).to_have_count(4)
    expect(public.locator("main")).not_to_contain_text("碧波养老院")


def complete(builder, window, desk, folder, row):
    """The window asks once; the applicant completes; the window asks no second time."""
    window.goto(desk)
    window.get_by_text("一次性告知补正").click()
    window.get_by_label("选址位置图和地形图").fill("坐标没有盖章。")
    window.get_by_role("button", name="告知补正并停止计时").click()
    expect(window.locator("main")).to_contain_text("计时停止")
    builder.goto(f"/approvals/mine/{row.id}/")
    expect(builder.locator("main")).to_contain_text("坐标没有盖章。")
    send(builder, folder, "site_map")
    builder.get_by_role("button", name="补正完毕，交回").click()
    expect(builder.locator("main")).to_contain_text("已交窗口")
    window.goto(desk)
    expect(window.get_by_role("button", name="告知补正并停止计时")).to_have_count(0)
