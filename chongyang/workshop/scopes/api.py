"""The JSON door's own doors for check_scope: its views, asked with a token that carries all its role may."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest

from chongyang.api import devices, elders, incidents, needs, places
from chongyang.api.problems import Problem
from chongyang.core.keys import new_key
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import Scope
from chongyang.privacy.operations import UnableToHandle
from chongyang.privacy.rules import exports
from chongyang.privacy.rules.exports import Limits
from chongyang.territory.enums import Role, TokenName
from chongyang.territory.operations import TokenPass
from chongyang.territory.rules.token_names import names_for
from chongyang.workshop.scopes import asking
from chongyang.workshop.scopes.sample import AREAS, WORD

Rows = Iterable[Any]
View = Callable[..., Any]
MOST, MANY = 200, 2_000_000
REFUSED = (*asking.REFUSED, Problem, UnableToHandle, UnableToStep)


def asked(scope: Scope, name: TokenName) -> HttpRequest:
    """A request as the door hands it to a view; raises a problem when the role can have no such token."""
    request = HttpRequest()
    names = frozenset(one.value for one in names_for(Role(scope.role)))
    held = TokenPass(new_key(), "check", scope, names, frozenset(), 0)
    needs.demand_name(held, name)
    request.token_pass = held  # type: ignore[attr-defined]
    return request


@contextmanager
def undone() -> Iterator[None]:
    """A reading is an event: it is taken back, so that the counts of the matrix stay what they are."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _rows(items: Iterable[Any]) -> list[Any]:
    return [SimpleNamespace(**item) if isinstance(item, dict) else item for item in items]


def page(view: View, name: TokenName, **words: Any) -> Callable[[Scope, list[Any]], Rows]:
    """A view that lists, asked with these words, else for a page of the sample's size."""

    def door(scope: Scope, rows: list[Any]) -> Rows:
        try:
            with undone():
                told = view(asked(scope, name), **(words or {"limit": len(rows)}))
        except REFUSED:
            return []
        return _rows(told["items"] if isinstance(told, dict) else told)

    return door


def whole(view: View, name: TokenName) -> Callable[[Scope, list[Any]], Rows]:
    """A view that lists all there is, asked without a word."""
    return page(lambda request, limit: view(request), name)


def every_page(view: View, name: TokenName, **words: Any) -> Callable[[Scope, list[Any]], Rows]:
    """A view that lists, read to its last page: the sample's rows are the newest, and may stand last."""

    def door(scope: Scope, _: list[Any]) -> Rows:
        cursor = None
        while True:
            try:
                told = view(asked(scope, name), limit=MOST, cursor=cursor, **words)
            except REFUSED:
                return
            yield from _rows(told["items"])
            if (cursor := told["next"]) is None:
                return

    return door


def devices_one_by_one(scope: Scope, rows: list[Any]) -> Rows:
    """The view of one device, asked by the serial number of every row."""
    for row in rows:
        try:
            devices.get_device(asked(scope, TokenName.DEVICES_READ), row.serial)
        except REFUSED:
            continue
        yield row


def each(view: View, name: TokenName, key: str, **words: Any) -> Callable[[Scope, list[Any]], Rows]:
    """A view of one row, tried with every row there is."""

    def door(scope: Scope, rows: list[Any]) -> Rows:
        for row in rows:
            try:
                with undone():
                    view(asked(scope, name), **{key: row.pk}, **words)
            except REFUSED:
                continue
            yield row

    return door


def _export(scope: Scope, _: list[Any]) -> Rows:
    """Community by community, as if each of the sample's were in the tree: no export holds a whole city."""
    whole = Limits(without_approval=MANY, most=MANY, per_day=MANY)
    with (
        patch.object(elders, "interval", lambda code: (int(code), int(code))),
        patch.object(exports, "limits_of", lambda role: whole),
    ):
        return [row for area in AREAS.values() for row in _exported(scope, str(area))]


def _exported(scope: Scope, area: str) -> Rows:
    try:
        with undone():
            response = elders.export_elders(asked(scope, TokenName.ELDERS_EXPORT), area=area)
    except REFUSED:
        return []
    told = (json.loads(line) for line in response.streaming_content)  # type: ignore[attr-defined]
    return [SimpleNamespace(**{**row, "id": UUID(row["id"])}) for row in told]


def count_elders(scope: Scope) -> int:
    """As the door counts; none for who is refused."""
    try:
        return elders.count_elders(asked(scope, TokenName.ELDERS_READ))["count"]
    except REFUSED:
        return 0


def count_incidents(scope: Scope) -> int:
    """The open ones, as the door counts."""
    try:
        return sum(incidents.count_incidents(asked(scope, TokenName.INCIDENTS_READ))["open"].values())
    except REFUSED:
        return 0


SEARCH = elders.SearchBody(text=WORD)
ELDERS = {
    "API list": page(elders.list_elders, TokenName.ELDERS_READ),
    "API detail": each(elders.read_file, TokenName.ELDERS_READ, "elder", purpose="service"),
    "API search": page(elders.search_elders, TokenName.ELDERS_READ, body=SEARCH),
    "API export": _export,
}
INCIDENTS = {
    "API list": page(incidents.list_incidents, TokenName.INCIDENTS_READ),
    "API detail": each(incidents.get_incident, TokenName.INCIDENTS_READ, "incident"),
}
PROVIDERS = {"API detail": each(places.get_provider, TokenName.PROVIDERS_READ, "provider")}
