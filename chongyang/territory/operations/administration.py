"""What the security administrator does to accounts: never to the own one, each time with an event.

An account belongs to the administrator whose organisation's areas hold all its posts; one without posts,
which sees nothing, to every administrator. Accounts and posts are the system's rows, so each operation
crosses in the administrator's name.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.db.models import Q

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Interval, Scope, interval_of, system_scope
from chongyang.core.words import N_
from chongyang.territory import lockout, queries
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Grant, Organisation, Post
from chongyang.territory.operations.accounts import appoint, open_account
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import ADMINISTRATORS, Can
from chongyang.territory.rules.passwords import one_time_password

OWN = N_("不能管理自己的账号和岗位，请由另一位安全管理员办理。")
APART = N_("系统管理员、安全管理员、审计员三员分立：不能兼任，也不能兼任其他岗位。")
HELD = N_("这个岗位已经在任。")
ENDED = N_("这个岗位已经结束。")
CLOSED = N_("账号已停用。")
NAME = N_("用户名为 3 至 60 个小写字母、数字、点或短横线，以字母开头。")
SHOWN = N_("姓名不能为空，最多 60 个字，不含控制字符。")
TAKEN = N_("这个用户名已经有人使用。")
OUTSIDE = N_("这个机构或地区不在您的管理范围内。")
NO_ROLE = N_("没有这个岗位角色。")


class UnableToAdminister(Exception):
    """The step cannot be taken; `reason` is Chinese source text, `field` where it belongs in a form."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason, self.field = reason, field


@contextmanager
def _administering(account: UUID, scope: Scope, by: Actor, now: datetime) -> Iterator[Account]:
    """The account under lock, for somebody who may manage it and is somebody else."""
    demand(scope, Can.MANAGE_ACCOUNTS)
    if account == by.account:
        raise UnableToAdminister(OWN)
    queries.access_account(scope, account, now=now)
    with transaction.atomic(), enter(system_scope("accounts", actor=by)):
        yield Account.objects.select_for_update(of=("self",)).get(id=account)


def _record(kind: str, account: Account, area: int, by: Actor, now: datetime, **payload: str) -> None:
    events.record(
        kind, by=by, now=now, area=area, subject_type="account", subject=account.id, payload=payload
    )


def _area_of(scope: Scope) -> int:
    """The events of accounts lie where their administrator's organisation does."""
    return queries.organisation_of(scope).area


def create_account(
    *, username: str, display_name: str, scope: Scope, by: Actor, now: datetime
) -> tuple[Account, str]:
    """An account with a password that holds for one sign-in; returns both. Raises UnableToAdminister."""
    demand(scope, Can.MANAGE_ACCOUNTS)
    name, shown = username.strip().lower(), " ".join(display_name.split())
    _check_names(name, shown)
    password = one_time_password()
    with transaction.atomic(), enter(system_scope("accounts", actor=by)):
        account = open_account(username=name, display_name=shown, password=password, by=by, now=now)
        account.password_is_temporary = True
        account.save(update_fields=["password_is_temporary"])
        _record("territory.account.opened", account, _area_of(scope), by, now)
    return account, password


def _check_names(name: str, shown: str) -> None:
    signs = set("abcdefghijklmnopqrstuvwxyz0123456789.-_")
    if not (3 <= len(name) <= 60 and set(name) <= signs and name[0].isalpha()):
        raise UnableToAdminister(NAME, "username")
    if not shown or len(shown) > 60 or not shown.isprintable():
        raise UnableToAdminister(SHOWN, "display_name")
    if Account.objects.filter(username=name).exists():
        raise UnableToAdminister(TAKEN, "username")


def reset_password(*, account: UUID, scope: Scope, by: Actor, now: datetime) -> str:
    """A new one-time password; all sessions end."""
    with _administering(account, scope, by, now) as row:
        password = one_time_password()
        row.set_password(password)
        row.password_is_temporary = True
        row.session_round += 1
        row.save(update_fields=["password", "password_is_temporary", "session_round"])
        lockout.forget(row.username)
        _record("territory.password.reset", row, _area_of(scope), by, now)
        return password


