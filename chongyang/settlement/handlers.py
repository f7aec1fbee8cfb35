"""What settlement hears from below: a payment of its own came through."""

from chongyang.core.events import handles
from chongyang.core.models import Event
from chongyang.settlement import operations
from chongyang.settlement.operations.stages import REFERENCE
from chongyang.treasury import queries as treasury


@handles("treasury.payment.paid", "settlement.follow_paid")
def follow_paid(event: Event) -> None:
    """Statements that this answer of the bank paid; what concerns others is passed over."""
    files = (event.payload or {}).get("files", [])
    for settled in treasury.list_settled(files, "paid", REFERENCE):
        operations.note_paid(statement=settled.reference, now=event.at)
