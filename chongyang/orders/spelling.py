"""What the codes of orders and plans mean, for a person's own copy."""

from chongyang.core.labels import spells
from chongyang.core.lifecycles.registry import states_of
from chongyang.core.words import N_
from chongyang.orders.enums import Holidays, OrderChannel, PauseReason
from chongyang.orders.rules.reasons import reasons
from chongyang.registry.enums import Language, Sex
from chongyang.services.rules import catalogue


def _reasons() -> dict[str, str]:
    return {key: one.label for key, one in reasons().items()}


def _items() -> dict[str, str]:
    return {key: one.label for key, one in catalogue.items().items()}


ENDED = {
    "own": N_("本人或家属结束"),
    "desk": N_("服务台结束"),
    "plan_changed": N_("周期计划变更"),
    "died": N_("老人去世"),
}


def spell_out() -> None:
    spells(
        "orders.Order",
        item=_items(),
        ended=_reasons(),
        state=states_of("orders.order"),
        channel=OrderChannel,
        prefers_sex=Sex,
        dialects=Language,
    )
    spells(
        "orders.Plan",
        item=_items(),
        ended=ENDED,
        holidays=Holidays,
        channel=OrderChannel,
        prefers_sex=Sex,
        dialects=Language,
    )
    spells("orders.PlanPause", reason=PauseReason)
