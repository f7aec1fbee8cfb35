"""`chongyang propose_destruction`: what is over in each class of record; with an account, the list of one."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from chongyang.core import clock
from chongyang.core.access import enter
from chongyang.core.scopes import Scope, system_scope
from chongyang.privacy import operations
from chongyang.privacy.rules.retention import classes
from chongyang.territory import queries as territory


class Command(BaseCommand):
    help = "Say which records are over, or propose a destruction list that somebody else approves"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--record-class", default="", help="one class of retention.yaml (default: all)")
        parser.add_argument("--dry-run", action="store_true", help="count alone, write nothing")
        parser.add_argument(
            "--account", default="", help="the user name in whose name and scope it is proposed"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted, known = options["record_class"], classes()
        if wanted and wanted not in known:
            raise CommandError(f"no class {wanted!r}; there are {', '.join(known)}")
        if not options["dry_run"] and not (wanted and options["account"]):
            raise CommandError("a list needs --record-class and --account; or ask with --dry-run")
        scope = _scope_of(options["account"]) if options["account"] else system_scope("destruction")
        for key in [wanted] if wanted else known:
            self._one(key, scope, is_dry=options["dry_run"])

    def _one(self, key: str, scope: Scope, *, is_dry: bool) -> None:
        now = clock.now()
        with enter(scope):
            if is_dry:
                found = operations.look_over(record_class=key, scope=scope, now=now)
                self.stdout.write(f"{key:<10} before {found.before}: {_told(found.counts)}")
                return
            try:
                row = operations.propose_destruction(record_class=key, scope=scope, now=now)
            except operations.UnableToHandle as refused:
                raise CommandError(str(refused)) from None
            self.stdout.write(f"{row.number}: {_told(row.counts['rows'])}; another person has to approve it")


def _scope_of(username: str) -> Scope:
    with enter(system_scope("destruction")):
        found = territory.find_worker(username, clock.now())
        if found is None or not found[1]:
            raise CommandError(f"no account {username!r} with a post")
        return territory.scope_of(found[1][0].account, now=clock.now(), post=found[1][0])


def _told(counts: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {model}" for model, count in sorted(counts.items())) or "nothing"
