"""Callers of the JSON door in tests: an account with a token, asked through the whole site."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.test import Client

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.territory import operations as territory
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Organisation
from chongyang.territory.rules.token_names import names_for
from tests import factories

_keys = count(1)
JINSHUI_STREET = "410105001"
ZHONGYUAN_STREET = "410102001"


class Caller:
    """A program with a token; `get`, `post`, … give the answer."""

    def __init__(self, account: Account, secret: str) -> None:
        self.account, self.secret, self.client = account, secret, Client(raise_request_exception=False)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        told = {"Authorization": f"Bearer {self.secret}", **_named(headers)}
        if method == "post" and "Idempotency-Key" not in told:
            told["Idempotency-Key"] = f"key-{next(_keys)}"
        data = "" if body is None else json.dumps(body)
        more = {"data": data, "content_type": "application/json"} if method != "get" else {}
        return getattr(self.client, method)("/api" + path, headers=told, **more)

    def get(self, path: str, **headers: str) -> Any:
        return self.call("get", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("post", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.call("patch", path, body, **headers)


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def caller(
    role: Role,
    *codes: str,
    names: Collection[str] = (),
    valid_to: datetime | None = None,
    account: Account | None = None,
    organisation: Organisation | None = None,
) -> Caller:
    """A caller of a role in some areas; with every name that the role may have unless told otherwise."""
    with enter(system_scope("test")):
        held = account or factories.make_account(role, organisation, *codes)
        issued = territory.issue_token(
            account=held,
            label="test",
            names=names or [name.value for name in names_for(role)],
            valid_to=valid_to or now() + timedelta(days=30),
            by=SYSTEM,
            now=now(),
        )
    return Caller(held, issued.secret)


def clerk(**more: Any) -> Caller:
    """陈阿姨's street clerk."""
    return caller(Role.STREET_CLERK, JINSHUI_STREET, **more)


def outsider() -> Caller:
    """A clerk of another county."""
    return caller(Role.STREET_CLERK, ZHONGYUAN_STREET)


def operator() -> Caller:
    return caller(Role.OPERATOR)


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    """The problem that an answer is; fails when it is another."""
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    told = json.loads(response.content)
    assert (told["status"], told["code"]) == (status, code), told
    assert told["title"]
    assert told["detail"]
    return dict(told)
