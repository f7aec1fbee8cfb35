"""`chongyang gateway_tcp`: the gateway of devices that speak over TCP, until SIGTERM or Ctrl-C."""

import resource
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.gateway.protocols import registry
from chongyang.gateway.tcp import CONNECTIONS, HOST, IDLE_SECONDS, TcpGateway, UnableToListen
from chongyang.telecare.enums import Coordinates

OTHER_FILES = 200


class Command(BaseCommand):
    help = "Receive the frames of watches and terminals over TCP"
    requires_system_checks: list[str] = []  # they load every page: half a start; `check` is a step of its own

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--protocol", required=True, choices=sorted(registry.PROTOCOLS))
        parser.add_argument("--port", type=int, help="default: the protocol's own")
        parser.add_argument("--host", default=HOST, help="0.0.0.0 for all networks (default: this machine)")
        parser.add_argument("--idle", type=float, default=IDLE_SECONDS, help="seconds of silence to bear")
        parser.add_argument(
            "--coordinates",
            choices=[system.value for system in Coordinates],
            default=Coordinates.WGS84.value,
            help="in which the models on this port report their positions, as the catalogue says",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        _allow_connections()
        protocol = registry.make(
            options["protocol"], is_gcj02=options["coordinates"] == Coordinates.GCJ02.value
        )
        port = options["port"] or protocol.port
        gateway = TcpGateway(protocol, host=options["host"], port=port, idle_seconds=options["idle"])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: gateway.stop())
        try:
            gateway.run()
        except UnableToListen as error:
            raise CommandError(str(error)) from error


def _allow_connections() -> None:
    """Each connection is an open file; the usual limit of 1,024 would refuse the devices after that."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + OTHER_FILES
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
