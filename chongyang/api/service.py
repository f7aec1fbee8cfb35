"""The door put together: routers, error handlers, the schema, the addresses."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from ninja import NinjaAPI

from chongyang.api import (
    activities,
    agreements,
    approvals,
    checkout,
    claims,
    designations,
    devices,
    dispatches,
    duties,
    elders,
    escalation,
    exchange,
    feeds,
    funding,
    incident_reports,
    incident_writes,
    incidents,
    indicators,
    integrity,
    ledger,
    line,
    linkage,
    orders,
    paper_steps,
    papers,
    places,
    plan,
    privacy,
    problems,
    programmes,
    projects,
    purchase,
    quality,
    registration,
    remarks,
    reporting,
    scenarios,
    services,
    settlement,
    supervision,
    supplies,
    timebank,
    treasury,
    visits,
    vitals,
)
from chongyang.api import activities_keeping as activities_keeping  # what hosts keep, to that of activities
from chongyang.api import checkout_errands as checkout_errands  # adds to that of checkout
from chongyang.api import designations_reviews as designations_reviews  # adds to that of designations
from chongyang.api import duties_meetings as duties_meetings  # adds to the router of duties
from chongyang.api import elder_writes as elder_writes  # adds its operations to the router of elders
from chongyang.api import funding_entitled as funding_entitled  # adds its operations to that of funding
from chongyang.api import funding_looking as funding_looking  # the same
from chongyang.api import funding_months as funding_months  # the same
from chongyang.api import groups as groups  # classes; households add theirs to its router
from chongyang.api import households as households  # the same
from chongyang.api import mandates as mandates  # the same
from chongyang.api import open_data as open_data  # adds its operations to the router of plans
from chongyang.api import orders_plans as orders_plans  # adds to the router of orders
from chongyang.api import projects_site as projects_site  # adds to the router of projects
from chongyang.api import registration_desk as registration_desk  # the same, to that of registration
from chongyang.api import reporting_books as reporting_books  # adds workbooks to the router of returns
from chongyang.api import reports as reports  # adds its operations to that of assessment
from chongyang.api import responders as responders  # adds its operations to the router of places
from chongyang.api import scheduling as scheduling  # the same
from chongyang.api import scheduling_keys as scheduling_keys  # the same
from chongyang.api import scheduling_rosters as scheduling_rosters  # the same
from chongyang.api import services_entries as services_entries  # adds entry and yearly checks to services
from chongyang.api import supplies_keeping as supplies_keeping  # adds to the router of supplies
from chongyang.api import treasury_budgets as treasury_budgets  # adds to the router of payments
from chongyang.api import workforce as workforce  # adds carers to the router of services
from chongyang.api import yuan as yuan  # the same: one payment explained
from chongyang.api.door import door
from chongyang.api.errors import problem_of
from chongyang.api.limits import CarefulParser
from chongyang.api.marks import GATHERED, KEYED, READS

VERSION = "1"
service = NinjaAPI(
    title="Chongyang",
    version=VERSION,
    description="A city's elder care by JSON: the same queries and operations as the desks.",
    docs_url=None,
    openapi_url=None,
    parser=CarefulParser(),
    urls_namespace="api",
)
for router in (
    *(places.areas, places.places, plan.plan, elders.elders, groups.groups),
    *(incidents.incidents, incident_writes.seat, dispatches.dispatches, vitals.vitals),
    *(incident_reports.reports, incident_reports.workers),
    *(escalation.escalation, escalation.reach),
    paper_steps.paper_steps,
    papers.papers,
    ledger.ledger,
    line.line,
    devices.devices,
    registration.registration,
    exchange.exchange,
    agreements.agreements,
    *(integrity.integrity, indicators.indicators),
    privacy.privacy,
    feeds.feeds,
    claims.claims,
    funding.funding,
    reporting.returns,
    *(supervision.assessment, remarks.remarks),
    *(services.services, purchase.purchase),
    *(orders.orders, visits.visits, quality.quality, timebank.timebank, supplies.supplies),
    activities.activities,
    *(settlement.settlement, checkout.checkout),
    approvals.approvals,
    designations.designations,
    linkage.linkage,
    projects.projects,
    duties.duties,
    treasury.treasury,
    *(programmes.parameters, programmes.programmes, scenarios.scenarios),
):
    service.add_router("", router)


@service.exception_handler(Exception)
def tell(request: HttpRequest, error: Any) -> HttpResponse:
    """Every error of a view as a problem."""
    return problems.answer(problem_of(error))


for kind in list(service._exception_handlers):
    service.add_exception_handler(kind, tell)


def addresses() -> list[URLPattern]:
    """Ninja's addresses, each behind the door; where many knock first, because Django looks in order."""
    ours = [pattern for pattern in service.urls[0] if isinstance(pattern, URLPattern)]
    found = [pattern for pattern in ours if pattern.name != "api-root"]
    keyed = {str(pattern.pattern) for pattern in found if pattern.name in KEYED}  # of all its methods
    gathered = {str(pattern.pattern) for pattern in found if pattern.name in GATHERED}
    for pattern in found:
        marked = {"reads": pattern.name in READS, "keyed": str(pattern.pattern) in keyed}
        marked["gathered"] = str(pattern.pattern) in gathered
        pattern.callback = door(pattern.callback, **marked)
    return sorted(found, key=lambda pattern: str(pattern.pattern) not in gathered)
