"""Tokens of the JSON door: issued once in the clear, kept as a digest, used under the account's own scope."""

import os
import secrets
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Interval, Scope, merge, subtract, system_scope
from chongyang.core.sealing import digest
from chongyang.core.words import N_
from chongyang.territory import queries
from chongyang.territory.enums import Role, TokenName
from chongyang.territory.models import Account, ApiToken, Post
from chongyang.territory.rules.token_names import names_for

MARK = "cy"
SECRET_BYTES = 32
LONGEST = timedelta(days=366)
MINUTE = 60
COUNTED = """
UPDATE territory_apitoken t
SET calls = CASE WHEN t.minute = %s THEN t.calls ELSE 0 END + n.times, minute = %s, last_used_at = %s
FROM (SELECT k.id, p.times FROM unnest(%s::bytea[], %s::int[]) AS p(digest, times)
      JOIN territory_apitoken k ON k.digest = p.digest ORDER BY k.id FOR UPDATE OF k) n
WHERE t.id = n.id
"""
Posts = Mapping[UUID, Sequence[Post]]
Grants = Mapping[UUID, Sequence[tuple[UUID, str]]]

UNKNOWN = N_("令牌无效，请核对后重试。")
REVOKED = N_("令牌已被撤销，请向安全管理员申请新的令牌。")
EXPIRED = N_("令牌已过期，请申请新的令牌。")
CLOSED = N_("令牌所属账号已停用。")
POST_ENDED = N_("令牌所属岗位已结束，请按现在的岗位申请新的令牌。")
AREAS_SHRANK = N_("账号的数据范围比签发令牌时小，为免漏读或误删数据，令牌已停止使用。请申请新的令牌。")


class UnableToIssueToken(Exception):
    """The token cannot be issued; `reason` is Chinese source text, `names` those that were refused."""

    def __init__(self, reason: str, names: Collection[str] = ()) -> None:
        super().__init__(f"{reason} {'、'.join(sorted(names))}".strip())
        self.reason, self.names = reason, tuple(sorted(names))


class UnableToUseToken(Exception):
    """The token opens nothing (any more); `code` is for machines, `reason` Chinese source text."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(code)
        self.code, self.reason = code, reason


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token with its secret, which is shown this once."""

    token: ApiToken
    secret: str


@dataclass(frozen=True, slots=True)
class TokenPass:
    """What a presented token opens now. `lost` are names that its role may not use any more."""

    id: UUID
    prefix: str
    scope: Scope
    names: frozenset[str]
    lost: frozenset[str]
    calls: int


@transaction.atomic
def issue_token(
    *,
    account: Account,
    label: str,
    names: Collection[str],
    valid_to: datetime,
    by: Actor,
    now: datetime,
    post: Post | None = None,
) -> Issued:
    """A token of an account in one of its posts (by default the first). Raises UnableToIssueToken."""
    with enter(system_scope("api token", actor=by)):
        held = next((p for p in queries.list_posts(account.id, now) if post in (None, p)), None)
        if held is None or not account.is_active:
            raise UnableToIssueToken(N_("账号已停用，或没有有效岗位。"))
        _demand_names(Role(held.role), names)
        if not now < valid_to <= now + LONGEST:
            raise UnableToIssueToken(N_("有效期应晚于现在，最长一年。"))
        scope = queries.scope_of(account, now=now, post=held)
        return _issue(account, held, label, sorted(set(names)), scope.intervals, valid_to, by, now)


def _demand_names(role: Role, names: Collection[str]) -> None:
    if not names:
        raise UnableToIssueToken(N_("请至少选择一项用途。"))
    known = {name.value for name in TokenName}
    if unknown := set(names) - known:
        raise UnableToIssueToken(N_("没有这项用途。"), unknown)
    if beyond := set(names) - {name.value for name in names_for(role)}:
        raise UnableToIssueToken(N_("该岗位不具备这项权限。"), beyond)


def _issue(
    account: Account,
    post: Post,
    label: str,
    names: list[str],
    intervals: tuple[Interval, ...],
    valid_to: datetime,
    by: Actor,
    now: datetime,
) -> Issued:
    prefix = f"{MARK}_{secrets.token_hex(4)}"
    secret = f"{prefix}_{os.urandom(SECRET_BYTES).hex()}"
    token = ApiToken.objects.create(
        account=account,
        post=post,
        label=label[:80],
        prefix=prefix,
        digest=digest(secret.encode()),
        names=names,
        intervals=[list(pair) for pair in intervals],
        created_at=now,
        valid_to=valid_to,
    )
    _record("territory.token.issued", token, by, now, {"names": names, "valid_to": valid_to.isoformat()})
    return Issued(token, secret)


