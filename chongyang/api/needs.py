"""What a call needs of its token; the door has read the token before."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from django.http import HttpRequest
from ninja import Router
from ninja.security import HttpBearer

from chongyang.api.problems import Problem
from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.gathering import Gatherer
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.territory import operations as territory
from chongyang.territory.enums import TokenName
from chongyang.territory.queries import reach_without_persons

V = TypeVar("V", bound=Callable[..., Any])
LACKS = N_("此接口需要用途 %(name)s，令牌没有。")
LOST = N_("令牌签发时有用途 %(name)s，但账号现在的岗位已不具备。请按现在的岗位申请新的令牌。")


def pass_of(request: HttpRequest) -> territory.TokenPass:
    """What the token of this request opens."""
    return request.token_pass  # type: ignore[attr-defined, no-any-return]


def scope_of(request: HttpRequest) -> Scope:
    """The scope that the door entered for this request."""
    return pass_of(request).scope


def beyond_persons(operation: V) -> V:
    """For a router in whose rows no person stands: planners and leaders have their post's areas."""

    @wraps(operation)
    def within(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        held = pass_of(request)
        reach = reach_without_persons(held.scope, now=clock_now())
        request.token_pass = replace(held, scope=reach)  # type: ignore[attr-defined]
        with enter(reach):
            return operation(request, *args, **kwargs)

    return cast("V", within)


def demand_name(held: territory.TokenPass, name: TokenName) -> None:
    """Raise a problem unless the token carries the name and its role still may."""
    if name.value in held.lost:
        raise Problem("token-shrank", LOST, words={"name": name.value})
    if name.value not in held.names:
        raise Problem("token-name-missing", LACKS, words={"name": name.value}, needs=name.value)


class Bearer(HttpBearer):
    """The token's part of one operation; the schema names the token's name."""

    def __init__(self, name: TokenName) -> None:
        super().__init__()
        self.name = name

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        demand_name(pass_of(request), self.name)
        return self.name


class Writes(Protocol):
    """Makes a view the POST of a path; `made` where it answers 201."""

    def __call__(self, path: str, shape: Any, operation: str, *, made: bool = False) -> Callable[[V], V]: ...


def writer(router: Router, needed: Bearer) -> Writes:
    """For the POSTs of a router that write and all need the same of a token."""

    def writes(path: str, shape: Any, operation: str, *, made: bool = False) -> Callable[[V], V]:
        response = {201: shape} if made else shape
        return router.post(path, response=response, auth=needed, operation_id=operation)

    return writes


def read_token(request: HttpRequest) -> territory.TokenPass:
    """What the presented token opens now; raises a problem or UnableToUseToken."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not secret.strip():
        raise Problem("token-missing")
    return _tokens.do(secret.strip())


def _use(secrets: Sequence[str]) -> Sequence[territory.TokenPass | Exception]:
    return territory.use_tokens(secrets=secrets, now=clock_now())


_tokens: Gatherer[str, territory.TokenPass] = Gatherer(_use)
"""Calls that arrive together have their tokens read together."""
