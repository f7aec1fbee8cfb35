"""What the codes of bills mean, for a person's own copy."""

from chongyang.checkout import enums
from chongyang.core.labels import spells


def spell_out() -> None:
    spells("checkout.Bill", state=enums.BillState, kind=enums.BillKind)
    spells("checkout.Attempt", state=enums.AttemptState)
    spells("checkout.Refund", state=enums.RefundState)
    spells("checkout.Errand", state=enums.ErrandState, utility=enums.Utility)
