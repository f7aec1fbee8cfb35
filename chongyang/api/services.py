"""The catalogue, offers and providers of services by JSON: the same operations as the provider's desk."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from chongyang.api import evaluation_shapes as told_shapes
from chongyang.api import services_shapes as shapes
from chongyang.api.needs import Bearer, scope_of, writer
from chongyang.api.shapes import plain
from chongyang.core.clock import now
from chongyang.services import operations, queries
from chongyang.services.operations import OfferForm, RangeForm
from chongyang.services.rules import catalogue, evaluation
from chongyang.territory.enums import TokenName

services = Router(tags=["services"], auth=Bearer(TokenName.SERVICES_READ))
PUBLIC, WRITES = Bearer(TokenName.PLAN_READ), Bearer(TokenName.SERVICES_WRITE)
writes = writer(services, WRITES)
PROVIDER = "/services/providers/{uuid:provider}"
OFFER = "/services/offers/{uuid:offer}"


def said(request: HttpRequest) -> dict[str, Any]:
    """Scope, actor and moment."""
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": now()}


def _today() -> date:
    return timezone.localdate(now())


@services.get(
    "/services/items", response=list[shapes.ItemTold], auth=PUBLIC, operation_id="list_service_items"
)
def list_items(request: HttpRequest) -> Any:
    """The catalogue in its order, each service with its steps and its own price range."""
    return [_item(one) for one in catalogue.items().values()]


def _item(one: catalogue.Item) -> dict[str, Any]:
    return plain(one, shapes.ItemTold, skills=sorted(one.skills), who_may=list(one.who_may))


@services.get("/services/offers", response=list[shapes.OfferFound], auth=PUBLIC, operation_id="find_offers")
def find_offers(request: HttpRequest, item: str, area: int, on: date | None = None) -> Any:
    """Who offers a service at a place on a day (today): the best score first, then the cheapest."""
    return queries.find_offers(scope_of(request), item=item[:40], area=_whole(area), on=on or _today())


def _whole(area: int) -> int:
    """An area as columns hold it; anything else is nowhere."""
    return area if 0 <= area < 10**12 else 0


@services.get(
    "/services/providers",
    response=list[shapes.ServiceProviderRow],
    auth=PUBLIC,
    operation_id="list_service_providers",
)
def list_providers(request: HttpRequest) -> Any:
    """The public list by name."""
    return queries.list_providers()


@services.get(PROVIDER, response=shapes.ServiceProviderRow, auth=PUBLIC, operation_id="read_service_provider")
def read_provider(request: HttpRequest, provider: UUID) -> Any:
    """One provider, also one that has left."""
    return queries.access_provider(provider)


@services.get(
    PROVIDER + "/offers", response=list[shapes.OfferRow], auth=PUBLIC, operation_id="list_provider_offers"
)
def list_offers(request: HttpRequest, provider: UUID) -> Any:
    """What it offers from today on."""
    return queries.list_offers(queries.access_provider(provider).id, since=_today())


@services.get(
    PROVIDER + "/capacity", response=list[shapes.CapacityRow], auth=PUBLIC, operation_id="list_capacity"
)
def list_capacity(request: HttpRequest, provider: UUID) -> Any:
    """Minutes by area and weekday."""
    return queries.list_capacity(queries.access_provider(provider).id)


@services.get(
    "/services/evaluation-criteria",
    response=told_shapes.CriteriaTold,
    auth=PUBLIC,
    operation_id="list_evaluation_criteria",
)
def list_criteria(request: HttpRequest) -> Any:
    """By what third parties judge providers, and from how many points a yearly check can be passed."""
    held = evaluation.load()
    criteria = [plain(one, told_shapes.CriterionTold) for one in held.criteria]
    return plain(held, told_shapes.CriteriaTold, criteria=criteria, **asdict(held.yearly))


@services.get(
    PROVIDER + "/evaluations",
    response=list[told_shapes.ProviderEvaluationRow],
    auth=PUBLIC,
    operation_id="list_provider_evaluations",
)
def list_evaluations(request: HttpRequest, provider: UUID) -> Any:
    """What third parties found."""
    return queries.list_evaluations(queries.access_provider(provider).id)


@writes("/services/offers", shapes.OfferRow, "make_offer", made=True)
def make_offer(request: HttpRequest, body: shapes.ServiceOfferBody) -> Any:
    """Offer a service in areas from a coming day."""
    form = OfferForm(**{**body.model_dump(), "areas": tuple(body.areas)})
    return operations.make_offer(form=form, **said(request))


@writes(OFFER + "/price", shapes.OfferRow, "change_offer_price")
def change_price(request: HttpRequest, offer: UUID, body: shapes.PriceBody) -> Any:
    """Another price from a coming day; the past stays."""
    return operations.change_price(offer=offer, **body.model_dump(), **said(request))


@services.post(OFFER + "/end", response={204: None}, auth=WRITES, operation_id="end_offer")
def end_offer(request: HttpRequest, offer: UUID, body: shapes.ServiceEndBody) -> Any:
    """Offered no more from a coming day on."""
    operations.end_offer(offer=offer, ends_on=body.ends_on, **said(request))
    return None


@writes("/services/capacity", list[shapes.CapacityRow], "set_capacity")
def set_capacity(request: HttpRequest, body: shapes.CapacityBody) -> Any:
    """Replace what one area has on each weekday."""
    return operations.set_capacity(area=body.area, minutes=body.minutes, **said(request))


@writes("/services/ranges", shapes.RangeRow, "set_price_range", made=True)
def set_range(request: HttpRequest, body: shapes.RangeBody) -> Any:
    """A price range in the caller's own area from a coming day."""
    return operations.set_range(form=RangeForm(**body.model_dump()), **said(request))


@writes(PROVIDER + "/suspend", shapes.ServiceProviderRow, "suspend_provider")
def suspend(request: HttpRequest, provider: UUID, body: shapes.ServiceReasonBody) -> Any:
    """No new orders; the reason is published."""
    return operations.suspend(provider=provider, reason=body.reason, **said(request))


@writes(PROVIDER + "/resume", shapes.ServiceProviderRow, "resume_provider")
def resume(request: HttpRequest, provider: UUID) -> Any:
    """Let in again."""
    return operations.resume(provider=provider, **said(request))


@writes(PROVIDER + "/leave", shapes.ServiceProviderRow, "leave_as_provider")
def leave(request: HttpRequest, provider: UUID, body: shapes.CarerLeavesBody) -> Any:
    """It leaves on a coming day, by its own word or the county's."""
    return operations.leave(provider=provider, **body.model_dump(), **said(request))


@writes(PROVIDER + "/finish-leaving", shapes.ServiceProviderRow, "finish_provider_exit")
def finish(request: HttpRequest, provider: UUID) -> Any:
    """Close an exit when nothing is open any more; what is open is named in the refusal."""
    return operations.finish_leaving(provider=provider, **said(request))


@writes(PROVIDER + "/evaluations", told_shapes.ProviderEvaluationRow, "add_provider_evaluation", made=True)
def evaluate(request: HttpRequest, provider: UUID, body: told_shapes.EvaluationBody) -> Any:
    """What a third party found; the report is handed in on the desk."""
    return operations.add_evaluation(provider=provider, **body.model_dump(), **said(request))
