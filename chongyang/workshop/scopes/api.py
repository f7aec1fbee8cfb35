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
from chongyang.core.scopes import Scope
from chongyang.emergency import queries as emergency
from chongyang.privacy.operations import UnableToHandle
from chongyang.privacy.rules import exports
from chongyang.privacy.rules.exports import Limits
from chongyang.registry import queries as registry
from chongyang.territory.enums import Role, TokenName
from chongyang.territory.operations import TokenPass
from chongyang.territory.permissions import NotAllowed
from chongyang.territory.rules.token_names import names_for
from chongyang.workshop.scopes.sample import AREAS, WORD

Rows = Iterable[Any]
View = Callable[..., Any]
MOST, MANY = 200, 2_000_000
REFUSED = (registry.NotFound, emergency.NotFound, NotAllowed, Problem, UnableToHandle)


def _asked(scope: Scope, name: TokenName) -> HttpRequest:
    """A request as the door hands it to a view; raises a problem when the role can have no such token."""
    request = HttpRequest()
    names = frozenset(one.value for one in names_for(Role(scope.role)))
    held = TokenPass(new_key(), "check", scope, names, frozenset(), 0)
    needs.demand_name(held, name)
    request.token_pass = held  # type: ignore[attr-defined]
    return request


@contextmanager
def _undone() -> Iterator[None]:
    """A reading is an event: it is taken back, so that the counts of the matrix stay what they are."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _rows(items: Iterable[Any]) -> list[Any]:
    return [SimpleNamespace(**item) if isinstance(item, dict) else item for item in items]


def _page(view: View, name: TokenName, **words: Any) -> Callable[[Scope, list[Any]], Rows]:
    """A view that lists."""

    def door(scope: Scope, rows: list[Any]) -> Rows:
        try:
            with _undone():
                told = view(_asked(scope, name), **words, **({} if "body" in words else {"limit": len(rows)}))
        except REFUSED:
            return []
        return _rows(told["items"] if isinstance(told, dict) else told)

    return door


def every_page(view: View, name: TokenName) -> Callable[[Scope, list[Any]], Rows]:
    """A view that lists, read to its last page: the sample's rows are the newest, and may stand last."""

    def door(scope: Scope, _: list[Any]) -> Rows:
        cursor = None
        while True:
            try:
                told = view(_asked(scope, name), limit=MOST, cursor=cursor)
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
            devices.get_device(_asked(scope, TokenName.DEVICES_READ), row.serial)
        except REFUSED:
            continue
        yield row


def _each(view: View, name: TokenName, key: str, **words: Any) -> Callable[[Scope, list[Any]], Rows]:
    """A view of one row, tried with every row there is."""

    def door(scope: Scope, rows: list[Any]) -> Rows:
        for row in rows:
            try:
                with _undone():
                    view(_asked(scope, name), **{key: row.pk}, **words)
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
        with _undone():
            response = elders.export_elders(_asked(scope, TokenName.ELDERS_EXPORT), area=area)
    except REFUSED:
        return []
    told = (json.loads(line) for line in response.streaming_content)  # type: ignore[attr-defined]
    return [SimpleNamespace(**{**row, "id": UUID(row["id"])}) for row in told]


def count_elders(scope: Scope) -> int:
    """As the door counts; none for who is refused."""
    try:
        return elders.count_elders(_asked(scope, TokenName.ELDERS_READ))["count"]
    except REFUSED:
        return 0


def count_incidents(scope: Scope) -> int:
    """The open ones, as the door counts."""
    try:
        return sum(incidents.count_incidents(_asked(scope, TokenName.INCIDENTS_READ))["open"].values())
    except REFUSED:
        return 0


SEARCH = elders.SearchBody(text=WORD)
ELDERS = {
    "API list": _page(elders.list_elders, TokenName.ELDERS_READ),
    "API detail": _each(elders.read_file, TokenName.ELDERS_READ, "elder", purpose="service"),
    "API search": _page(elders.search_elders, TokenName.ELDERS_READ, body=SEARCH),
    "API export": _export,
}
INCIDENTS = {
    "API list": _page(incidents.list_incidents, TokenName.INCIDENTS_READ),
    "API detail": _each(incidents.get_incident, TokenName.INCIDENTS_READ, "incident"),
}
PROVIDERS = {"API detail": _each(places.get_provider, TokenName.PROVIDERS_READ, "provider")}
