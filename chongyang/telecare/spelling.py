"""What the codes of devices, readings and alerts mean, for a person's own copy."""

from chongyang.core.labels import spells
from chongyang.telecare import enums
from chongyang.telecare.rules.vitals import load_rules

KINDS = dict(enums.ReadingKind.choices())


def _rule(code: str) -> str:
    """A rule is known by what it measures."""
    rule = load_rules().rules.get(code)
    return KINDS.get(rule.kind, "") if rule else ""


def spell_out() -> None:
    for name in ("Reading", "HourlyReading", "LastReading"):
        spells(f"telecare.{name}", kind=enums.ReadingKind, context=enums.MealContext)
    spells("telecare.Device", kind=enums.DeviceKind, holder=enums.Holder, state=enums.DeviceState)
    spells("telecare.DeviceStep", holder=enums.Holder)
    spells("telecare.Away", kind=enums.AwayKind)
    spells("telecare.VitalLimit", rule=_rule)
    spells("telecare.Signal", kind=enums.SignalKind)
    spells(
        "telecare.Alert",
        kind=enums.ReadingKind,
        rule=_rule,
        level=enums.AlertLevel,
        state=enums.AlertState,
        outcome=enums.AlertOutcome,
    )
