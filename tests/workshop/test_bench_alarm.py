"""The bench of the alarm: what is shown, lost, doubled and spent is counted right; small forms run whole."""

import shutil

import pytest

from chongyang.gateway.receive import receive_batch
from chongyang.workshop.benches import alarm, alarm_cost
from chongyang.workshop.benches.alarm_counts import Checked, check
from chongyang.workshop.benches.alarm_options import Options
from tests.gateway.conftest import install
from tests.gateway.test_receive import press

MOSQUITTO = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


def checked(*numbers):
    return Checked(0, 0, 0, len(numbers), {f"e{n}": (f"i{n}", f"E-{n}") for n in numbers})


def test_an_alarm_is_shown_by_its_line_or_by_being_counted_whichever_is_first():
    presses = [{"event": f"e{n}", "pressed": 10.0} for n in (1, 2, 3)]
    seen = {"seen": [[[5, 10.1], [6, 10.3], [7, 10.2]]], "rows": {"i2": 10.15}}
    found, missed = alarm.shown_after(presses, checked(1, 2, 3), seen, before=5)
    assert [round(ms) for ms in found] == [300, 150]
    assert missed == 1


def test_a_press_without_an_incident_is_never_shown():
    found, missed = alarm.shown_after(
        [{"event": "x", "pressed": 1.0}], checked(), {"seen": [[]], "rows": {}}, 0
    )
    assert (found, missed) == ([], 1)


def said(serial, event, answered=1.0):
    return {"serial": serial, "event": event, "answered": answered}


def test_every_press_is_looked_for_at_the_device_and_in_the_database(db):
    for name in ("P1", "P2"):
        install(name)
    receive_batch([press("P1", "a"), press("P2", "b")])
    assert (found := check([said("P1", "a"), said("P2", "b")])).lost == found.doubled == 0
    assert found.incidents == 2
    assert check([said("P1", "a", None)]).unanswered == 1
    assert check([said("P1", "never")]).unrecorded == 1


def test_an_incident_that_is_open_twice_is_doubled(db):
    install("P1")
    receive_batch([press("P1", "a"), press("P1", "b", kind="fall")])
    assert check([said("P1", "a"), said("P1", "b")]).doubled == 1
    assert check([said("P1", "a"), said("P1", "b")], one_each=False).doubled == 0


def test_cost_is_arithmetic_and_money_only_with_prices():
    words = {
        "worked": {"gateway": 6.0, "database": 12.0},
        "memory": {"gateway": 1024.0},
        "seconds": 60.0,
        "bytes_grown": {"beats": 2_400_000, "alarms": 600_000},
        "beats": 120_000,
        "presses": 100,
        "load": 0.002,
    }
    told = alarm_cost.told(**words, prices=alarm_cost.Prices())
    assert (told["cores_together"], told["memory_gib"], told["bytes_a_heartbeat"]) == (0.3, 1.0, 20.0)
    assert told["heartbeats_a_day"] == 172_800_000
    assert told["gb_a_day"] == round((172_800_000 * 20 + 144_000 * 6000) / 1e9, 2)
    assert told["a_month"] is None
    assert alarm_cost.told(**words, prices=alarm_cost.Prices(core=10))["a_month"] == 3.0


def test_a_run_has_one_form():
    assert [Options(**{name: 1}).form for name in ("chaos", "burst", "desks", "round")] == [
        *("chaos", "burst", "desks", "round"),
    ]
    assert Options().form == "plain"
    assert Options().devices == 1_000_000


@pytest.mark.slow
@pytest.mark.skipif(not MOSQUITTO, reason="mosquitto is not installed")
@pytest.mark.parametrize("form", [(), ("--burst",), ("--round",)])
def test_a_small_bench_runs_from_end_to_end(run_bench, form):
    """Goals of time may fail on a busy machine, none of what is lost or doubled."""
    size = ["--elders", "300", "--devices", "600", "--seconds", "4", "--presses", "3", "--beats", "100"]
    told = run_bench(f"call_command('bench', 'alarm', '--json', *{[*size, *form]})")
    goals = {goal["what"]: goal["holds"] for goal in told["goals"]}
    assert goals["alarms lost"] is goals["alarms doubled"] is True
    if form == ("--round",):
        assert goals["files that the round wrote"] is True
    elif form:
        assert goals["signals that the incident has"] is True
    else:
        assert goals["alarms that the desk never showed"] is True
        assert told["figures"]["ratio_to_the_broker"] > 0
        assert told["figures"]["cost_per_million_elders"]["cores_together"] > 0
