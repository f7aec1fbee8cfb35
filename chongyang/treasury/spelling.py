"""What the codes of payments mean, for a person's own copy."""

from chongyang.core.labels import spells
from chongyang.treasury import enums


def spell_out() -> None:
    spells("treasury.PaymentOrder", state=enums.OrderState)
    spells("treasury.Receivable", state=enums.ReceivableState)