@transaction.atomic
def revoke_token(*, prefix: str, by: Actor, now: datetime) -> bool:
    """End a token at once; False when there is none in force under this prefix."""
    with enter(system_scope("api token", actor=by)):
        rows = ApiToken.objects.filter(prefix=prefix, revoked_at=None)
        token = rows.select_for_update(of=("self",)).first()
        if token is None:
            return False
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        _record("territory.token.revoked", token, by, now, {})
        return True


def _record(kind: str, token: ApiToken, by: Actor, now: datetime, payload: dict[str, object]) -> None:
    organisation = token.post.organisation
    events.record(
        kind,
        by=by,
        now=now,
        area=organisation.area,
        subject_type="territory.token",
        subject=token.id,
        organisation=organisation.id,
        payload={"prefix": token.prefix, "account": str(token.account_id), **payload},
    )


def use_token(*, secret: str, now: datetime) -> TokenPass:
    """What this token opens now, with this call counted by itself; raises UnableToUseToken."""
    told = use_tokens(secrets=[secret], now=now)[0]
    if isinstance(told, UnableToUseToken):
        raise told
    return told


def use_tokens(*, secrets: Sequence[str], now: datetime) -> list[TokenPass | UnableToUseToken]:
    """What each of these calls' tokens opens now, each call counted: a few statements for one or many."""
    digests = [digest(secret.encode()) for secret in secrets]
    with enter(system_scope("api token")):
        tokens = _counted(Counter(digests), now)
        accounts = {token.account_id for token in tokens.values()}
        posts, grants = queries.posts_of(accounts, now), queries.grants_of(accounts, now)
    left, told = Counter(digests), list[TokenPass | UnableToUseToken]()
    for presented in digests:
        left[presented] -= 1
        try:
            told.append(_pass(tokens.get(presented), left[presented], posts, grants, now))
        except UnableToUseToken as error:
            told.append(error)
    return told


def _pass(token: ApiToken | None, later: int, posts: Posts, grants: Grants, now: datetime) -> TokenPass:
    """What one call may; `later`: so many calls of the same set come after it."""
    if token is None:
        raise UnableToUseToken("unknown", UNKNOWN)
    _demand_in_force(token, now)
    scope = _scope_of(token, posts[token.account_id], grants[token.account_id], now)
    held, may = frozenset(token.names), {name.value for name in names_for(Role(scope.role))}
    return TokenPass(token.id, token.prefix, scope, held & may, held - may, token.calls - later)


def _counted(presented: Mapping[bytes, int], now: datetime) -> dict[bytes, ApiToken]:
    """The tokens with their calls counted in this minute, by one statement: parallel calls are all counted.
    They are locked in the order of their keys, so that two sets at once wait for each other.
    """
    with connection.cursor() as cursor:
        minute = int(now.timestamp()) // MINUTE
        cursor.execute(COUNTED, [minute, minute, now, list(presented), list(presented.values())])
    rows = ApiToken.objects.filter(digest__in=list(presented)).select_related("account", "post__organisation")
    return {bytes(row.digest): row for row in rows}


def _demand_in_force(token: ApiToken, now: datetime) -> None:
    if token.revoked_at:
        raise UnableToUseToken("revoked", REVOKED)
    if token.valid_to <= now:
        raise UnableToUseToken("expired", EXPIRED)
    if not token.account.is_active:
        raise UnableToUseToken("closed", CLOSED)


def _scope_of(
    token: ApiToken, posts: Sequence[Post], grants: Iterable[tuple[UUID, str]], now: datetime
) -> Scope:
    """The account's scope in the token's post, not larger than on the day of issue and never smaller."""
    if all(post.id != token.post_id for post in posts):
        raise UnableToUseToken("shrank", POST_ENDED)
    scope = queries.scope_of(token.account, now=now, post=token.post, posts=posts, grants=grants)
    issued = merge((first, last) for first, last in token.intervals)
    if subtract(issued, scope.intervals):
        raise UnableToUseToken("shrank", AREAS_SHRANK)
    return replace(scope, intervals=issued)
