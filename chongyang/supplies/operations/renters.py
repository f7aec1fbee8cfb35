"""To whom a provider brings an aid, and where: shown while a rental is under way, and written down."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.registry import operations as registry
from chongyang.registry import queries as elders
from chongyang.registry.enums import Purpose
from chongyang.supplies import permissions, queries
from chongyang.supplies.models import Rental
from chongyang.supplies.operations import errors
from chongyang.supplies.operations.errors import UnableToSupply


class Renter(NamedTuple):
    """Name, telephone and address, as they stand in her file today."""

    name: str
    phone: str
    address: str


@transaction.atomic
def read_renter(*, rental: UUID, scope: Scope, by: Actor, now: datetime) -> tuple[Rental, Renter]:
    """One of the provider's own that is not over; she sees among her readings that it was opened.

    Raises UnableToSupply once it is over, NotFound, NotAllowed.
    """
    permissions.demand_keep(scope)
    row = queries.access_rental(scope, rental)
    if row.closed_at is not None:
        raise UnableToSupply(errors.NOT_THERE_NOW)
    registry.note_part(
        person=row.person, area=row.area, part="rentals", purpose=Purpose.SERVICE, by=by, now=now
    )
    reach = system_scope("renter", actor=by)
    with enter(reach):
        elder = elders.access_elder(reach, row.person)
        return row, Renter(elder.name, elder.phone.plain, elder.address.plain)
