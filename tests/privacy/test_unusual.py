"""Unusual reading: each rule finds what it names and leaves the ordinary alone; the follow-up to its end."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.operations import cases
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import system_scope
from chongyang.privacy import operations, queries
from chongyang.privacy.models import Finding, Look, WatchMark
from chongyang.privacy.operations import watching
from chongyang.privacy.rules.rights import ZONE
from chongyang.privacy.rules.unusual import Rule, surname_of
from chongyang.registry.operations.tokens import write_tokens
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.privacy import people

NOON = datetime(2027, 3, 10, 12, 5, tzinfo=ZONE)
MIDNIGHT = datetime(2027, 3, 10, 23, 30, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def _everything_is_old_enough(monkeypatch, db):
    """In a test all runs in one transaction, which is never older than itself."""
    monkeypatch.setattr(
        watching, "FRESH", watching.FRESH.replace("AND xid < pg_snapshot_xmin(pg_current_snapshot())", "")
    )


def watch(at=NOON):
    with enter(system_scope("test")):
        WatchMark.objects.all().delete()
    return operations.watch_readings(now=at)


def found(rule):
    with enter(system_scope("test")):
        return list(Finding.objects.filter(rule=rule).order_by("id"))


def note(account, kind, elder=None, at=NOON, purpose="service", **payload):
    """An event of an account, as its operation would write it."""
    actor = people.scope(account).actor
    with enter(system_scope("test")):
        return events.record(
            kind,
            by=actor,
            now=at,
            area=elder.area if elder else 410105000000,
            subject_type="registry.elder",
            subject=elder.id if elder else None,
            person=elder.id if elder else None,
            purpose=purpose,
            payload=payload,
        )


def test_many_files_in_an_hour():
    account = people.clerk()
    elders = [factories.make_elder() for _ in range(40)]
    for elder in elders[:39]:
        note(account, "registry.file.read", elder)
    note(account, "registry.file.read", elders[0])
    watch()
    assert found("many_files") == []
    note(account, "registry.file.read", elders[39])
    watch()
    (one,) = found("many_files")
    assert (one.account, one.count, one.threshold, one.state) == (account.id, 40, 40, "open")
    assert len(one.seqs) == 41


def test_the_same_readings_make_one_finding_and_it_grows():
    account = people.clerk()
    for _ in range(30):
        note(account, "registry.field.revealed", factories.make_elder())
    watch()
    watch()
    assert [one.count for one in found("many_reveals")] == [30]
    note(account, "registry.field.revealed", factories.make_elder())
    watch()
    (one,) = found("many_reveals")
    assert one.count == 31


def test_two_hundred_numbers_shown_slowly_are_seen_all_the_same():
    account, elders = factories.make_operator(), [factories.make_elder() for _ in range(200)]
    for number, elder in enumerate(elders):  # ten an hour, twenty hours over a week
        at = NOON - timedelta(hours=8 * (number // 10))
        note(account, "registry.field.revealed", elder, at)
    watch()
    assert found("many_reveals") == []
    (one,) = found("slow_reveals")
    assert (one.account, one.count, one.threshold) == (account.id, 200, 200)


def test_whether_somebody_is_registered_is_not_asked_slowly_unseen():
    account, elder = people.clerk(), factories.make_elder()
    for number in range(30):
        note(account, "registry.identity.asked", elder, NOON - timedelta(hours=3 * number))
    watch()
    assert found("identity_probe") == []
    assert [one.count for one in found("slow_probe")] == [30]


def test_at_night_but_not_for_the_seats():
    account, seat, elder = people.clerk(), factories.make_operator(), factories.make_elder()
    for hours in (0, 1, 4):
        note(account, "registry.file.read", elder, MIDNIGHT + timedelta(hours=hours))
        note(seat, "registry.file.read", elder, MIDNIGHT + timedelta(hours=hours))
    watch(MIDNIGHT + timedelta(hours=5))
    assert [one.account for one in found("at_night")] == [account.id]


def test_by_day_is_no_night():
    account, elder = people.clerk(), factories.make_elder()
    for _ in range(5):
        note(account, "registry.file.read", elder)
    watch()
    assert found("at_night") == []


def test_out_of_the_readers_area():
    account = people.clerk()
    note(account, "registry.file.read", factories.make_elder())
    watch()
    assert found("out_of_area") == []
    note(account, "registry.file.read", factories.make_elder(area=factories.ZHONGYUAN))
    watch()
    assert len(found("out_of_area")) == 1


def test_the_same_surname_and_the_same_file_three_times():
    account = people.clerk()
    with enter(system_scope("test")):
        type(account).objects.filter(id=account.id).update(display_name="陈小明")
    same, other = factories.make_elder(name="陈秀兰"), factories.make_elder(name="李秀兰")
    for _ in range(3):
        note(account, "registry.file.read", same)
        note(account, "registry.file.read", other)
    watch()
    assert [one.person for one in found("same_surname")] == [same.id]
    assert [surname_of(name) for name in ("欧阳修", "欧阳", "张三", "", "Ann")] == [
        "欧阳",
        "欧",
        "张",
        "",
        "",
    ]


def test_the_reader_or_a_colleague_is_among_the_contacts():
    account, colleague, far = people.clerk(), people.clerk(), people.outsider()
    elder, unrelated = factories.make_elder(), factories.make_elder()
    factories.make_contact(elder)  # 李女士
    with enter(system_scope("test")):
        type(account).objects.filter(id=colleague.id).update(display_name="李女士")
    note(account, "registry.file.read", elder)
    note(far, "registry.file.read", elder)
    note(account, "registry.file.read", unrelated)
    watch()
    assert {(one.account, one.person) for one in found("own_relative")} == {(account.id, elder.id)}


def test_one_file_again_and_again():
    account, elder = people.clerk(), factories.make_elder()
    for number in range(12):
        note(account, "registry.file.read", elder, NOON - timedelta(hours=number))
    watch()
    (one,) = found("same_file")
    assert (one.count, one.person) == (12, elder.id)


def test_searches_that_open_nothing():
    browsing, working = people.clerk(), people.clerk()
    for _ in range(20):
        note(browsing, "registry.elders.searched", found=9)
        note(working, "registry.elders.searched", found=1)
    for _ in range(4):
        note(working, "registry.file.read", factories.make_elder())
    watch()
    assert [one.account for one in found("no_opening")] == [browsing.id]


def test_long_after_her_death_but_not_to_correct():
    account = people.clerk()
    gone = {"life_status": "dead", "status_on": date(2026, 7, 1)}
    first, second = factories.make_elder(**gone), factories.make_elder(**gone)
    fresh = factories.make_elder(life_status="dead", status_on=date(2027, 3, 1))
    note(account, "registry.file.read", first)
    note(account, "registry.file.read", second, purpose="correction")
    note(account, "registry.file.read", fresh)
    watch()
    assert [one.person for one in found("after_death")] == [first.id]


def test_numbers_probed_exports_and_glasses():
    account, reviewer = people.clerk(), people.reviewer()
    for _ in range(10):
        note(account, "registry.identity.asked")
    for _ in range(3):
        note(account, "privacy.glass.open", factories.make_elder())
    note(reviewer, "registry.elders.exported", rows=15_999)
    watch()
    assert found("export_near_limit") == []
    note(reviewer, "registry.elders.exported", rows=1)
    watch()
    assert [one.count for one in found("export_near_limit")] == [16_000]
    assert len(found("identity_probe")) == len(found("many_glasses")) == 1


def test_every_rule_is_tried_here_or_with_the_glass():
    text = Path(__file__).read_text(encoding="utf-8")
    with_glass = {Rule.GLASS_ABUSED, Rule.GLASS_AGAIN}
    assert [rule for rule in Rule if f'"{rule.value}"' not in text and rule not in with_glass] == []


def test_the_family_is_not_watched():
    elder = factories.make_elder()
    daughter = people.family_of(elder)
    for _ in range(20):
        people.read(daughter, elder, purpose="own_file", at=MIDNIGHT)
    watch()
    with enter(system_scope("test")):
        assert not Look.objects.exists()


def test_old_copies_go_and_events_stay():
    account, elder = people.clerk(), factories.make_elder()
    note(account, "registry.file.read", elder)
    watch()
    assert operations.forget_looks(now=NOON + timedelta(days=39)) == 0
    assert operations.forget_looks(now=NOON + timedelta(days=41)) == 1
    with enter(system_scope("test")):
        assert Event.objects.filter(kind="registry.file.read").count() == 1


@pytest.fixture
def asked():
    """A finding about a clerk, who has been asked."""
    account = people.clerk()
    note(account, "registry.file.read", factories.make_elder(area=factories.ZHONGYUAN))
    watch()
    (one,) = found("out_of_area")
    who = people.scope(people.auditor())
    with enter(who):
        assert [row.id for row in queries.list_findings(who)] == [one.id]
        operations.ask_reader(finding=one.id, question="为什么查看？", scope=who, now=NOON)
    return one, account, who


def test_asked_explained_and_closed_by_another(asked):
    one, account, supervisor = asked
    reader = people.scope(account)
    with enter(reader):
        assert [row.id for row in queries.list_own_findings(reader)] == [one.id]
        operations.explain_finding(finding=one.id, words="老人来窗口办事", scope=reader, now=NOON)
        with pytest.raises(NotAllowed):
            operations.close_finding(finding=one.id, verdict="explained", reason="x", scope=reader, now=NOON)
    with enter(supervisor):
        for verdict, reason in (("", "核对无误"), ("explained", " ")):
            with pytest.raises(operations.UnableToHandle):
                operations.close_finding(
                    finding=one.id, verdict=verdict, reason=reason, scope=supervisor, now=NOON
                )
        closed = operations.close_finding(
            finding=one.id, verdict="explained", reason="核对无误", scope=supervisor, now=NOON
        )
    assert closed.state == "closed"
    steps = [step.action for step in queries.list_case_steps(one.id, supervisor)]
    assert steps == ["open", "ask", "explain", "close"]
    with enter(supervisor), pytest.raises(UnableToStep):
        operations.ask_reader(finding=one.id, question="再问", scope=supervisor, now=NOON)


def test_nobody_else_can_explain(asked):
    one, _, _ = asked
    other = people.scope(people.clerk())
    with enter(other), pytest.raises(queries.NotFound):
        operations.explain_finding(finding=one.id, words="我替他说", scope=other, now=NOON)


def test_who_does_not_answer_is_escalated(asked):
    one, _, _ = asked
    assert cases.fire_due_timers(now=NOON + timedelta(hours=73)) == 1
    assert found("out_of_area")[0].state == "escalated"
    assert one.id == found("out_of_area")[0].id


def test_a_supervisor_does_not_judge_herself_nor_elsewhere():
    auditor = people.auditor()
    for hours in (0, 1, 4):
        note(auditor, "registry.file.read", factories.make_elder(), MIDNIGHT + timedelta(hours=hours))
    watch(MIDNIGHT + timedelta(hours=5))
    (one,) = found("at_night")
    who = people.scope(auditor)
    with enter(who), pytest.raises(operations.UnableToHandle):
        operations.close_finding(finding=one.id, verdict="false_alarm", reason="值班", scope=who, now=NOON)
    far = people.scope(people.auditor("410181"))
    with enter(far), pytest.raises(queries.NotFound):
        queries.access_finding(far, one.id)


def test_who_has_no_area_searches_too():
    from chongyang.registry import operations as registry

    daughter = people.scope(people.family_of(factories.make_elder()))
    with enter(daughter):
        found = registry.search_elders(
            text="没有这个人", purpose="program", scope=daughter, by=daughter.actor, now=NOON
        )
    assert not found.elders
    with enter(system_scope("test")):
        assert Event.objects.filter(kind="registry.elders.searched", actor_role="family").count() == 1


def test_a_search_is_an_event_without_its_words():
    from chongyang.registry import operations as registry

    elder = factories.make_elder()
    write_tokens(elder)
    who = people.scope(people.clerk())
    with enter(who):
        for text in ("陈秀兰", "没有这个人", ""):
            registry.search_elders(text=text, purpose="finding", scope=who, by=who.actor, now=NOON)
    with enter(system_scope("test")):
        rows = list(Event.objects.filter(kind="registry.elders.searched").order_by("seq"))
    assert [(row.payload, row.person, row.purpose) for row in rows] == [
        ({"found": 1}, elder.id, "finding"),
        ({"found": 0}, None, "finding"),
    ]
