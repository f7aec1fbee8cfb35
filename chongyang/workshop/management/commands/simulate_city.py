"""`chongyang simulate_city`: devices in use press their buttons and repeat until the city answers."""

import dataclasses
import json
import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from chongyang.workshop import simulator


class Command(BaseCommand):
    help = "Play the devices of the demo city over MQTT"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rate", type=float, default=0.5, help="presses per minute (default 0.5)")
        parser.add_argument("--beats", type=float, default=60, help="heartbeats per minute (default 60)")
        parser.add_argument("--readings", type=float, default=30, help="readings per minute (default 30)")
        parser.add_argument("--seconds", type=float, default=0, help="how long; 0 goes on until SIGTERM")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--url", default=settings.MQTT_URL)
        parser.add_argument("--json", action="store_true", help="print what was played as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        serials = simulator.serials_in_use()
        if not serials:
            raise CommandError("no device is in use; run `chongyang make_city` first")
        played = simulator.play(
            url=options["url"],
            serials=serials,
            presses_per_minute=options["rate"],
            beats_per_minute=options["beats"],
            seconds=options["seconds"],
            seed=options["seed"],
            is_stopped=stopped.is_set,
            measuring=simulator.measuring_devices(),
            readings_per_minute=options["readings"],
        )
        self._tell(played, as_json=options["json"])

    def _tell(self, played: simulator.Played, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(dataclasses.asdict(played)))
            return
        self.stdout.write(
            f"{played.pressed} pressed, {played.answered} answered (slowest {played.slowest_seconds} s), "
            f"{played.repeated} repeated, {played.unanswered} unanswered, {played.measured} measured"
        )
