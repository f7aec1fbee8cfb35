"""`chongyang load_roads FILE`: a road network beside those that are there, with a report of what is wrong."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.roads import operations, queries
from chongyang.roads.enums import Shift
from chongyang.roads.operations import Named, RoadFiles, UnableToLoad
from chongyang.roads.rules.tables import UnableToRead


class Command(BaseCommand):
    help = "Load a road network (OSM extract, or node and edge tables); safe to repeat"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help=".osm or .osm.bz2, or the edge table (CSV)")
        parser.add_argument("--nodes", help="the node table (CSV); default: nodes.csv beside the edge table")
        parser.add_argument("--format", choices=("osm", "csv"), help="default: by the file's name")
        parser.add_argument("--name", default="")
        parser.add_argument("--source", default="", help="who made the data, and of which day")
        parser.add_argument("--licence", default="", help="under which licence they may be used")
        parser.add_argument("--coordinates", choices=[one.value for one in Shift], default="wgs84")
        parser.add_argument(
            "--directed", action="store_true", help="the edge table tells each direction itself"
        )
        parser.add_argument("--keep-active", action="store_true", help="load beside, go on with the old one")
        parser.add_argument("--activate", type=int, metavar="VERSION", help="of --name; loads nothing")
        parser.add_argument("--list", action="store_true", help="show what is loaded")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        with enter(system_scope("load_roads")):
            try:
                told = self._do(options)
            except UnableToLoad as error:
                raise CommandError(f"{error}\n{shown(error.report)}".strip()) from error
            except (UnableToRead, OSError) as error:
                raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(told, ensure_ascii=False) if options["json"] else shown(told))

    def _do(self, options: dict[str, Any]) -> dict[str, Any]:
        if options["list"]:
            return {"networks": [_row(one) for one in queries.list_networks()]}
        words: dict[str, Any] = {"scope": system_scope("load_roads"), "by": SYSTEM, "now": now()}
        if options["activate"]:
            row = operations.activate(name=options["name"], version=options["activate"], **words)
            return _row(row)
        if not options["file"]:
            raise CommandError("FILE is missing")
        named = Named(options["name"], options["source"], options["licence"])
        loaded = operations.load_network(
            files=files_of(options), named=named, activate=not options["keep_active"], **words
        )
        return {**_row(loaded.network), "is_new": loaded.is_new, "report": loaded.report}


def files_of(options: dict[str, Any]) -> RoadFiles:
    """The files that the options name."""
    path, shift = Path(options["file"]), Shift.of(options["coordinates"])
    is_table = options["format"] == "csv" or (options["format"] is None and path.suffix == ".csv")
    nodes = Path(options["nodes"]) if options["nodes"] else path.with_name("nodes.csv")
    return RoadFiles(path, nodes if is_table else None, shift, options["directed"])


def _row(row: Any) -> dict[str, Any]:
    names = ("name", "version", "source", "licence", "nodes", "arcs", "is_active")
    return {name: getattr(row, name) for name in names}


def shown(told: dict[str, Any]) -> str:
    """For a terminal: what is loaded, and each fault with its first places."""
    if "networks" in told:
        return "\n".join(shown(one) for one in told["networks"]) or "no road network"
    report = told.get("report", told)
    lines = []
    if "name" in told:
        state = ", active" if told["is_active"] else ""
        lines.append(f"{told['name']} {told['version']}: {told['nodes']} nodes, {told['arcs']} arcs{state}")
    if "parts" in report:
        lines.append(f"  parts {report['parts']}, nodes outside the largest {report['outside_largest']}")
    for what, count in report.get("faults", {}).items():
        lines.append(f"  {what}: {count} ({', '.join(report['places'].get(what, []))})")
    return "\n".join(lines)
