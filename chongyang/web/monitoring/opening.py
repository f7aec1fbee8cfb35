"""For what a person's monitoring is opened: asked once, kept half an hour, written down at each reading."""

from uuid import UUID

from django.http import HttpRequest

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.registry.enums import Purpose
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import scope_of

OPEN_SECONDS = 1800
MOST_OPEN = 20
KEY = "monitoring_open"
WORK = (Purpose.SERVICE, Purpose.CONTACT, Purpose.CORRECTION, Purpose.ASSESSMENT, Purpose.REVIEW)


def purposes_of(scope: Scope) -> tuple[Purpose, ...]:
    """A seat opens for an emergency, a helper for her service, the others for their work."""
    if may(scope, Can.ANSWER_CALLS):
        return (Purpose.EMERGENCY,)
    return (Purpose.SERVICE,) if may(scope, Can.RESPOND) else WORK


def open_for(request: HttpRequest, person: UUID, purpose: str) -> bool:
    """Remember the purpose; False for one that the role may not state."""
    if purpose not in [one.value for one in purposes_of(scope_of(request))]:
        return False
    held = request.session.get(KEY, {})
    newest = dict(sorted(held.items(), key=lambda item: item[1][1])[-(MOST_OPEN - 1) :])
    request.session[KEY] = {**newest, str(person): [purpose, int(clock_now().timestamp())]}
    return True


def purpose_of(request: HttpRequest, person: UUID) -> str:
    """For what it stands open; a role with a single purpose need not say it."""
    offered = [one.value for one in purposes_of(scope_of(request))]
    if len(offered) == 1:
        return offered[0]
    purpose, since = request.session.get(KEY, {}).get(str(person), ("", 0))
    is_fresh = clock_now().timestamp() - since < OPEN_SECONDS
    return purpose if is_fresh and purpose in offered else ""
