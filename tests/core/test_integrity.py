"""Named checks: each sees a bad row and none where nothing is wrong; scopes, exceptions, runs, command."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from chongyang.core import integrity
from chongyang.core.clock import now
from chongyang.core.integrity import Check, Severity, list_checks
from chongyang.core.models import IntegrityCount, IntegrityExcuse, IntegrityFinding, IntegrityRun
from chongyang.core.operations.integrity import purge_runs, run_checks
from chongyang.core.queries import integrity as queries
from chongyang.core.scopes import Actor, Scope, interval_of, system_scope
from tests import factories
from tests.core import (  # noqa: F401 - each registers its rows
    integrity_rows,
    integrity_rows_activities,
    integrity_rows_alarm,
    integrity_rows_file,
    integrity_rows_funding,
    integrity_rows_ground,
    integrity_rows_indicators,
    integrity_rows_money,
    integrity_rows_months,
    integrity_rows_orders,
    integrity_rows_payments,
    integrity_rows_people,
    integrity_rows_quality,
    integrity_rows_services,
    integrity_rows_supplies,
    integrity_rows_visits,
)
from tests.core.integrity_rows import BAD, good_elder

pytestmark = pytest.mark.usefixtures("db")
TODAY = integrity_rows.TODAY
ONE = "registry.born_in_future"


def found(name: str) -> set:
    return set(IntegrityFinding.objects.filter(name=name).values_list("row", flat=True))


@pytest.mark.parametrize("name", sorted(check.name for check in list_checks()))
def test_a_check_sees_the_bad_row_and_nothing_before_it(name):
    good_elder()
    assert run_checks(now=now(), names=[name]).failed == []
    assert found(name) == set()
    row = BAD[name]()
    assert run_checks(now=now(), names=[name]).failed == []
    assert row in found(name)
    counted = IntegrityCount.objects.filter(name=name)
    assert sum(one.value for one in counted) == len(found(name))


def test_there_are_at_least_sixty_and_each_has_a_bad_row():
    names = {check.name for check in list_checks()}
    assert len(names) >= 60
    assert set(BAD) == names


def test_what_was_mended_is_gone_and_keeps_no_count():
    row = BAD[ONE]()
    run_checks(now=now(), names=[ONE])
    since = IntegrityFinding.objects.get(name=ONE).since
    run_checks(now=now() + timedelta(days=1), names=[ONE])
    assert IntegrityFinding.objects.get(name=ONE).since == since
    integrity_rows.changed(type("E", (), {"id": row})(), born_on=TODAY.replace(year=1940))
    run = run_checks(now=now(), names=[ONE])
    assert not found(ONE)
    assert not IntegrityCount.objects.filter(run=run).exists()


def scope(code: str) -> Scope:
    return Scope((interval_of(code),), Actor("person", "t"), role="data_steward")


def test_counts_and_lists_stay_within_the_scope():
    BAD[ONE]()
    run_checks(now=now())
    inside = {one.check.name: one.value for one in queries.count_findings(scope("410105"), TODAY)}
    outside = {one.check.name: one.value for one in queries.count_findings(scope("410102"), TODAY)}
    assert (inside[ONE], outside[ONE]) == (1, 0)
    assert len(queries.list_findings(scope("410105001"), ONE, today=TODAY)) == 1
    assert queries.list_findings(scope("410102"), ONE, today=TODAY) == []
    assert queries.count_by_county(scope("4101"), ONE) == [(410105000000, 1)]
    assert queries.trend(scope("410105"), (ONE,))[-1][1] == 1
    assert queries.trend(scope("410102"), (ONE,))[-1][1] == 0
    assert queries.trend(scope("410105001001"), (ONE,))[-1][1] == 0, "a part of a street is no whole street"


def test_pages_follow_each_other():
    rows = sorted(BAD[ONE]() for _ in range(3))
    run_checks(now=now(), names=[ONE])
    first = queries.list_findings(system_scope("t"), ONE, today=TODAY, limit=2)
    rest = queries.list_findings(system_scope("t"), ONE, today=TODAY, after=first[-1].row, limit=2)
    assert [line.row for line in (*first, *rest)] == rows


def test_an_accepted_exception_is_counted_apart_until_its_day():
    row = BAD[ONE]()
    told = {"name": ONE, "row": row, "area": factories.JINSHUI, "reason": "证件如此", "given_at": now()}
    IntegrityExcuse.objects.create(**told, until=TODAY + timedelta(days=3))
    run = run_checks(now=now(), names=[ONE])
    assert IntegrityCount.objects.get(run=run).excused == 1
    [one] = [one for one in queries.count_findings(system_scope("t"), TODAY) if one.check.name == ONE]
    assert (one.value, one.excused, one.open) == (1, 1, 0)
    later = [one for one in queries.count_findings(system_scope("t"), TODAY + timedelta(days=4)) if one.value]
    assert later[0].open == 1


def test_a_check_that_cannot_be_asked_is_named_and_the_others_are_asked(monkeypatch):
    broken = Check("core.broken", "x", "x", Severity.SLIGHT, "SELECT nothing FROM nowhere")
    monkeypatch.setitem(integrity._checks, broken.name, broken)
    BAD[ONE]()
    run = run_checks(now=now(), names=[broken.name, ONE])
    assert run.failed == ["core.broken"]
    assert found(ONE)


def test_a_check_has_memory_to_sort_whole_tables(monkeypatch):
    """16 MiB, enough for a page, made checks over 1.3 million files sort on disk."""
    rows = f"""SELECT id, area, id AS person FROM registry_elder
        WHERE pg_size_bytes(current_setting('work_mem')) >= {64 << 20}"""
    memory = Check("core.memory", "x", "x", Severity.SLIGHT, rows)
    monkeypatch.setitem(integrity._checks, memory.name, memory)
    good_elder()
    run_checks(now=now(), names=[memory.name])
    assert found(memory.name)


@pytest.mark.parametrize(("name", "bound"), [("identity", "i:"), ("phone", "p:")])
def test_a_check_of_one_kind_of_token_reads_that_part_of_the_index(name, bound):
    """Row-level security keeps `LIKE` out of an index: the check then reads every token of the city."""
    rows = integrity.get_check(f"registry.{name}_token_missing").rows
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {rows}", {})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert f"(token)::text >= '{bound}'::text" in plan.partition("Index Cond: ")[2]


def test_old_runs_are_thrown_away_with_their_counts():
    BAD[ONE]()
    run_checks(now=now() - timedelta(days=400), names=[ONE])
    assert purge_runs(now=now()) == 2
    assert not IntegrityRun.objects.exists()
    assert found(ONE), "what is wrong now stays found"


def test_the_command_says_what_it_found_and_fails_on_severe_ones(capsys):
    call_command("check_integrity", check=["registry.long_unconfirmed"])
    BAD[ONE]()
    with pytest.raises(SystemExit) as ended:
        call_command("check_integrity", check=[ONE], json=True)
    assert ended.value.code == 1
    told = json.loads(capsys.readouterr().out.partition("{")[2].join(["{", ""]))
    assert told["results"] == [
        {**told["results"][0], "name": ONE, "severity": "severe", "found": 1, "excused": 0}
    ]
    with pytest.raises(CommandError, match="no check nothing"):
        call_command("check_integrity", check=["nothing"])
    call_command("check_integrity", list=True)
    assert ONE in capsys.readouterr().out


def test_the_page_of_the_checks_is_what_the_rooms_registered(tmp_path):
    page = tmp_path / "integrity.md"
    call_command("document_checks", to=page)
    kept = settings.ROOT / "docs" / "reference" / "integrity.md"
    assert kept.read_text(encoding="utf-8") == page.read_text(encoding="utf-8")
    page.write_text("", encoding="utf-8")
    with pytest.raises(CommandError, match="is not what the rooms registered"):
        call_command("document_checks", check=True, to=page)
