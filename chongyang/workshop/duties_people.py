"""The accounts of the demo that work at the ledger of duties."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from chongyang.core.access import enter
from chongyang.core.keys import named_key
from chongyang.core.scopes import Scope

DAY = timedelta(days=1)
OFFICE, SECOND, THIRD = "leading_group_office", "leading_group_office2", "supervision_officer"
LIAISONS = {
    "city.civil-affairs": "liaison",
    "city.finance": "liaison_finance",
    "city.health-family-planning": "liaison_health",
    "county.410105.government": "liaison_county",
}


@dataclass(frozen=True)
class People:
    """The accounts of the demo that act."""

    scopes: dict[str, Scope]

    def account(self, name: str) -> UUID:
        found = self.scopes[name].actor.account
        assert found
        return found

    def liaison(self, organisation: str) -> UUID:
        """The demo's liaison of an organisation; one without an account is told by a key that is nobody's."""
        name = LIAISONS.get(organisation, "")
        return self.account(name) if name in self.scopes else named_key("demo-liaison", organisation)


def act_as(people: People, name: str, operation: Any, *, now: datetime, **words: Any) -> Any:
    """Let a demo account do something at a moment."""
    scope = people.scopes[name]
    with enter(scope):
        return operation(scope=scope, by=scope.actor, now=now, **words)
