"""`chongyang load_reference`: the area tree, reporting units and organisations that the program ships."""

from typing import Any

from django.core.management import BaseCommand

from chongyang.territory.operations import load_reference


class Command(BaseCommand):
    help = "Load or refresh the areas, reporting units and organisations (run as the owner)"

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_reference()
        self.stdout.write(", ".join(f"{name} {count}" for name, count in loaded.items()))
