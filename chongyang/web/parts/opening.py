"""A file is open for one purpose and for a while: kept in the session, written down by every read."""

from uuid import UUID

from django.http import HttpRequest

from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.registry.enums import Purpose
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can

OPEN_SECONDS = 1800
MOST_OPEN = 20
KEY, LAST = "street_open", "street_purpose"
WORK = (Purpose.SERVICE, Purpose.CONTACT, Purpose.CORRECTION, Purpose.ASSESSMENT, Purpose.REVIEW)


def purposes_of(scope: Scope) -> tuple[Purpose, ...]:
    """For what this role opens files: an auditor to audit, the others for their work."""
    return (Purpose.AUDIT,) if may(scope, Can.READ_AUDIT) else WORK


def last_purpose(request: HttpRequest) -> str:
    """What the reader chose last, offered again; the only one where there is one."""
    offered = purposes_of(request.scope)  # type: ignore[attr-defined]
    chosen = request.session.get(LAST, "")
    return chosen if chosen in offered else (offered[0].value if len(offered) == 1 else "")


def open_file(request: HttpRequest, person: UUID, purpose: str) -> bool:
    """Remember the purpose for this file; False for one that the role may not state."""
    if purpose not in purposes_of(request.scope):  # type: ignore[attr-defined]
        return False
    held = request.session.get(KEY, {})
    newest = dict(sorted(held.items(), key=lambda item: item[1][1])[-(MOST_OPEN - 1) :])
    request.session[KEY] = {**newest, str(person): [str(purpose), int(clock_now().timestamp())]}
    request.session[LAST] = str(purpose)
    return True


def purpose_of(request: HttpRequest, person: UUID) -> str:
    """For what the file stands open; empty when it does not, or no longer."""
    purpose, since = request.session.get(KEY, {}).get(str(person), ("", 0))
    is_fresh = clock_now().timestamp() - since < OPEN_SECONDS
    return purpose if is_fresh and purpose in purposes_of(request.scope) else ""  # type: ignore[attr-defined]
