"""`chongyang run_main_job`: one alarm from the press to the close over a real broker and real pages."""

import json
import os
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.workshop import demo, main_job, stack
from chongyang.workshop.probes import UnableToStart
from chongyang.workshop.supervisor import Supervisor
from chongyang.workshop.visitor import UnableToVisit

ELDERS = 2000


class Command(BaseCommand):
    help = "Run the main job once and print its response chain"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--base-url", help="pages of a running city (default: start the programs here)")
        parser.add_argument("--mqtt-url", help="broker of the running city")
        parser.add_argument("--serial", default="", help="the device to press (default: one in use)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with self._city(options) as (base_url, mqtt_url):
                done = main_job.run(base_url, mqtt_url, options["serial"])
        except (
            UnableToStart,
            demo.UnableToPrepare,
            main_job.UnableToFinish,
            UnableToVisit,
        ) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            json.dumps(done.as_dict(), ensure_ascii=False, indent=2) if options["json"] else shown(done)
        )

    @contextmanager
    def _city(self, options: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """A running city: the one named, else our own programs on free ports, stopped afterwards."""
        if options["base_url"]:
            yield (
                options["base_url"],
                options["mqtt_url"] or os.environ.get("MQTT_URL", "mqtt://127.0.0.1:1883"),
            )
            return
        self._provide_people()
        ports = stack.Ports.free()
        with Supervisor(stack.children(ports), stack.LOGS, say=self.stderr.write, stop_seconds=4):
            yield ports.url, ports.mqtt_url

    def _provide_people(self) -> None:
        """A database without people gets a small demo city; one that stands is left as it is."""
        demo.prepare_database()
        if not facts.is_synthetic():
            demo.prepare_city(ELDERS, 9, say=self.stderr.write)


def shown(done: main_job.Done) -> str:
    """The chain as a table for people."""
    lines = [f"{done.number}: {done.device} answered after {done.device_answered_seconds} s,"]
    lines.append(f"on the seat's board after {done.shown_on_board_seconds} s without a reload")
    for link in done.chain:
        since = "" if link["seconds_since_last"] is None else f"+{link['seconds_since_last']:.1f} s"
        lines.append(
            f"  {link['label']:　<6}{link['at'][11:23]}  {since:>9}  {link['actor'][:46]:<46} {link['how']}"
        )
    lines.append(f"  2018-34/3.4.3: {done.plan_before} → {done.plan_after}")
    return "\n".join(lines)
