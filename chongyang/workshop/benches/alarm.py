"""Bench `alarm`: a million devices, 2,000 signs of life and 20 alarms a second, one seat desk over real HTTP.

Everything runs as a city runs it: Mosquitto with a password for every device, the gateway's two processes, a
worker, the web server, PostgreSQL. Devices repeat until they are answered. An alarm is shown when the desk
has its line, or, behind the sixty lines that a board shows, when the board counts it among the waiting.
"""

import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.db import connection

from chongyang.core import clock
from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.groups.tasks import bring_up
from chongyang.territory.enums import Role
from chongyang.workshop.benches import alarm_chaos, alarm_cost, desks
from chongyang.workshop.benches.alarm_city import add_devices, digest
from chongyang.workshop.benches.alarm_counts import (
    ALARMS,
    BEATS,
    Checked,
    bytes_of,
    check,
    count_classes,
    count_packed,
    count_waiting,
    forget_classes,
    lost_and_doubled,
)
from chongyang.workshop.benches.alarm_options import PATIENCE, Options
from chongyang.workshop.benches.alarm_rig import (
    PROGRAMS,
    Rig,
    beating,
    pressing,
    processor_seconds,
    resident_mib,
    rig_on,
)
from chongyang.workshop.benches.city import Addition, City, bench_city
from chongyang.workshop.benches.frame import Goal, Result, percentile, settle, summary
from chongyang.workshop.benches.people import Worker, sign_in
from chongyang.workshop.databases import working_on

SHOWN_P50, SHOWN_P99 = 150.0, 1000.0
WARM_SECONDS = 3.0
BURST = 50
DESKS_P99, DESKS_FACTOR = 1000.0, 1.5
HOME = "pg-alarm"
SEATS = "city.12349-centre"

# The pressing devices: one of a person each, spread over the city; the others tell signs of life.
PRESSING = """
SELECT serial FROM (
  SELECT DISTINCT ON (person) serial, md5(serial) AS place FROM telecare_device
  WHERE state = 'in_use' AND substr(md5(person::text), 1, 2) < %s ORDER BY person, serial) d
ORDER BY place LIMIT %s
"""
BEATING = "SELECT serial FROM telecare_device WHERE state = 'in_use' ORDER BY md5(serial) LIMIT %s"


def run(options: Options) -> Result:
    """One run of one form; about a minute and a half beside making the city."""
    if options.desks:
        result = desks.run(options.elders, options.desks, latency=DESKS_P99, factor=DESKS_FACTOR)
        result.name = "alarm"
        return result
    addition = Addition(f"d{options.devices}_{digest()}", partial(add_devices, devices=options.devices))
    with bench_city(options.elders, home=HOME, addition=addition) as city:
        result = Result("alarm", {"name": city.template, "copied_as": city.database})
        result.database |= {"elders": options.elders, "devices": options.devices}
        with working_on(city.environment["DATABASE_URL"]):
            result.figures["form"] = options.form
            _run(city, options, result)
    return result


def _run(city: City, options: Options, result: Result) -> None:
    """Sign the seat in, start the city, let it happen, judge."""
    operators = [Worker(f"bench{number}", Role.OPERATOR, (), SEATS) for number in range(2)]
    sessions = sign_in(operators, now=clock.now())
    with rig_on(city) as rig:
        files = _write_serials(rig.folder, options)
        result.machine["busy_before"] = settle()
        rig.start("broker")
        plain = broker_rate(rig, files, options)
        rig.start(*(name for name in PROGRAMS if name != "broker"))
        measure = {"chaos": alarm_chaos.run, "burst": _burst, "round": _while_round}.get(options.form, _plain)
        measure(rig, files, options, sessions[0], result)
        if options.form == "plain":
            _tell_capacity(rig, files, options, plain, result)


