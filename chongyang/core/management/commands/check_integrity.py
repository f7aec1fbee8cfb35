"""`chongyang check_integrity`: ask every named check, say what was found; 1 when something severe is open."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.timezone import localdate
from django.utils.translation import gettext

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.integrity import Check, Severity, get_check, list_checks
from chongyang.core.models import IntegrityRun
from chongyang.core.operations.integrity import run_checks
from chongyang.core.queries.integrity import Found, count_findings
from chongyang.core.scopes import system_scope

BAR = 24


class Command(BaseCommand):
    help = "Ask the named checks of integrity, keep what they find, and say how many; exit 1 for severe ones"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="append", default=[], metavar="NAME", help="only this check")
        parser.add_argument("--list", action="store_true", help="the names of all checks, and ask none")
        parser.add_argument("--json", action="store_true", help="the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self.stdout.write("\n".join(f"{check.severity:8} {check.name}" for check in list_checks()))
            return
        names = options["check"]
        if unknown := [name for name in names if get_check(name) is None]:
            raise CommandError(f"no check {', '.join(unknown)}; see --list")
        moment, self.asked = now(), 0
        self.total = len(names) or len(list_checks())
        run = run_checks(now=moment, names=names, tell=None if options["json"] else self._tell)
        with enter(system_scope("check_integrity")):
            found = count_findings(system_scope("check_integrity"), localdate(moment))
        shown = [one for one in found if not names or one.check.name in names]
        self.stdout.write(_as_json(run, shown) if options["json"] else _as_text(run, shown))
        if run.failed or any(one.open and one.check.severity is Severity.SEVERE for one in shown):
            raise SystemExit(1)

    def _tell(self, check: Check, seconds: float) -> None:
        """A bar on the terminal; nothing where nobody looks."""
        self.asked += 1
        if self.stderr.isatty():
            done = BAR * self.asked // self.total
            bar = "█" * done + "·" * (BAR - done)
            self.stderr.write(f"\r{bar} {self.asked}/{self.total} {check.name:50}", ending="")


def _as_json(run: IntegrityRun, found: list[Found]) -> str:
    rows = [
        {
            "name": one.check.name,
            "severity": one.check.severity.value,
            "found": one.value,
            "excused": one.excused,
            "seconds": run.seconds.get(one.check.name),
        }
        for one in found
    ]
    told = {"began_at": run.began_at.isoformat(), "checks": run.checks, "failed": run.failed}
    return json.dumps({**told, "seconds": round(sum(run.seconds.values()), 3), "results": rows}, indent=1)


def _as_text(run: IntegrityRun, found: list[Found]) -> str:
    lines = [
        f"{one.check.severity:8} {one.open:>7} {one.excused:>7}  {one.check.name}  {gettext(one.check.label)}"
        for one in found
        if one.value
    ]
    clean = sum(not one.value for one in found)
    head = [f"\n{'':8} {'open':>7} {'excused':>7}"] if lines else []
    failed = [f"could not be asked: {', '.join(run.failed)}"] if run.failed else []
    told = f"{run.checks} checks in {sum(run.seconds.values()):.1f} s, {clean} without a finding"
    return "\n".join([*head, *lines, *failed, told])
