"""Who it may be that rings: candidates, never a certainty. A hidden number has none."""

from dataclasses import dataclass
from typing import Any

from chongyang.core.scopes import Scope
from chongyang.hotline.models import Call
from chongyang.hotline.queries.calls import persons_of_number
from chongyang.registry import queries as registry
from chongyang.telecare.queries import sims as telecare
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

OWN, CONTACT, BEFORE, DEVICE = "self", "contact", "before", "device"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An elder who may be calling or be called for: by her device's card, her own number, a contact's, or an
    earlier call.
    """

    elder: Any
    how: str
    relation: str = ""
    device: Any = None


def who_may_call(scope: Scope, call: Call, limit: int = 6) -> list[Candidate]:
    """By a device's card, by number of elder or contact, by what earlier calls told; each elder once."""
    demand(scope, Can.ANSWER_CALLS)
    return who_may_have(scope, call.caller_number.plain, limit) if call.caller_number else []


def who_may_have(scope: Scope, number: str, limit: int = 6) -> list[Candidate]:
    """The same for a number that was read."""
    demand(scope, Can.ANSWER_CALLS)
    found: dict[Any, Candidate] = {}
    for device in telecare.find_by_sim(scope, number):
        person = registry.canonical_of(device.person) if device.person else None
        if elder := person and _reached(scope, person):
            found.setdefault(elder.id, Candidate(elder, DEVICE, device=device))
    for caller in registry.find_callers(scope, number, limit):
        how = OWN if caller.relation == OWN else CONTACT
        relation = "" if how == OWN else caller.relation
        found.setdefault(caller.elder.id, Candidate(caller.elder, how, relation))
    for person in persons_of_number(scope, number):
        if person not in found and (elder := _reached(scope, person)):
            found[person] = Candidate(elder, BEFORE)
    return list(found.values())[:limit]


def _reached(scope: Scope, person: Any) -> Any:
    try:
        return registry.access_elder(scope, person)
    except registry.NotFound:
        return None
