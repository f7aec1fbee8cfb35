"""`chongyang simulate FILE`: what a change of the rules would cost, beside today; kept unless `--dry-run`."""

import json
import time
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.core.management import BaseCommand, CommandError
from django.db import transaction

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope, system_scope
from chongyang.scenarios import operations, queries
from chongyang.scenarios.queries import Kept
from chongyang.scenarios.rules import tables
from chongyang.scenarios.rules.changes import UnableToSimulate
from chongyang.scenarios.rules.running import basis_of
from chongyang.territory import queries as territory

KNOWN = {"name", "first_year", "years", "goes_on", "changes"}
LARGEST_FILE = 200_000
TEN_THOUSAND = 1_000_000


class Command(BaseCommand):
    help = "Run a scenario from a YAML or JSON file and print its money beside today's"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="name, first_year, years, goes_on, changes")
        parser.add_argument("--json", action="store_true", help="every figure as JSON")
        parser.add_argument("--dry-run", action="store_true", help="compute, keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        told, moment = _read(options["file"]), clock_now()
        scope = system_scope("simulate")
        with transaction.atomic():
            self._work(told, scope, moment, options)
            transaction.set_rollback(options["dry_run"])

    def _work(self, told: dict[str, Any], scope: Scope, moment: datetime, options: dict[str, Any]) -> None:
        with enter(scope):
            began = time.perf_counter()
            try:
                row = operations.make_scenario(**_asked(told, moment.year), scope=scope, now=moment)
            except UnableToSimulate as error:
                place = f"changes[{error.place - 1}]: " if error.place else ""
                raise CommandError(f"{place}{error.reason}") from error
            kept = queries.get_kept(scope, row.id, now=moment)
            seconds = time.perf_counter() - began
            self._tell(kept, seconds, options)

    def _tell(self, kept: Kept, seconds: float, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(_data(kept, seconds), ensure_ascii=False, indent=2))
            return
        for line in _lines(kept):
            self.stdout.write(line)
        what = "not kept" if options["dry_run"] else f"kept as {kept.scenario.id}"
        self.stdout.write(f"{what}, {seconds:.2f} s")


def _read(file: Path) -> dict[str, Any]:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise CommandError(f"{file.name}: larger than {LARGEST_FILE} bytes")
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise CommandError(f"{file.name}: {error}") from error
    if not isinstance(told, dict) or set(told) - KNOWN:
        raise CommandError(f"{file.name}: a mapping with {', '.join(sorted(KNOWN))} is expected")
    return told


def _asked(told: dict[str, Any], year: int) -> dict[str, Any]:
    asked = {
        "name": str(told.get("name", "")),
        "changes": told.get("changes", []),
        "first_year": told.get("first_year", year),
        "years": told.get("years", 5),
        "goes_on": told.get("goes_on", True),
    }
    for name, kind in (("first_year", int), ("years", int), ("goes_on", bool)):
        if not isinstance(asked[name], kind) or (kind is int and isinstance(asked[name], bool)):
            raise CommandError(f"{name}: {kind.__name__} expected")
    return asked


def _data(kept: Kept, seconds: float) -> dict[str, Any]:
    sums = ("year", "area", "level", "fund", "programme", "today_fen", "scenario_fen")
    heads = ("year", "area", "programme", *tables.COUNTS)
    return {
        "scenario": str(kept.scenario.id),
        "name": kept.scenario.name,
        "changes": kept.scenario.changes,
        "goes_on": kept.scenario.goes_on,
        "digest": kept.run.digest,
        "seconds": round(seconds, 3),
        "people": kept.run.people,
        "subjects": {code: {"rows": count, **basis_of(code)} for code, count in kept.run.subjects.items()},
        "sums": [{name: getattr(one, name) for name in sums} for one in kept.sums],
        "effects": [{name: getattr(one, name) for name in heads} for one in kept.effects],
    }


def _lines(kept: Kept) -> list[str]:
    """In 万元: by year, level, county, programme, then who gains and loses."""
    lines = [f"{kept.scenario.name}  {kept.scenario.first_year}–{_last(kept)}, 万元: today, scenario, more"]
    for title, key in (
        ("year", lambda one: one.year),
        ("level", lambda one: one.level),
        ("fund", lambda one: one.fund),
        ("programme", lambda one: one.programme),
        ("county", lambda one: one.area),
    ):
        lines.append(f"by {title}")
        lines += [
            _line(territory.area_name(one.key) if title == "county" else one.key, one)
            for one in tables.by(kept.sums, key)
        ]
    lines.append(_line("total", tables.total(kept.sums)))
    heads = tables.whole(kept.effects)
    gained, lost = heads.gain_fen / TEN_THOUSAND, heads.loss_fen / TEN_THOUSAND
    lines.append(
        f"gain {heads.gains:,} ({gained:,.2f}), lose {heads.loses:,} ({lost:,.2f}), "
        f"undecided {heads.undecided:,}"
    )
    lines.append("expected payees are forecasts; invented inputs: see --json, subjects")
    return lines


def _line(name: object, one: tables.Line) -> str:
    figures = (one.today_fen, one.scenario_fen, one.more_fen)
    return f"  {name}: " + "  ".join(f"{fen / TEN_THOUSAND:,.2f}" for fen in figures)


def _last(kept: Kept) -> int:
    return kept.scenario.first_year + kept.scenario.years - 1
