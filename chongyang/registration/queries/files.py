"""What stands in a file now, as the plain JSON in which changes are compared."""

from typing import Any

from chongyang.core.fields import Sealed
from chongyang.core.scopes import Scope
from chongyang.registration.rules import changes as rules
from chongyang.registry import queries as registry
from chongyang.registry.models import Elder
from chongyang.registry.rules import forms


def present_of(scope: Scope, elder: Elder) -> dict[str, Any]:
    """Every changeable field; sealed ones in the clear, so it never leaves an operation or a mask."""
    profile = registry.profile_of(scope, elder)
    present: dict[str, Any] = {}
    for name in rules.changeable():
        if name == rules.CONTACTS:
            present[name] = _contacts(scope, elder)
        elif name == rules.LIFE:
            on = elder.status_on.isoformat() if elder.status_on else None
            present[name] = {"status": elder.life_status, "on": on}
        else:
            row = profile if name in forms.PROFILE_READERS else elder
            present[name] = _plain(getattr(row, name)) if row else None
    return present


def _plain(value: Any) -> Any:
    return value.plain if isinstance(value, Sealed) else rules.as_json(value)


def _contacts(scope: Scope, elder: Elder) -> list[dict[str, Any]]:
    return [
        {"keeps": str(row.id), "name": row.name, "relation": row.relation, "key_holder": row.key_holder}
        for row in registry.contacts_of(scope, [elder.id])
    ]