def change_own_password(*, account: Account, password: str, by: Actor, now: datetime) -> None:
    """The account's own new password; a one-time password has done its work."""
    with transaction.atomic(), enter(system_scope("own password", actor=by)):
        account.set_password(password)
        account.password_is_temporary = False
        account.save(update_fields=["password", "password_is_temporary"])
        posts = queries.list_posts(account.id, now)
        area = posts[0].organisation.area if posts else queries.city_interval()[0]
        _record("territory.password.changed", account, area, by, now)


def reset_second_factor(*, account: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """The telephone is lost: the next sign-in sets up a new second factor; all sessions end."""
    with _administering(account, scope, by, now) as row:
        Authenticator.objects.filter(user=row).delete()
        _end_sessions(row)
        _record("territory.second_factor.reset", row, _area_of(scope), by, now)


def unlock(*, account: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """Wrong passwords no longer count."""
    with _administering(account, scope, by, now) as row:
        lockout.forget(row.username)
        _record("territory.account.unlocked", row, _area_of(scope), by, now)


def end_sessions(*, account: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """Whoever is signed in with this account is signed out at the next click."""
    with _administering(account, scope, by, now) as row:
        _end_sessions(row)
        _record("territory.sessions.ended", row, _area_of(scope), by, now)


def _end_sessions(row: Account) -> None:
    row.session_round += 1
    row.session_key = ""
    row.save(update_fields=["session_round", "session_key"])


def close_account(*, account: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """The account signs in no more; its posts and grants end; its history stays."""
    with _administering(account, scope, by, now) as row:
        if not row.is_active:
            raise UnableToAdminister(CLOSED)
        row.is_active = False
        row.save(update_fields=["is_active"])
        _end_sessions(row)
        still = Q(valid_to=None) | Q(valid_to__gt=now)
        Post.objects.filter(still, account=row, valid_from__lt=now).update(valid_to=now)
        Grant.objects.filter(still, account=row).update(valid_to=now)
        _record("territory.account.closed", row, _area_of(scope), by, now)


def give_post(
    *,
    account: UUID,
    role: str,
    organisation: str,
    scope: Scope,
    by: Actor,
    now: datetime,
    codes: Sequence[str] = (),
) -> Post:
    """A role in an organisation within reach, narrowed to areas by their codes. Raises UnableToAdminister."""
    with _administering(account, scope, by, now) as row:
        if not row.is_active:
            raise UnableToAdminister(CLOSED)
        where, intervals = _reached(organisation, codes, scope)
        _demand_apart(row, _role(role), now)
        try:
            with transaction.atomic():
                return appoint(
                    account=row, role=_role(role), organisation=where, intervals=intervals, by=by, now=now
                )
        except IntegrityError:
            raise UnableToAdminister(HELD, "role") from None


def _role(value: str) -> Role:
    try:
        return Role(value)
    except ValueError:
        raise UnableToAdminister(NO_ROLE, "role") from None


def _reached(key: str, codes: Sequence[str], scope: Scope) -> tuple[Organisation, list[Interval]]:
    """The organisation and the areas; both within those of the administrator's organisation."""
    where = Organisation.objects.filter(key=key).first()
    reach = queries.reach_of(scope)
    if where is None or not reach.covers(where.area):
        raise UnableToAdminister(OUTSIDE, "organisation")
    try:
        intervals = [interval_of(code) for code in codes]
    except ValueError:
        raise UnableToAdminister(OUTSIDE, "codes") from None
    if not all(reach.covers(first) and reach.covers(last) for first, last in intervals):
        raise UnableToAdminister(OUTSIDE, "codes")
    return where, intervals


def _demand_apart(row: Account, role: Role, now: datetime) -> None:
    held = {post.role for post in queries.list_posts(row.id, now)}
    others = held - {role.value}
    if others and (role in ADMINISTRATORS or others & {one.value for one in ADMINISTRATORS}):
        raise UnableToAdminister(APART, "role")


def end_post(*, account: UUID, post: UUID, scope: Scope, by: Actor, now: datetime) -> None:
    """The post ends now; its holder's sessions end with it."""
    with _administering(account, scope, by, now) as row:
        held = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=now), id=post, account=row).first()
        if held is None:
            raise UnableToAdminister(ENDED)
        held.valid_to = now
        held.save(update_fields=["valid_to"])
        _end_sessions(row)
        _record("territory.post.ended", row, _area_of(scope), by, now, role=held.role, post=str(held.id))
