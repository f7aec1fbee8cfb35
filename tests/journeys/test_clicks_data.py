"""Whole tasks at the desks around data, counted in a browser; `docs/explanation/clicks.md` repeats them."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from chongyang.claims.models import Contest
from chongyang.claims.operations import settling, working
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.linkage.models import Merge
from chongyang.territory.enums import Role
from chongyang.web.linkage.views import REASONS
from tests import factories
from tests.claims.feed_files import people, person, write_csv
from tests.claims.words import tell
from tests.emergency.races import as_system
from tests.emergency.test_way_of_an_alarm import press as press_button
from tests.exchange.helpers import TODAY, department
from tests.journeys.test_clicks import Hand, sees
from tests.journeys.test_data_desks import CHECK, a_check_that_found_something
from tests.linkage.test_deciding import pair_of_files
from tests.web.test_exchange import typed
from tests.web.test_street import office

FEED = "police_population"


def make(role, *codes):
    return as_system(lambda: factories.make_account(role, None, *codes))


def make_clerk():
    return as_system(lambda: factories.make_account(Role.STREET_CLERK, office("410105001")))


def follow(hand, selector):
    hand.clicks += 1
    hand.page.locator(selector).first.click()


def take_all_in():
    as_system(lambda: working.work_once(now))


@pytest.fixture
def steward(site, settings, tmp_path):
    settings.FEED_FILES = tmp_path / "kept"
    return make(Role.DATA_STEWARD)


def test_feeds_a_file_from_the_desk_to_the_report_of_its_faults(open_as, steward, tmp_path):
    path = write_csv(tmp_path / "a.csv", [*people(30), person(41, 姓名="=王9")])
    hand = Hand(open_as(steward, "/feeds/"))
    hand.press("人口与户籍", role="link")
    hand.clicks += 1  # choosing the file
    hand.page.locator("input[type=file]").set_input_files(path)
    hand.press("上传并导入")
    sees(hand, "正在排队导入")
    take_all_in()
    sees(hand, "只填写姓名")
    with hand.page.expect_download() as download:
        hand.press("下载 XLSX")
    assert download.value.suggested_filename.endswith(".xlsx")
    assert hand.clicks == 4


def test_feeds_a_second_person_keeps_what_a_file_lacks(open_as, steward, tmp_path):
    client = Client(HTTP_HOST="127.0.0.1")
    as_system(lambda: client.force_login(steward))
    for count, day in ((30, "2026-11-01"), (10, "2026-11-08")):
        held = write_csv(tmp_path / f"{count}.csv", people(count))
        file = SimpleUploadedFile(held.name, held.read_bytes())
        client.post(reverse("feeds_upload", args=[FEED]), {"file": file, "told_on": day})
        take_all_in()
    hand = Hand(open_as(make(Role.DATA_STEWARD), "/feeds/"))
    follow(hand, "main .alert a[href*='/feeds/runs/']")
    hand.page.get_by_label(re.compile("核对的经过")).fill("已电话核对，文件不全")
    hand.press("保留不变")
    sees(hand, "已决定保留")
    assert hand.clicks == 2


def test_linkage_a_pair_from_the_list_to_its_word_and_a_merge_undone(open_as, site):
    pair = as_system(pair_of_files)
    judges = [make(Role.COUNTY_REVIEWER, "410105") for _ in range(2)]
    for judge, done in zip(judges, ("须由另一人复核", "已记为同一个人"), strict=True):
        hand = Hand(open_as(judge, "/linkage/"))
        follow(hand, "main a.pair")
        follow(hand, "main [name=answer][value=same]")
        hand.press(REASONS[2])
        hand.press("记下判断")
        sees(hand, done)
        assert hand.clicks == 4
    as_system(lambda: press_button(pair_elder(pair)))
    hand = Hand(open_as(judges[0], "/linkage/merges/"))
    follow(hand, "main a.pair")
    sees(hand, "求助")
    follow(hand, "main .came [type=radio] >> nth=1")
    hand.page.get_by_label(re.compile("^理由")).fill("电话核实是两个人")
    hand.press("撤销合并")
    sees(hand, "恢复原样")
    assert hand.clicks == 3
    assert as_system(lambda: Merge.objects.get().parted_at)


def pair_elder(pair):
    return factories.Elder.objects.get(id=pair.left_person)


def told_elder():
    elder = factories.make_elder(area=410105001000)
    tell(elder, name="陈秀芝")
    settle(elder)
    return elder


def settle(elder):
    settling.settle(person=elder.id, scope=system_scope("test"), by=SYSTEM, now=now())


def test_claims_a_word_is_contested_and_answered(open_as, site):
    as_system(told_elder)
    clerk = Hand(open_as(make_clerk(), "/claims/"))
    clerk.press(re.compile("并排查看"))
    clerk.press("姓名", role="link", exact=True)
    clerk.choose("原因", 1)
    clerk.page.get_by_label("依据").fill("看过户口本原件")
    follow(clerk, "main [name=word]")
    clerk.press("提出异议")
    sees(clerk, "异议已记录")
    assert clerk.clicks == 5
    steward = Hand(open_as(make(Role.DATA_STEWARD), "/claims/contests/"))
    steward.press(re.compile("^办理"), role="link")
    steward.page.get_by_label("给提出人的答复").fill("已与户籍科核对")
    steward.press("维持原说法")
    sees(steward, "已答复：维持原说法")
    assert steward.clicks == 2
    assert as_system(lambda: Contest.objects.get().answered_at)


def test_claims_a_told_death_is_confirmed_after_the_last_look(open_as, site):
    def made():
        elder = told_elder()
        tell(elder, record="dead", life_status="dead", died_on="2026-11-12")
        settle(elder)

    as_system(made)
    hand = Hand(open_as(make_clerk(), "/claims/deaths/"))
    hand.press(re.compile("^核实"), role="link")
    hand.press(re.compile("^下一步"))
    follow(hand, "main form button[class*=danger], main form button[class*=primary]")
    sees(hand, "已确认去世")
    assert hand.clicks == 3


def fill_terms(page):
    told = {name: value for name, value in as_system(typed).items() if isinstance(value, str | int)}
    chosen = {"organisation", "basis", "answer_kind"}
    for name, value in told.items():
        box = page.locator(f"[name={name}]")
        box.select_option(value) if name in chosen else box.fill(str(value))
    for name, day in (("signed_on", TODAY), ("valid_from", TODAY), ("valid_to", TODAY + timedelta(days=300))):
        page.locator(f"[name={name}]").fill(day.isoformat())


def test_exchange_an_agreement_from_the_desk_to_its_key(open_as, site):
    as_system(department)
    steward = Hand(open_as(make(Role.DATA_STEWARD), "/exchange/"))
    steward.press("提出协议", role="link")
    fill_terms(steward.page)
    steward.clicks += 3  # the department, the basis and the kind of answer are chosen from lists
    follow(steward, "main [name=fields_told]")
    follow(steward, "main [name=changes]")
    steward.press("提交审定")
    sees(steward, "等另一位审定")
    assert steward.clicks == 7
    reviewer = Hand(open_as(make(Role.CITY_REVIEWER), "/exchange/"))
    follow(reviewer, "main article h2 a")
    reviewer.press("审定生效")
    sees(reviewer, "已办理")
    assert reviewer.clicks == 2
    steward.clicks = 0
    steward.page.reload()
    steward.press("发放密钥")
    expect(steward.page.locator("main code.secret")).to_have_text(re.compile("^cy_"))
    assert steward.clicks == 1


def test_integrity_from_the_desk_to_the_file_and_a_finding_accepted(open_as, site):
    as_system(a_check_that_found_something)
    clerk = Hand(open_as(make_clerk(), "/integrity/"))
    follow(clerk, f"main a[href*='{CHECK}']")
    clerk.press("街道台", role="link", exact=True)
    expect(clerk.page).to_have_url(re.compile("/street/"))
    assert clerk.clicks == 2
    steward = Hand(open_as(make(Role.DATA_STEWARD, "410105"), "/integrity/"))
    follow(steward, f"main a[href*='{CHECK}']")
    follow(steward, "main td summary")
    steward.page.get_by_label("理由").first.fill("证件如此")
    steward.page.get_by_label("有效至").first.fill((TODAY + timedelta(days=9)).isoformat())
    steward.press("认可", exact=True)
    sees(steward, "已认可")
    assert steward.clicks == 3
