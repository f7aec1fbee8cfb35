"""`chongyang prepare_demo`: database, reference data, demo city and accounts, in one process as owner."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, call_command


class Command(BaseCommand):
    help = "Bring the demo's database to the city that is wanted; what stands already is kept"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--elders", type=int, default=20_000)
        parser.add_argument("--seed", type=int, default=9)

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("prepare")
        call_command("make_city", elders=options["elders"], seed=options["seed"], keep_same=True)
        call_command("make_accounts")
        call_command("make_groups")
        call_command("make_services")
        call_command("make_papers")
        call_command("make_vitals")
        call_command("make_demo_feeds")
        call_command("make_demo_claims")
        call_command("make_demo_linkage")
        call_command("make_registration")
        call_command("make_funding")
        call_command("make_payments")
        call_command("make_readings")
        call_command("make_agreements")
        call_command("make_scenarios")
        call_command("make_projects")
        call_command("make_reporting")
        call_command("make_approvals")
        call_command("make_designations")
        call_command("make_duties")
        call_command("make_supervision")
        call_command("make_purchase")
        call_command("make_orders")
        call_command("make_visits")
        call_command("make_supplies")
        call_command("make_plans")
        call_command("make_settlement")
        call_command("make_quality")
        call_command("make_timebank")
        call_command("make_activities")