def _write_serials(folder: Path, options: Options) -> dict[str, str]:
    """Which devices press and which only live, as files for the clients."""
    presses = round(options.presses * options.seconds)
    lists: dict[str, tuple[str, list[Any]]] = {
        "press": (PRESSING, ["ff" if options.devices < 100_000 else "20", presses]),
        "beat": (BEATING, [min(options.devices, 500_000)]),
    }
    with enter(system_scope("bench")), connection.cursor() as cursor:
        for name, (statement, words) in lists.items():
            cursor.execute(statement, words)
            (folder / name).write_text("\n".join(serial for (serial,) in cursor.fetchall()))
    return {name: str(folder / name) for name in lists}


def broker_rate(rig: Rig, files: Mapping[str, str], options: Options) -> float:
    """Messages a second from a publisher through the broker to a plain subscriber, as fast as they go."""
    count = round(options.beats * min(20.0, options.seconds))
    listener = rig.client("listen", count=count, patience=PATIENCE)
    beater = rig.client("beat", serials=files["beat"], count=count, rate=0, seed=3)
    listener.go()
    beater.go()
    begun, heard = beater.told()["begun"], listener.told()
    return float(heard["heard"] / max(heard["last"] - begun, 1e-9))


def _plain(rig: Rig, files: Mapping[str, str], options: Options, session: str, result: Result) -> None:
    before = count_waiting()
    desk = rig.desks([session])
    clients = [beating(rig, files, options), pressing(rig, files, options)]
    sizes = {name: bytes_of(tables) for name, tables in (("beats", BEATS), ("alarms", ALARMS))}
    pids, packed = rig.pids(), count_packed()
    used, begun = processor_seconds(pids), time.time()
    for client in clients:
        client.go()
    time.sleep(options.seconds)
    worked = {name: spent - used[name] for name, spent in processor_seconds(pids).items()}
    lasted = time.time() - begun
    beats, presses = (client.told() for client in clients)
    time.sleep(1.0)
    desk.go()
    seen = desk.told()
    checked = check(presses["presses"])
    shown, missed = shown_after(presses["presses"], checked, seen, before)
    kept = count_packed() - packed
    grown = {name: bytes_of(t) - sizes[name] for name, t in (("beats", BEATS), ("alarms", ALARMS))}
    _tell_run(result, presses["presses"], checked, shown, missed)
    result.figures["stages_ms"] = stages_of(presses["presses"], checked, seen)
    result.figures |= {
        "seconds": round(lasted, 1),
        "heartbeats_sent": beats["sent"],
        "heartbeats_kept": kept,
        "heartbeats_kept_a_second": round(kept / lasted, 1),
        "cost_per_million_elders": alarm_cost.told(
            worked=worked,
            memory=resident_mib(pids),
            seconds=lasted,
            bytes_grown=grown,
            beats=kept,
            presses=len(presses["presses"]),
            load=options.beats / options.devices,
            prices=options.prices,
        ),
    }
    result.goals.append(
        Goal("heartbeats kept of those sent", ">=", 0.99, round(kept / max(1, beats["sent"]), 4))
    )


def _while_round(rig: Rig, files: Mapping[str, str], options: Options, session: str, result: Result) -> None:
    """A new city's first round of classes writes every file; the worker is at it when devices press."""
    before, until = count_classes(), time.time() + PATIENCE
    forget_classes()
    bring_up.defer(timestamp=int(time.time()))
    while count_classes() == before and time.time() < until:
        time.sleep(0.05)
    begun = count_classes()
    _plain(rig, files, options, session, result)
    result.figures["files_written_meanwhile"] = count_classes() - begun
    result.goals.append(Goal("files that the round wrote", ">=", 1, count_classes() - before))


