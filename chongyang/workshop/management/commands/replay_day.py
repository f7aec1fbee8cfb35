"""`chongyang replay_day`: a day of the demo city at sixty times its speed, and its figures at the end."""

import heapq
import json
import logging
import signal
import sys
import threading
from argparse import ArgumentParser
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import clock
from chongyang.workshop import day, day_figures
from chongyang.workshop.benches.city import UnableToBench, bench_city
from chongyang.workshop.benches.serving import serving
from chongyang.workshop.databases import working_on
from chongyang.workshop.progress import Progress
from chongyang.workshop.simulator import measuring_devices
from chongyang.workshop.vitals import make_vitals

MINUTE = timedelta(minutes=1)


class Command(BaseCommand):
    help = (
        "Replay a day of the demo city on a copy of it: presses, calls, signs of life, colleagues who answer"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--speed", type=float, default=60, help="seconds of the day in one of ours; 0: no pause"
        )
        parser.add_argument(
            "--hours", type=float, default=24, help="how much of the day, from midnight or --from"
        )
        parser.add_argument("--from", dest="first", type=int, default=0, help="the hour to begin with")
        parser.add_argument("--date", type=date.fromisoformat, help="default: yesterday")
        parser.add_argument("--elders", type=int, default=20_000)
        parser.add_argument("--seed", type=int, default=9)
        parser.add_argument(
            "--serve", action="store_true", help="show the copy's pages meanwhile, read its address"
        )
        parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 0 < options["hours"] <= 24 or not 0 <= options["first"] < 24:
            raise CommandError("a day has 24 hours")
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        logging.disable(logging.CRITICAL)
        try:
            self._replay(options, stopped)
        except UnableToBench as error:
            raise CommandError(str(error)) from error

    def _replay(self, options: dict[str, Any], stopped: threading.Event) -> None:
        chosen = options["date"] or (clock.now().astimezone(day.CITY).date() - timedelta(days=1))
        begin = day.begin_of(chosen) + timedelta(hours=options["first"])
        with ExitStack() as held:
            city = held.enter_context(bench_city(options["elders"], options["seed"]))
            if options["serve"]:
                port = held.enter_context(serving(city, threads=32))
                self.stderr.write(f"http://127.0.0.1:{port}  (operator1 and the other accounts of the demo)")
            held.enter_context(working_on(city.environment["DATABASE_URL"]))
            played = self._play(options, begin, stopped)
            events = [*played.presses]
            until, readings = begin + timedelta(days=1), [*played.readings]
            figures = day_figures.figures_of(begin, until, events, len(played.answered), readings)
        self._tell(options, chosen, played, figures)
        if figures.lost or figures.doubled:
            raise SystemExit(1)

    def _play(self, options: dict[str, Any], begin: datetime, stopped: threading.Event) -> day.Played:
        """Draw the day and run it under a bar of its minutes."""
        serials = day.serials_of()
        if not serials:
            raise CommandError("no device is in use in this city")
        hours = options["hours"]
        make_vitals(now=begin)
        happenings = day.draw(serials, options["elders"], begin, hours, options["seed"])
        happenings += day.draw_readings(measuring_devices(), begin, hours, options["seed"])
        heapq.heapify(happenings)
        running = day.Day(serials, happenings, begin, hours)
        bar, shown = Progress(round(hours * 60), "minutes of the day", out=sys.stderr), 0

        def tell(now: datetime) -> None:
            nonlocal shown
            minutes = int((now - begin) / MINUTE)
            if minutes > shown:
                bar.step(minutes - shown)
                shown = minutes

        running.run(options["speed"], tell, stopped.is_set)
        bar.close()
        return running.played

    def _tell(
        self, options: dict[str, Any], chosen: date, played: day.Played, figures: day_figures.Figures
    ) -> None:
        counts = {
            "presses": len(played.presses),
            "repeated": played.repeated,
            "calls": played.calls,
            "readings": len(played.readings),
            "heartbeats": played.beats,
            "steps_of_colleagues": played.steps,
        }
        if options["json"]:
            told = {"date": chosen.isoformat(), "synthetic": True, "played": counts, **figures.as_dict()}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self.stdout.write(
            f"{chosen:%Y-%m-%d}, invented: " + ", ".join(f"{n} {name}" for name, n in counts.items())
        )
        for line in day_figures.lines_of(figures):
            self.stdout.write(line)
