"""`make_city` in a real database: refuses real people, replaces a demo city, outlives a killed run."""

from __future__ import annotations

import io
import json
from datetime import UTC, date, datetime

import psycopg
import pytest
from django.core.management import CommandError, call_command
from psycopg.conninfo import make_conninfo

from chongyang.core import events, facts
from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.scopes import SYSTEM, interval_of, system_scope
from chongyang.projects.models import Project
from chongyang.projects.rules.named import load_named
from chongyang.registry.models import Contact, Elder, Profile, SearchToken
from chongyang.telecare.models import Device
from chongyang.territory.models import Area
from chongyang.workshop import making
from chongyang.workshop.city import copying, indexes
from chongyang.workshop.city.people import Plan
from chongyang.workshop.management.commands.make_city import keys_of_installation
from chongyang.workshop.progress import Progress, line_of
from tests.conftest import owner_dsn

NOW = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)


def make(elders: int = 300, seed: int = 1, *, replace: bool = False) -> making.Figures:
    return making.make_city(
        plan=Plan(elders, seed),
        keys=keys_of_installation(),
        conninfo=make_conninfo(**owner_dsn()),
        now=NOW,
        replace=replace,
        progress=Progress(elders, "elders", out=io.StringIO()),
    )


@pytest.fixture
def owner(committed):
    with psycopg.connect(**owner_dsn(), autocommit=True) as connection:
        yield connection


def test_a_city_is_made_marked_and_readable(owner):
    made = make()
    facts._kept.clear()
    with enter(system_scope("test")):
        assert facts.is_synthetic()
        assert Elder.objects.count() == Profile.objects.count() == made.elders == 300
        elder = Elder.objects.exclude(phone=None).order_by("id")[0]
        assert elder.address.plain.startswith("郑州")
        assert str(elder.phone).count("*") == 4
        contact = Contact.objects.filter(person=elder.id).order_by("rank").first()
        assert contact is None or contact.phone.plain
        assert SearchToken.objects.filter(token=elder.name, person=elder.id, area=elder.area).exists()
        assert Area.objects.filter(level="community", first=elder.area).exists()
        assert Device.objects.filter(state="stock").count() == 200
        event = Event.objects.get(kind="workshop.city.made")
    assert event.payload == {"elders": 300, "seed": 1, "rows": made.rows}
    assert made.rows["registry_elder"] == 300


def test_the_chains_that_prepare_brought_in_outlive_a_new_city(owner):
    call_command("load_chains", verbosity=0)
    counted = "SELECT count(*) FROM alerting_chainversion WHERE state = 'active'"
    before = owner.execute(counted).fetchone()
    make()
    assert owner.execute(counted).fetchone() == before > (0,)


def test_the_projects_that_the_plans_name_stand_from_the_first_start(owner):
    call_command("load_projects", stdout=io.StringIO())
    make()
    with enter(system_scope("test")):
        assert Project.objects.exclude(document="").count() == len(load_named())


def test_what_is_found_by_search_is_the_right_person(owner):
    from chongyang.registry import queries as registry

    make(seed=2)
    scope = system_scope("test")
    with enter(scope):
        elder = Elder.objects.filter(life_status="alive").exclude(phone=None).order_by("id")[5]
        for text in (elder.name, elder.identity_number.plain, elder.phone.plain):
            assert elder.id in {found.id for found in registry.find_elders(scope, text)}


def test_a_demo_city_is_replaced_only_when_asked(owner):
    make()
    with pytest.raises(making.UnableToMakeCity, match="--replace"):
        make(seed=2)
    make(elders=150, seed=2, replace=True)
    with enter(system_scope("test")):
        assert Elder.objects.count() == 150
        assert Event.objects.filter(kind="workshop.city.made").count() == 2


def test_real_people_are_never_overwritten(owner):
    with enter(system_scope("test")):
        Elder.objects.create(
            area=interval_of("410105001001")[0],
            name="真实",
            name_key="zhen shi 真实",
            sex="male",
            born_on=date(1950, 1, 1),
            source="street",
            sourced_on=date(2026, 1, 1),
        )
    for replace in (False, True):
        with pytest.raises(making.UnableToMakeCity, match="real people"):
            make(replace=replace)
    with enter(system_scope("test")):
        assert Elder.objects.count() == 1
        assert not facts.is_synthetic()


