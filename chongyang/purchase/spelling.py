"""What the codes of decisions and vouchers mean, for a person's own copy."""

from chongyang.core.labels import spells
from chongyang.core.lifecycles.registry import states_of
from chongyang.core.words import N_
from chongyang.purchase.enums import ASIDE, CLOSED, KINDS, PROPOSED, UNITS
from chongyang.purchase.rules import county, flow
from chongyang.purchase.rules.entitled import WHY
from chongyang.registry.enums import AbilityLevel
from chongyang.services.rules import catalogue

BEFORE = {PROPOSED: N_("建议认定"), ASIDE: N_("已搁置"), CLOSED: N_("已关闭")}


def spell_out() -> None:
    state = {**BEFORE, **states_of(flow.NAME)}
    spells("purchase.Entitlement", state=state, why=WHY, ability_seen=AbilityLevel)
    spells("purchase.Entitlement", rule=_rule, group=_group)
    spells("purchase.VoucherAccount", unit=UNITS, rule=_rule)
    spells("purchase.VoucherEntry", kind=KINDS, rule=_rule, item=_item)
    spells("purchase.Notice", rule=_rule, group=_group, shown_name=str)


def _rule(code: str) -> str:
    rule = county.load().get(code)
    return rule.label if rule else code


def _group(code: str) -> str:
    """Of whichever rule: a key means the same in each."""
    found = (group.label for rule in county.load().values() for group in rule.groups if group.key == code)
    return next(found, code)


def _item(code: str) -> str:
    held = catalogue.items().get(code)
    return held.label if held else code
