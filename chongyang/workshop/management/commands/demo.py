"""`chongyang demo`: a whole city at work on this machine, until Ctrl-C."""

import os
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from chongyang.core.postgres import Server, UnableToRunPostgres, ensure_running
from chongyang.gateway.protocols.contrib.sos_watch import SosWatch
from chongyang.workshop import demo, stack
from chongyang.workshop.probes import UnableToStart, check_port_free, free_port, is_port_free
from chongyang.workshop.supervisor import Supervisor

MQTT = 1883


def _port(usual: int) -> int:
    return usual if is_port_free(usual) else free_port()


class Command(BaseCommand):
    help = "Set up a demo city and show it at work: web, worker, broker, gateway, simulator"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--elders", type=int, default=20_000)
        parser.add_argument("--seed", type=int, default=9)
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument(
            "--quiet-city", action="store_true", help="no simulator: nobody presses by himself"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()
        try:
            check_port_free(options["port"])
            server = self._database()
            demo.prepare_city(options["elders"], options["seed"], say=self._say)
            self._serve(server, options, began)
        except (UnableToStart, UnableToRunPostgres, demo.UnableToPrepare) as error:
            self.stderr.write(str(error))
            sys.exit(1)

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _database(self) -> Server | None:
        """The embedded server, held as long as we live; with DATABASE_URL set, the one it names."""
        if os.environ.get("DATABASE_URL"):
            return None
        server = ensure_running(Path(settings.VAR) / "pg")
        if server.notice:
            self._say(server.notice)
        os.environ["DATABASE_URL"], os.environ["DATABASE_OWNER_URL"] = server.run_url, server.owner_url
        return server

    def _serve(self, server: Server | None, options: dict[str, Any], began: float) -> None:
        ports = stack.Ports(options["port"], _port(MQTT), _port(SosWatch.port))
        supervisor = Supervisor(
            stack.children(ports, simulate=not options["quiet_city"]),
            stack.LOGS,
            say=self._say,
            every_second=server.revive if server else None,
            stop_seconds=4,
        )
        supervisor.run_until_signal(lambda: self._welcome(ports, began))
        self._say("stopped")

    def _welcome(self, ports: stack.Ports, began: float) -> None:
        self._say(f"all programs run after {time.monotonic() - began:.1f} s")
        self._say(demo.run_main_job_once(ports))
        self._say(demo.describe_accounts())
        self._say(f"\n  {ports.url}\n\n  Ctrl-C stops everything. Logs: {stack.LOGS}")
