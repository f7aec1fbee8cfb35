"""What the codes of supplies mean, for a person's own copy."""

from chongyang.core.labels import spells
from chongyang.supplies import enums


def spell_out() -> None:
    spells("supplies.Portion", way=enums.Way)
    spells("supplies.Standing", meal=enums.Meal, way=enums.Way, avoids=enums.Allergen)
    spells("supplies.Stop", outcome=enums.Outcome)
    spells("supplies.Rental", state=enums.RentalState)
    spells("supplies.Charge", kind=enums.ChargeKind)