def test_a_killed_run_is_invented_unfinished_and_made_again(owner, monkeypatch):
    monkeypatch.setattr(indexes, "LARGE", 10)
    monkeypatch.setattr(making, "LARGE", 10)
    before = indexes.find_indexes(owner)

    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(copying, "tables_of", killed)
        patch.setattr(making, "_build", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            make()
    facts._kept.clear()
    assert indexes.find_indexes(owner).builds == ()
    assert making.stands_already(Plan(300, 1)) is False
    make()
    assert indexes.find_indexes(owner) == before
    assert making.stands_already(Plan(300, 1))
    assert not making.stands_already(Plan(300, 2))


def test_a_full_disk_empties_the_city_and_says_so(owner, monkeypatch):
    def full(*_, **__):
        raise psycopg.errors.DiskFull("no space left on device")

    monkeypatch.setattr(making, "provider_rows", full)
    monkeypatch.setattr(
        "chongyang.workshop.management.commands.make_city.conninfo_of_owner",
        lambda: make_conninfo(**owner_dsn()),
    )
    with pytest.raises(CommandError, match="disk is full"):
        call_command("make_city", elders=50, verbosity=0)
    with enter(system_scope("test")):
        assert not Elder.objects.exists()
    monkeypatch.undo()
    make(elders=50)


def test_triggers_are_as_before(owner):
    question = "SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'O' AND NOT tgisinternal"
    make()
    assert owner.execute(question).fetchone() == (0,)


def test_without_the_right_to_replicate_triggers_are_switched_off_in_the_tables(owner, monkeypatch):
    monkeypatch.setattr(making, "_may_replicate", lambda _: False)
    make()
    assert owner.execute("SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D'").fetchone() == (0,)
    with enter(system_scope("test")):
        assert Elder.objects.count() == 300


def test_the_audit_chain_outlives_a_new_city(owner):
    with enter(system_scope("test")):
        events.record(
            "registry.elder.read", by=SYSTEM, now=NOW, area=interval_of("4101")[0], subject_type="test"
        )
    make()
    with enter(system_scope("test")):
        assert Event.objects.filter(kind="registry.elder.read").count() == 1


def test_the_command_prints_figures_and_keeps_the_same_city(owner, monkeypatch):
    monkeypatch.setattr(
        "chongyang.workshop.management.commands.make_city.conninfo_of_owner",
        lambda: make_conninfo(**owner_dsn()),
    )
    out = io.StringIO()
    call_command("make_city", elders=120, seed=7, json=True, stdout=out, verbosity=0)
    figures = json.loads(out.getvalue())
    assert figures["elders"] == 120
    assert figures["peak_rss_mib"] > 0
    call_command("make_city", elders=120, seed=7, keep_same=True, verbosity=0)
    with enter(system_scope("test")):
        assert Event.objects.filter(kind="workshop.city.made").count() == 1
    with pytest.raises(CommandError, match="demo city already"):
        call_command("make_city", elders=120, seed=7, verbosity=0)


@pytest.mark.parametrize("words", [{"elders": 0}, {"elders": -1}, {"seed": -1}, {"elders": 10**9}])
def test_impossible_sizes_are_refused(words):
    with pytest.raises(CommandError, match="--elders"):
        call_command("make_city", verbosity=0, **words)


def test_the_bar_tells_rows_rate_and_time_left():
    text = line_of(520_000, 1_300_000, 20.0, "elders")
    assert "40 %  520,000 of 1,300,000 elders  26,000/s  0:30 left" in text


def test_in_a_log_the_bar_writes_ten_lines():
    out = io.StringIO()
    progress = Progress(1000, "elders", out=out)
    for _ in range(1000):
        progress.step(1)
    progress.close()
    assert out.getvalue().count("\n") == 10
