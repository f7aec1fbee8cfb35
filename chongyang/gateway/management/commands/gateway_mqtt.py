"""`chongyang gateway_mqtt`: the device gateway, until SIGTERM or Ctrl-C."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from chongyang.gateway.client import UnableToReadAddress
from chongyang.gateway.mqtt import CLIENT_ID, Gateway


class Command(BaseCommand):
    help = "Receive the devices' messages from the MQTT broker"
    requires_system_checks: list[str] = []  # they load every page: half a start; `check` is a step of its own

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--url", default=settings.MQTT_URL, help="the broker, mqtt://host:port")
        parser.add_argument("--client-id", default=CLIENT_ID, help="fixed: the broker keeps its session")

        parser.add_argument(
            "--only", choices=["alarms", "heartbeats"], default="", help="leave the other to another process"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            gateway = Gateway(options["url"], client_id=options["client_id"], only=options["only"])
        except UnableToReadAddress as error:
            raise CommandError(str(error)) from error
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: gateway.stop())
        gateway.run()
