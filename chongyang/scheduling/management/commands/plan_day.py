"""chongyang plan_day 410105 2026-11-23: who goes where and when, provider by provider."""

import json
from datetime import date
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, Interval, interval_of, system_scope
from chongyang.orders import queries as orders
from chongyang.scheduling import operations, queries
from chongyang.scheduling.enums import LeftWhy
from chongyang.scheduling.models import DayPlan
from chongyang.territory import queries as territory
from chongyang.workforce import queries as workforce


class Command(BaseCommand):
    help = "Plan the visits of a day in a county: drafts, one a provider."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("county", help="code, for example 410105")
        parser.add_argument("date", help="for example 2026-11-23")
        parser.add_argument("--seconds", type=float, help="how long to search, all providers together")
        parser.add_argument("--rounds", type=int, help="so many rounds instead: the same answer every time")
        parser.add_argument("--publish", action="store_true", help="assign the orders, too")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, county: str, **options: Any) -> None:
        """Numbers of orders and names of carers; nothing of an elder."""
        try:
            area, day = interval_of(county), date.fromisoformat(options["date"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        with enter(system_scope("plan_day")):
            found = [_told(plan) for plan in self._plans(area, day, options)]
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            self._say(found)

    def _plans(self, area: Interval, day: date, options: dict[str, Any]) -> list[DayPlan]:
        told: dict[str, Any] = {"scope": system_scope("plan_day"), "by": SYSTEM, "now": now()}
        search = {"seconds": options["seconds"], "rounds": options["rounds"]}
        try:
            plans = operations.plan_day(day=day, area=area, **search, **told)
            if options["publish"]:
                return [operations.publish(plan=plan.id, **told) for plan in plans]
        except operations.UnableToPlan as error:
            raise CommandError(str(error)) from error
        return plans

    def _say(self, plans: list[dict[str, Any]]) -> None:
        for plan in plans:
            head = f"{plan['provider']}  v{plan['version']} {plan['state']}"
            self.stdout.write(
                f"{head}  {plan['visits']} visits, {plan['left']} left out, {plan['seconds']} s"
            )
            for one in plan["rows"]:
                hours = f"{one['from']}–{one['to']}"
                self.stdout.write(
                    f"  {one['carer']}  {hours}  {one['order']}  {one['item']}  +{one['travel']} min"
                )
            for one in plan["left_out"]:
                self.stdout.write(f"  -  {one['order']}  {gettext(LeftWhy.of(one['reason']).label)}")


def _told(plan: DayPlan) -> dict[str, Any]:
    scope = system_scope("plan_day")
    rows, left = queries.visits_of(scope, [plan]), queries.left_of(scope, [plan])
    held = orders.get_many(scope, [one.order for one in rows] + [one.order for one in left])
    names = workforce.names_of([one.carer for one in rows])
    return {
        "plan": str(plan.id),
        "provider": territory.organisation_names([plan.organisation]).get(plan.organisation, ""),
        "day": plan.day.isoformat(),
        "version": plan.version,
        "state": plan.state,
        "visits": plan.visits,
        "left": plan.left,
        "travel_minutes": plan.travel_minutes,
        "by_road": plan.by_road,
        "seconds": plan.seconds,
        "digest": plan.digest,
        "rows": [
            {
                "order": held[one.order].number,
                "item": held[one.order].item,
                "carer": names.get(one.carer, ""),
                "from": timezone.localtime(one.from_at).strftime("%H:%M"),
                "to": timezone.localtime(one.to_at).strftime("%H:%M"),
                "travel": one.travel_minutes,
                "outcome": one.outcome,
            }
            for one in rows
        ],
        "left_out": [{"order": held[one.order].number, "reason": one.reason} for one in left],
    }
