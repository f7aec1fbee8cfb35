"""`chongyang screenshots`: the pictures of the documents, taken from a demo city (`make screenshots`)."""

import subprocess
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from chongyang.core import facts
from chongyang.workshop import demo, main_job, pictures, stack
from chongyang.workshop.probes import UnableToStart
from chongyang.workshop.supervisor import Supervisor
from chongyang.workshop.visitor import UnableToVisit

FOLDER = Path(settings.ROOT) / "docs" / "pictures"
ELDERS, SEED = 20_000, 9


class Command(BaseCommand):
    help = "Take the pictures of the documents from a demo city on free ports"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=FOLDER, help="folder (default docs/pictures)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pictures.find_browser()
            self._provide_people()
            for path in self._taken(options["to"]):
                self.stdout.write(f"{path} ({path.stat().st_size // 1024} kB)")
        except (
            UnableToStart,
            UnableToVisit,
            demo.UnableToPrepare,
            main_job.UnableToFinish,
            pictures.UnableToTakePictures,
        ) as error:
            raise CommandError(str(error)) from error

    def _provide_people(self) -> None:
        """The database as this version needs it; an empty one gets a demo city, a real one is refused."""
        if subprocess.run(stack.command("prepare"), check=False).returncode:
            raise demo.UnableToPrepare("'chongyang prepare' failed; see above")
        if not facts.is_synthetic():
            demo.prepare_city(ELDERS, SEED, say=self.stdout.write)

    def _taken(self, folder: Path) -> list[Path]:
        ports = stack.Ports.free()
        with Supervisor(stack.children(ports), stack.LOGS, say=self.stdout.write, stop_seconds=4):
            return pictures.take_pictures(ports.url, ports.mqtt_url, folder)
