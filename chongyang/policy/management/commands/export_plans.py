"""`chongyang export_plans [--json]`: the published plans, from the shipped data; needs no database."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.export import export


class Command(BaseCommand):
    help = "Print the published plans: a summary, or with --json all clauses in their wording"
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="the whole wording as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        plans = export(load_documents())
        if options["json"]:
            self.stdout.write(json.dumps(plans, ensure_ascii=False, indent=2))
            return
        for document in plans["documents"]:
            clauses = len(document["clauses"])
            self.stdout.write(f"{document['number']} {document['title']}: {clauses} clauses")
