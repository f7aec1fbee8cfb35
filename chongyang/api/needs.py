"""What a call needs of its token; the door has read the token before."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from django.http import HttpRequest
from ninja import Router
from ninja.security import HttpBearer

from chongyang.api.problems import Problem
from chongyang.core.clock import now as clock_now
from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.territory import operations as territory
from chongyang.territory.enums import TokenName

V = TypeVar("V", bound=Callable[..., Any])
LACKS = N_("此接口需要用途 %(name)s，令牌没有。")
LOST = N_("令牌签发时有用途 %(name)s，但账号现在的岗位已不具备。请按现在的岗位申请新的令牌。")


def pass_of(request: HttpRequest) -> territory.TokenPass:
    """What the token of this request opens."""
    return request.token_pass  # type: ignore[attr-defined, no-any-return]


def scope_of(request: HttpRequest) -> Scope:
    """The scope that the door entered for this request."""
    return pass_of(request).scope


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
    return territory.use_token(secret=secret.strip(), now=clock_now())
