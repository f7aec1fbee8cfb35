"""The desk of who read what: findings, rights, records, exports; owner, colleague, outsider."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.privacy import operations, queries
from chongyang.privacy.models import DestructionList, Export, Finding, RightsRequest
from chongyang.privacy.operations import watching
from chongyang.territory.enums import Role
from tests import factories
from tests.privacy import people
from tests.web.test_street import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]


@pytest.fixture
def clerk(db):
    return people.clerk()


@pytest.fixture
def auditor(db):
    return signed_in(people.auditor())


def only(model, **conditions):
    with enter(system_scope("test")):
        return model.objects.get(**conditions)


@pytest.fixture
def finding(db, clerk, monkeypatch):
    """A clerk read a file at night three times."""
    monkeypatch.setattr(
        watching, "FRESH", watching.FRESH.replace("AND xid < pg_snapshot_xmin(pg_current_snapshot())", "")
    )
    elder = factories.make_elder()
    for hours in (0, 1, 4):
        moment = datetime(2027, 3, 10, 23, 30, tzinfo=watching.ZONE) + timedelta(hours=hours)
        people.read(clerk, elder, at=moment)
    operations.watch_readings(now=moment)
    return only(Finding, rule="at_night")


def test_asked_explained_closed(finding, clerk, auditor):
    page = text_of(auditor.get(reverse("reading")))
    assert "夜间打开档案" in page
    assert "待核查" in page
    url = reverse("reading_finding", args=[finding.id])
    assert "打开档案" in text_of(auditor.get(url))
    auditor.post(reverse("reading_ask", args=[finding.id]), {"question": "为什么夜里看？"})
    reader = signed_in(clerk)
    mine = text_of(reader.get(reverse("reading_mine")))
    assert "为什么夜里看？" in mine
    told = {"words": "防汛值班，核对名单"}
    assert "说明已提交" in text_of(
        reader.post(reverse("reading_explain", args=[finding.id]), told, follow=True)
    )
    assert "防汛值班" in text_of(auditor.get(url))
    told = {"verdict": "explained", "reason": "值班表相符"}
    assert "已结案" in text_of(auditor.post(reverse("reading_close", args=[finding.id]), told, follow=True))
    assert "没有待核查的异常查看" in text_of(auditor.get(reverse("reading")))
    assert "有正当理由" in text_of(auditor.get(reverse("reading") + "?all=1"))


def test_who_may_not_see_findings(finding, clerk):
    url = reverse("reading_finding", args=[finding.id])
    assert signed_in(clerk).get(url).status_code == 403
    assert signed_in(people.auditor("410181")).get(url).status_code == 404
    assert (
        signed_in(people.outsider())
        .post(reverse("reading_explain", args=[finding.id]), {"words": "x"})
        .status_code
        == 404
    )


@pytest.fixture
def elder(db):
    row = factories.make_elder()
    factories.make_contact(row)
    return row


def ask(client, elder, **more):
    said = {"kind": "copy", "asker": "elder", "channel": "counter", "text": "", **more}
    return client.post(reverse("reading_right_new", args=[elder.id]), said)


def test_a_request_from_the_counter_to_the_hand(elder, clerk):
    client = signed_in(clerk)
    answer = ask(client, elder)
    right = only(RightsRequest)
    assert answer.url == reverse("reading_right", args=[right.id])
    page = text_of(client.get(answer.url))
    for words in ("复制个人信息", "陈*兰", "老人本人", "个人信息保护法第四十五条"):
        assert words in page
    paper = client.post(reverse("reading_copy", args=[right.id, "pdf"]))
    assert (paper["Content-Type"], paper.content[:4]) == ("application/pdf", b"%PDF")
    for step, data in (("take", {}), ("answer", {"outcome": "granted"}), ("hand", {"handing": "counter"})):
        assert client.post(reverse("reading_right_step", args=[right.id, step]), data).status_code == 302
    assert only(RightsRequest).state == "handed"
    assert "复制个人信息" not in text_of(client.get(reverse("reading_rights")))
    assert "已交付" in text_of(client.get(reverse("reading_rights") + "?all=1"))


def test_a_colleague_sees_it_an_outsider_does_not(elder, clerk):
    ask(signed_in(clerk), elder)
    url = reverse("reading_right", args=[only(RightsRequest).id])
    assert signed_in(people.clerk()).get(url).status_code == 200
    outsider = signed_in(people.outsider())
    assert outsider.get(url).status_code == 404
    assert ask(outsider, elder).status_code == 404
    assert outsider.post(reverse("reading_copy", args=[only(RightsRequest).id, "json"])).status_code == 404
    assert signed_in(factories.make_operator()).get(reverse("reading_rights")).status_code == 403


def test_a_mistake_is_said_beside_its_field(elder, clerk):
    assert "请写明要更正或删除什么" in text_of(ask(signed_in(clerk), elder, kind="correction"))


def test_a_deletion_goes_over_two_desks(elder, clerk):
    steward, reviewer = signed_in(people.steward()), signed_in(people.reviewer())
    ask(signed_in(clerk), elder, kind="deletion", text="请删除")
    right = only(RightsRequest)
    steward.post(reverse("reading_right_step", args=[right.id, "deletion"]))
    made = only(DestructionList)
    url = reverse("reading_list", args=[made.id])
    assert "须由另一人批准" in text_of(steward.get(url))
    steward.post(reverse("reading_sign", args=[made.id, "approve"]))
    assert only(DestructionList).state == "proposed"
    assert "依法保留" in text_of(reviewer.get(url))
    for step in ("approve", "carry-out"):
        reviewer.post(reverse("reading_sign", args=[made.id, step]))
    assert only(DestructionList).state == "done"
    paper = reviewer.post(reverse("reading_certificate", args=[made.id]))
    assert paper.content[:4] == b"%PDF"
    assert signed_in(clerk).get(url).status_code == 403


def test_classes_holds_and_an_empty_class(elder):
    steward = signed_in(people.steward())
    page = text_of(steward.get(reverse("reading_records")))
    for words in ("老人档案", "5 年，自去世或迁出之日", "还没有销毁清单"):
        assert words in page
    answer = steward.post(reverse("reading_propose"), {"record_class": "file"}, follow=True)
    assert "没有到期的记录" in text_of(answer)
    told = {"reason": "lawsuit", "case_number": "(2026)豫01民初1号"}
    steward.post(reverse("reading_hold", args=[elder.id]), told)
    assert "诉讼、仲裁" in text_of(steward.get(reverse("reading_records")))


def test_an_export_is_asked_approved_and_taken(elder):
    reviewer, steward = signed_in(people.reviewer()), signed_in(people.steward())
    reviewer.post(reverse("reading_export_ask"), {"area": "410105", "purpose": "visit"})
    row = only(Export)
    assert (row.state, row.rows) == ("approved", 1)
    for form, kind in (("csv", "text/csv"), ("xlsx", "application/vnd")):
        taken = reviewer.post(reverse("reading_export_take", args=[row.id]), {"form": form})
        assert taken["Content-Type"].startswith(kind)
    assert "已下载 2 次" in text_of(reviewer.get(reverse("reading_exports")))
    with enter(system_scope("test")):
        Export.objects.update(state="asked", needs_approval=True, approved_at=None, valid_until=None)
    assert steward.post(reverse("reading_export_take", args=[row.id])).status_code == 302
    assert "等待批准" in text_of(steward.get(reverse("reading_exports")))
    assert signed_in(people.clerk()).get(reverse("reading_exports")).status_code == 403


def test_the_family_reads_who_read_in_plain_words(elder, clerk):
    people.read(clerk, elder)
    people.read(clerk, elder)
    daughter = people.family_of(elder)
    client = signed_in(daughter)
    page = text_of(client.get(reverse("family_readers", args=[elder.id])))
    assert "街道经办人因“安排服务”查看了这份档案" in page
    assert "当天 2 次" in page
    assert clerk.display_name not in page.replace("测试", "", 0) or clerk.display_name == "测试"
    assert "这段时间没有人查看" in text_of(
        client.get(reverse("family_readers", args=[elder.id]) + "?kind=registry.field.revealed")
    )
    stranger = signed_in(people.family_of(factories.make_elder()))
    assert stranger.get(reverse("family_readers", args=[elder.id])).status_code == 404
    assert signed_in(clerk).get(reverse("family_readers", args=[elder.id])).status_code == 403


def test_the_elder_is_spoken_to_as_herself(elder, clerk):
    from chongyang.registry import operations as registry
    from chongyang.registry.operations import MandateForm

    own = factories.make_account(Role.ELDER)
    form = MandateForm(
        basis="own_account",
        allows=("read_file",),
        channel="paper",
        text_version="t",
        relation="",
        last_day=None,
    )
    with enter(system_scope("test")):
        registry.give_mandate(
            elder=elder, username=own.username, form=form, scope=system_scope("t"), by=SYSTEM, now=now()
        )
    people.read(clerk, elder)
    page = text_of(signed_in(own).get(reverse("family_readers", args=[elder.id])))
    assert "街道经办人因“安排服务”查看了您的档案" in page


def test_pages_of_readings(elder, clerk, monkeypatch):
    from chongyang.web.family import rights

    monkeypatch.setattr(rights, "PAGE", 2)
    client = signed_in(people.family_of(elder))
    for purpose in ("service", "contact", "review"):
        people.read(clerk, elder, purpose=purpose)
    first = client.get(reverse("family_readers", args=[elder.id]))
    assert "待遇审核" in text_of(first)
    assert "安排服务" not in text_of(first)
    later = first.content.decode().split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = text_of(client.get(reverse("family_readers", args=[elder.id]) + later))
    assert "安排服务" in second
    assert "回到最新" in second


def test_the_family_asks_follows_and_takes_the_copy_home(elder, clerk):
    client = signed_in(people.family_of(elder))
    url = reverse("family_rights", args=[elder.id])
    client.post(url, {"kind": "copy", "text": ""})
    right = only(RightsRequest)
    assert (right.asker, right.channel) == ("family", "account")
    assert "最迟答复" in text_of(client.get(url))
    assert "同样的请求正在办理中" in text_of(client.post(url, {"kind": "copy", "text": ""}))
    early = client.post(reverse("family_copy", args=[right.id, "pdf"]), follow=True)
    assert "还没有答复" in text_of(early)
    signed_in(clerk).post(reverse("reading_right_step", args=[right.id, "answer"]), {"outcome": "granted"})
    paper = client.post(reverse("family_copy", args=[right.id, "json"]))
    assert paper["Content-Type"] == "application/json"
    assert only(RightsRequest).state == "handed"
    stranger = signed_in(people.family_of(factories.make_elder()))
    assert stranger.get(url).status_code == 404
    assert stranger.post(reverse("family_copy", args=[right.id, "json"])).status_code == 404


def test_the_family_withdraws(elder):
    client = signed_in(people.family_of(elder))
    client.post(reverse("family_rights", args=[elder.id]), {"kind": "access", "text": ""})
    right = only(RightsRequest)
    client.post(reverse("family_withdraw", args=[right.id]))
    assert only(RightsRequest).state == "withdrawn"


def test_what_is_no_key_and_no_step_answers_404(elder, clerk):
    client = signed_in(clerk)
    ask(client, elder)
    right = only(RightsRequest)
    for url in (f"/reading/rights/{right.id}/burn/", f"/reading/rights/{right.id}/copy/exe/"):
        assert client.post(url).status_code == 404
    steward = signed_in(people.steward())
    assert steward.post(reverse("reading_export_ask"), {"area": "x", "purpose": "visit"}).status_code == 404
    assert steward.get(reverse("reading") + "?before=x&rule=y").status_code == 200


def test_nothing_of_it_stays_in_a_cache(elder, auditor):
    assert auditor.get(reverse("reading"))["Cache-Control"] == "no-store"
    assert queries.OPEN_FINDINGS
