"""What the codes of registration mean, for a person's own copy."""

from chongyang.core.labels import spells
from chongyang.core.lifecycles.registry import states_of
from chongyang.registration import enums


def spell_out() -> None:
    spells("core.Step", route=enums.Route)
    state = states_of("registration.change")
    spells("registration.ChangeRequest", evidence=enums.Evidence, state=state)
    spells("registration.Application", state=states_of("registration.application"))
    spells("registration.HandOver", direction=enums.Direction, state=states_of("registration.hand_over"))
    spells("registration.Card", end_reason=enums.CardEnd)
    spells("registration.Invitation", known_from=enums.KnownFrom, state=enums.InviteState)
    spells("registration.InvitationTry", way=enums.TryWay, result=enums.TryResult)
    spells("registration.BatchRow", verdict=enums.Verdict, state=enums.RowState)
