"""`chongyang list_feeds`: the described feeds, with their last file and when the next one is due."""

import json
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from chongyang.claims.queries import runs as queries
from chongyang.claims.rules.feeds import UnableToReadFeed
from chongyang.core import clock
from chongyang.core.access import enter
from chongyang.core.scopes import system_scope


class Command(BaseCommand):
    help = "List the feeds: code, name, source, whole or changes, last file, next one due"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print them as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        scope = system_scope("list_feeds")
        try:
            with enter(scope):
                rows = queries.list_feeds(scope, now=clock.now())
        except UnableToReadFeed as wrong:
            raise CommandError(str(wrong)) from wrong
        if options["json"]:
            self.stdout.write(json.dumps([row.as_dict() for row in rows], ensure_ascii=False))
            return
        for row in rows:
            kind = "whole" if row.feed.is_full else "changes"
            last = row.last.told_on.isoformat() if row.last else "never"
            late = "  LATE" if row.is_late else ""
            self.stdout.write(
                f"{row.feed.code:<26} {row.feed.source:<20} {kind:<8} last {last:<10}{late}  {row.feed.name}"
            )
