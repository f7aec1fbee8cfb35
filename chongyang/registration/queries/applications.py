"""Reads of applications: of the desk, and of who applied."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from chongyang.core import access
from chongyang.core.scopes import Scope, system_scope
from chongyang.registration import permissions
from chongyang.registration.models import Application
from chongyang.registration.queries.pages import After, NotFound, by_moment
from chongyang.registry import queries as registry
from chongyang.registry.rules.forms import ContactForm, ElderForm, ProfileForm

MOST_DOUBLES = 8


def visible_applications(scope: Scope) -> QuerySet[Application]:
    """Those of the areas within reach."""
    if not permissions.keeps(scope):
        return Application.objects.none()
    return access.visible(Application.objects.all(), scope)


def access_application(scope: Scope, application: UUID) -> Application:
    """One for the desk. Raises NotFound."""
    row = visible_applications(scope).filter(id=application).first()
    if row is None:
        raise NotFound(str(application))
    return row


def list_applications(
    scope: Scope, *, is_open: bool = True, limit: int = 100, after: After | None = None
) -> list[Application]:
    """Waiting ones by their deadline, or decided ones, the newest first."""
    permissions.demand_keep(scope)
    rows = visible_applications(scope)
    rows = rows.filter(state="waiting") if is_open else rows.exclude(state="waiting")
    return by_moment(rows, "due_at" if is_open else "decided_at", limit, after, newest=not is_open)


def count_waiting(scope: Scope) -> int:
    return visible_applications(scope).filter(state="waiting").count()


def list_own(scope: Scope, limit: int = 20) -> list[Application]:
    """What the present account applied for. A sanctioned crossing: an applicant has no areas."""
    if scope.actor.account is None:
        return []
    with access.enter(system_scope("own applications", actor=scope.actor)):
        rows = Application.objects.filter(asked_by=scope.actor.account).order_by("-asked_at", "-id")
        return list(rows[:limit])


def form_of(row: Application) -> ElderForm:
    """What was typed, for the registry."""
    return form_from(json.loads(row.form.plain))


def form_from(told: Mapping[str, Any]) -> ElderForm:
    """An elder's form from JSON."""
    given = dict(told)
    contacts = tuple(ContactForm(**one) for one in given.pop("contacts", ()))
    profile = {name: _tuple(value) for name, value in given.pop("profile", {}).items()}
    for name in ("born_on", "sourced_on"):
        given[name] = date.fromisoformat(given[name]) if given.get(name) else None
    return ElderForm(**given, contacts=contacts, profile=ProfileForm(**profile))


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def doubles_of(scope: Scope, form: ElderForm) -> registry.Found:
    """Who may be this person already, within reach: by number, else by telephone and name, else by name."""
    for text in (form.identity_number, f"{form.name} {form.phone}", form.phone, form.name):
        if not text.strip():
            continue
        found = registry.find_elders(scope, text, limit=MOST_DOUBLES)
        if found.elders:
            return found
    return registry.Found()