def shown_after(
    presses: Sequence[Mapping[str, Any]], checked: Checked, seen: Mapping[str, Any], before: int
) -> tuple[list[float], int]:
    """Milliseconds from each press to the desk, and how many the desk never had.

    Nobody takes an incident in this run, so the k-th incident is shown at the latest when k are waiting.
    """
    ranks = {number: rank for rank, number in enumerate(sorted({n for _, n in checked.numbers.values()}), 1)}
    counts = sorted((waiting, at) for waiting, at in seen["seen"][0])
    found, missed = [], 0
    for press in presses:
        incident, number = checked.numbers.get(press["event"], ("", ""))
        line = seen["rows"].get(incident)
        counted = next((at for waiting, at in counts if waiting >= before + ranks.get(number, 10**9)), None)
        moments = [at for at in (line, counted) if at is not None]
        if moments:
            found.append(max(0.0, (min(moments) - press["pressed"]) * 1000))
        else:
            missed += 1
    return found, missed


def stages_of(
    presses: Sequence[Mapping[str, Any]], checked: Checked, seen: Mapping[str, Any]
) -> dict[str, Any]:
    """Where the time goes: to the gateway, to the answer (kept by then), and of a fragment to the desk."""
    received, answered = [], []
    for press in presses:
        if (at := checked.received.get(press["event"])) and press["times"] == 1:
            received.append((at - press["pressed"]) * 1000)
            if press.get("answered"):
                answered.append((press["answered"] - at) * 1000)
    made = sorted(at for at, _ in seen["made"])
    waited = [
        (next((at for at in made if at >= press["answered"]), made[-1]) - press["answered"]) * 1000
        for press in presses
        if made and press.get("answered")
    ]
    return {
        "press_to_gateway": summary(received),
        "gateway_to_answer": summary(answered),
        "answer_to_next_fragment": summary(waited),
        "fragment_to_desk": summary([(here - at) * 1000 for at, here in seen["made"]]),
    }


def _tell_run(
    result: Result, presses: Sequence[Mapping[str, Any]], checked: Checked, shown: list[float], missed: int
) -> None:
    answered = [(one["answered"] - one["pressed"]) * 1000 for one in presses if one.get("answered")]
    result.figures |= {
        "presses": len(presses),
        "repeated": sum(press["times"] - 1 for press in presses),
        "press_to_answer_ms": summary(answered),
        "press_to_shown_ms": summary(shown),
        "never_shown": missed,
    }
    result.goals += [
        Goal("press to shown, p50 in ms", "<=", SHOWN_P50, round(percentile(shown, 0.5), 1)),
        Goal("press to shown, p99 in ms", "<=", SHOWN_P99, round(percentile(shown, 0.99), 1)),
        Goal("alarms that the desk never showed", "==", 0, missed),
        *lost_and_doubled(checked),
    ]


def _tell_capacity(
    rig: Rig, files: Mapping[str, str], options: Options, plain: float, result: Result
) -> None:
    """How many signs of life are kept a second when they come as fast as they go, against the bare broker."""
    packed, beater = count_packed(), beating(rig, files, options, rate=0.0)
    beater.go()
    sent = beater.told()
    until = time.time() + PATIENCE
    while count_packed() - packed < sent["sent"] and time.time() < until:
        time.sleep(0.05)
    rate = (count_packed() - packed) / (time.time() - sent["begun"])
    result.figures |= {
        "broker_end_to_end_a_second": round(plain),
        "gateway_end_to_end_a_second": round(rate),
        "ratio_to_the_broker": round(rate / plain, 2) if plain else None,
    }


def _burst(rig: Rig, files: Mapping[str, str], options: Options, session: str, result: Result) -> None:
    """Fifty presses of one device in a second, each said twice, while the others go on living."""
    clients = [beating(rig, files, options), pressing(rig, files, options, burst=BURST)]
    for client in clients:
        client.go()
    presses = clients[1].told()["presses"]
    clients[0].close()
    checked = check(presses, one_each=False)
    result.figures |= {"presses": len(presses), "incidents": checked.incidents}
    result.goals += [
        Goal("incidents of one device that pressed fifty times", "==", 1, checked.incidents),
        Goal("signals that the incident has", "==", BURST, len(checked.numbers)),
        *lost_and_doubled(checked),
    ]
