"""What the codes of calls, orders and complaints mean, for a person's own copy."""

from chongyang.core.labels import spells
from chongyang.core.lifecycles.registry import states_of
from chongyang.core.words import N_
from chongyang.hotline.rules import calls, care_calls, complaints, follow_ups, orders
from chongyang.telecare.enums import AwayKind

LANGUAGES = {"zh": N_("中文"), "en": N_("英文")}
PAUSES = {**dict(AwayKind.choices()), **dict(care_calls.Skip.choices())}


def spell_out() -> None:
    spells("hotline.Call", purpose=calls.Purpose, state=calls.State)
    spells("hotline.CallLine", purpose=calls.Purpose)
    spells(
        "hotline.Order",
        kind=orders.OrderKind,
        satisfaction=orders.Satisfaction,
        state=states_of("hotline.order_in", "hotline.order_out"),
    )
    finding = complaints.Finding
    state = states_of("hotline.complaint")
    spells("hotline.Complaint", finding=finding, review_finding=finding, state=state)
    spells(
        "hotline.FollowUp",
        about=follow_ups.About,
        satisfaction=orders.Satisfaction,
        state=states_of("hotline.follow_up"),
    )
    spells(
        "hotline.CareCall",
        outcome=care_calls.CallOutcome,
        need=care_calls.NeedKind,
        language=LANGUAGES,
        state=care_calls.CallState,
    )
    spells("hotline.CarePause", reason=PAUSES)
