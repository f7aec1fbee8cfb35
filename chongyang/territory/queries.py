"""Reads of territory: areas, organisations, and the scope that an account holds."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from allauth.mfa.utils import is_mfa_enabled
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from chongyang.core.access import enter
from chongyang.core.scopes import Actor, Interval, Scope, interval_of, merge, nobody, system_scope
from chongyang.territory import lockout
from chongyang.territory.enums import Role
from chongyang.territory.models import (
    Account,
    Area,
    Grant,
    Organisation,
    Post,
    ReportingUnit,
    Succession,
)
from chongyang.territory.permissions import demand, may
from chongyang.territory.rules.capabilities import BY_GRANT_ALONE, BY_MANDATE, WITHOUT_PERSONS, Can

CITY = "4101"


class UnknownArea(ValueError):
    """No unit of the tree has this code."""


def get_area(code: str | int) -> Area:
    """The unit with this code (4 to 12 digits, or a row's 12-digit value); raises UnknownArea."""
    text = str(code)
    for candidate in (text, text[:9], text[:6], text[:4]):
        if (text.startswith(candidate) and set(text[len(candidate) :]) <= {"0"}) and (
            area := Area.objects.filter(code=candidate).first()
        ):
            return area
    raise UnknownArea(text)


def area_path(value: int) -> list[Area]:
    """The units around an area value, from the city down."""
    inside = Area.objects.filter(first__lte=value, last__gte=value)
    return sorted(inside, key=lambda area: len(area.code))


def area_name(value: int) -> str:
    """The name of the smallest units around a value: 金水区·经八路街道·…"""
    return "·".join(area.name for area in area_path(value)[1:]) or "郑州市"


def is_rural(value: int) -> bool:
    """Whether the community at this area value is a village."""
    return Area.objects.filter(code=str(value), kind="village").exists()


def list_areas(level: str) -> QuerySet[Area]:
    return Area.objects.filter(level=level).order_by("code")


def list_reporting_units() -> QuerySet[ReportingUnit]:
    return ReportingUnit.objects.order_by("code")


def reporting_unit_of(area: int) -> ReportingUnit | None:
    """The unit which manages this area (郑东新区 before the legal county)."""
    units = [unit for unit in list_reporting_units() if any(a <= area <= b for a, b in unit.intervals)]
    return units[0] if units else None


def get_organisation(key: str) -> Organisation:
    return Organisation.objects.get(key=key)


def list_organisations(kind: str | None = None, on: date | None = None) -> QuerySet[Organisation]:
    """Organisations of a kind that exist on a day."""
    rows = Organisation.objects.order_by("key")
    if kind:
        rows = rows.filter(kind=kind)
    if on:
        started = Q(valid_from=None) | Q(valid_from__lte=on)
        rows = rows.filter(started, Q(valid_to=None) | Q(valid_to__gt=on))
    return rows


def list_posts(account: UUID, now: datetime) -> list[Post]:
    """The posts an account holds now, the oldest first."""
    return posts_of([account], now)[account]


def posts_of(accounts: Collection[UUID], now: datetime) -> dict[UUID, list[Post]]:
    """The same of many accounts in one statement."""
    open_now = Q(valid_to=None) | Q(valid_to__gt=now)
    held = Post.objects.filter(open_now, account__in=accounts, valid_from__lte=now)
    found: dict[UUID, list[Post]] = {account: [] for account in accounts}
    for post in held.select_related("organisation").order_by("valid_from", "id"):
        found[post.account_id].append(post)
    return found


def list_demo_accounts() -> list[Post]:
    """One post of a demo account for each role; invented people, so anybody may see them."""
    with enter(system_scope("demo accounts")):
        posts = Post.objects.filter(account__is_demo=True).select_related("account", "organisation")
        return list(posts.order_by("role", "account__username").distinct("role"))


def is_open(account: UUID) -> bool:
    """Whether somebody can still sign in with this account."""
    return Account.objects.filter(id=account, is_active=True).exists()


def count_demo_accounts() -> int:
    """Demo accounts that can sign in; a real city has none."""
    return Account.objects.filter(is_demo=True, is_active=True).count()


def grants_of(accounts: Collection[UUID], now: datetime) -> dict[UUID, list[tuple[UUID, str]]]:
    """The persons opened to each account, and by what; one statement."""
    open_now = Q(valid_to=None) | Q(valid_to__gt=now)
    grants = Grant.objects.filter(open_now, account__in=accounts, valid_from__lte=now)
    found: dict[UUID, list[tuple[UUID, str]]] = {account: [] for account in accounts}
    for account, person, source in grants.order_by("person").values_list("account", "person", "source"):
        found[account].append((person, source))
    return found


def _opened_to(role: Role, grants: Iterable[tuple[UUID, str]]) -> tuple[UUID, ...]:
    """Persons opened to an account; a mandate never enlarges a post of another kind."""
    by_mandate = role in BY_MANDATE
    persons = (person for person, source in grants if by_mandate or source not in ("mandate", "own_file"))
    return tuple(dict.fromkeys(persons))


def broken_glass(scope: Scope, person: UUID, area: int, now: datetime) -> UUID | None:
    """Under which broken glass the actor reads this person; None where her own post reaches the area."""
    if scope.system or scope.actor.account is None or scope.covers(area) or person not in scope.persons:
        return None
    with enter(system_scope("broken glass", actor=scope.actor)):
        held = Grant.objects.filter(
            account=scope.actor.account, person=person, source="break_glass", valid_to__gt=now
        )
        return held.order_by("-valid_from", "id").values_list("reference", flat=True).first()


def scope_of(
    account: Account,
    *,
    now: datetime,
    post: Post | None = None,
    posts: Sequence[Post] | None = None,
    grants: Iterable[tuple[UUID, str]] | None = None,
) -> Scope:
    """The scope of an account in one of its posts (by default the first). Read under the system scope.

    Who acts by mandate reaches persons alone: the organisation of such a post says where the account is kept.
    `posts`, `grants`: what `list_posts` and `grants_of` said a moment ago, where the caller has asked.
    """
    posts = list_posts(account.id, now) if posts is None else posts
    held = next((p for p in posts if post and p.id == post.id), posts[0] if posts else None)
    if held is None:
        return nobody()
    role = Role(held.role)
    actor = Actor("person", role.value, account.id, role.value, held.organisation_id)
    if grants is None:
        grants = () if role in WITHOUT_PERSONS else grants_of([account.id], now)[account.id]
    return Scope(
        intervals=_intervals_of(held, role),
        actor=actor,
        organisation=None if role in BY_MANDATE else held.organisation_id,
        role=role.value,
        persons=() if role in WITHOUT_PERSONS else _opened_to(role, grants),
    )


def figure_scope(scope: Scope, *, now: datetime) -> Scope:
    """The areas whose sums the role may read, and no person, organisation or grant beside them.

    A role without persons has no areas in its own scope: those of its post stand here. Raises NotAllowed.
    """
    demand(scope, Can.READ_FIGURES)
    areas = scope.intervals
    if scope.role in WITHOUT_PERSONS and scope.actor.account:
        areas = _areas_of_post(scope.actor.account, scope.role, now)
    return replace(scope, intervals=areas, organisation=None, persons=(), purpose="figures")


def reach_without_persons(scope: Scope, *, now: datetime) -> Scope:
    """The reader's reach for rows in which no person stands: a role without persons has its
    post's areas there.

    Raises NotAllowed for such a role that reads no figures.
    """
    if scope.system or scope.role not in WITHOUT_PERSONS or not may(scope, Can.READ_FIGURES):
        return scope
    return replace(figure_scope(scope, now=now), organisation=scope.organisation)


def _areas_of_post(account: UUID, role: str, now: datetime) -> tuple[Interval, ...]:
    with enter(system_scope("figures")):
        post = next((post for post in list_posts(account, now) if post.role == role), None)
    pairs = (post.intervals or post.organisation.intervals) if post else ()
    return merge((first, last) for first, last in pairs)


def _intervals_of(post: Post, role: Role) -> tuple[Interval, ...]:
    if role in BY_GRANT_ALONE or role in WITHOUT_PERSONS:
        return ()
    pairs = post.intervals or post.organisation.intervals
    return merge((first, last) for first, last in pairs)


def names_of(accounts: Iterable[UUID]) -> dict[UUID, str]:
    """How the people of these accounts are called at work."""
    rows = Account.objects.filter(id__in=set(accounts)).order_by("id")
    return dict(rows.values_list("id", "display_name"))


def username_of(account: UUID) -> str:
    """The name with which an account signs in; empty for one that is not there."""
    return Account.objects.filter(id=account).values_list("username", flat=True).first() or ""


def find_holder(username: str, now: datetime) -> tuple[Account, frozenset[Role]] | None:
    """The open account of exactly this name with its roles, if it can hold a mandate: all its posts are those
    of family or of an elder. None tells nobody why, so that the question tells no account.
    """
    name = username.strip().lower().replace("\x00", "")
    account = Account.objects.filter(username=name, is_active=True).first()
    if account is None:
        return None
    with enter(system_scope("mandate holder")):
        roles = frozenset(Role(post.role) for post in list_posts(account.id, now))
    return (account, roles) if roles and roles <= BY_MANDATE else None


def find_worker(username: str, now: datetime) -> tuple[UUID, list[Post]] | None:
    """The open account of exactly this name with its posts of now; None where there is none."""
    name = username.strip().lower().replace("\x00", "")
    account = Account.objects.filter(username=name, is_active=True).first()
    if account is None:
        return None
    with enter(system_scope("worker")):
        return account.id, list_posts(account.id, now)


def city_interval() -> Interval:
    return interval_of(CITY)


class UnknownAccount(LookupError):
    """No such account, or not one of those that this administrator manages."""


@dataclass(frozen=True, slots=True)
class Held:
    """An account as its administrator sees it, with all posts that it ever held, the newest first."""

    account: Account
    posts: list[Post]
    has_factor: bool
    locked_until: datetime | None


def organisation_of(scope: Scope) -> Organisation:
    """The organisation in whose name somebody acts."""
    assert scope.organisation, "an administrator has a post"
    return Organisation.objects.get(id=scope.organisation)


def organisation_names(keys: Iterable[UUID | None]) -> dict[UUID, str]:
    """Short names by row key."""
    rows = Organisation.objects.filter(id__in={key for key in keys if key})
    return dict(rows.order_by("id").values_list("id", "short_name"))


def reach_of(scope: Scope) -> Scope:
    """The areas over which somebody without areas of persons administers: those of the organisation."""
    pairs = organisation_of(scope).intervals
    return replace(scope, intervals=merge((first, last) for first, last in pairs))


def _managed(scope: Scope, now: datetime) -> QuerySet[Account]:
    """Accounts all whose present posts lie within the administrator's reach."""
    current = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=now), account=OuterRef("pk"))
    inside = Q(pk__in=[])
    for first, last in reach_of(scope).intervals:
        inside |= Q(organisation__area__range=(first, last))
    return Account.objects.filter(~Exists(current.exclude(inside)))


def find_accounts(scope: Scope, text: str, *, now: datetime, limit: int = 30) -> list[Account]:
    """Accounts whose user name or shown name holds the text; raises NotAllowed."""
    demand(scope, Can.MANAGE_ACCOUNTS)
    words = text.strip()[:60].replace("\x00", "")
    if not words:
        return []
    named = Q(username__icontains=words) | Q(display_name__icontains=words)
    with enter(system_scope("accounts", actor=scope.actor)):
        rows = _managed(scope, now).filter(named).order_by("username")[:limit]
        return list(rows.prefetch_related(Prefetch("posts", _posts_now(now), "posts_now")))


def _posts_now(now: datetime) -> QuerySet[Post]:
    rows = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=now))
    return rows.select_related("organisation").order_by("valid_from", "id")


def access_account(scope: Scope, account: UUID, *, now: datetime) -> Account:
    """One account of those this administrator manages; raises NotAllowed, UnknownAccount."""
    demand(scope, Can.MANAGE_ACCOUNTS)
    with enter(system_scope("accounts", actor=scope.actor)):
        row = _managed(scope, now).filter(id=account).first()
    if row is None:
        raise UnknownAccount(str(account))
    return row


def get_held(scope: Scope, account: UUID, *, now: datetime) -> Held:
    """An account with its posts, its second factor and its lock."""
    row = access_account(scope, account, now=now)
    with enter(system_scope("accounts", actor=scope.actor)):
        posts = Post.objects.filter(account=row).select_related("organisation")
        return Held(
            account=row,
            posts=list(posts.order_by("-valid_from", "id")),
            has_factor=bool(is_mfa_enabled(row)),
            locked_until=lockout.locked_until(row.username),
        )


def find_organisations(text: str, limit: int = 40) -> list[Organisation]:
    """Organisations, former ones too, whose name holds the text."""
    words = text.strip()[:60].replace("\x00", "")
    rows = list_organisations().filter(Q(name__icontains=words) | Q(short_name__icontains=words))
    return list(rows[:limit])


def list_areas_within(scope: Scope, limit: int = 400) -> list[Area]:
    """Streets and communities inside the scope's intervals, in the order of their codes."""
    inside = Q(pk__in=[])
    for first, last in scope.intervals:
        inside |= Q(first__gte=first, last__lte=last)
    rows = Area.objects.filter(inside, level__in=("street", "community"))
    return list(rows.order_by("first", "-last")[:limit])


def list_parts(code: str) -> list[Area]:
    """The units directly under one."""
    return list(Area.objects.filter(parent=code).order_by("code"))


def list_successions() -> QuerySet[Succession]:
    """Who took over from whom."""
    return Succession.objects.select_related("former", "successor").order_by("former__key", "id")


def predecessors_of(organisation: Organisation) -> list[Organisation]:
    """From whom it took over, in the order of their keys."""
    return list(Organisation.objects.filter(successions__successor=organisation).order_by("key"))


def existed_on(organisation: Organisation, on: date) -> bool:
    """Whether the organisation was there on a day; an unknown beginning or end is none."""
    began, ended = organisation.valid_from, organisation.valid_to
    return (began is None or began <= on) and (ended is None or on < ended)


def area_names(values: Iterable[int]) -> dict[int, str]:
    """The names of many area values in one query: 经八路街道·某社区."""
    wanted = set(values)
    codes = {str(value)[:digits] for value in wanted for digits in (9, 12)}
    named = dict(Area.objects.filter(code__in=codes).order_by("code").values_list("code", "name"))
    return {
        value: "·".join(named[code] for code in (str(value)[:9], str(value)) if code in named)
        for value in wanted
    }


def list_holders(role: str, area: int, now: datetime, *, organisation: UUID | None = None) -> list[UUID]:
    """Open accounts that hold a role now in a post which covers the area; in the system's scope."""
    held = Post.objects.filter(Q(valid_to=None) | Q(valid_to__gt=now), role=role, valid_from__lte=now)
    if organisation:
        held = held.filter(organisation=organisation)
    rows = held.filter(account__is_active=True).select_related("organisation").order_by("account", "id")
    inside = [
        post.account_id
        for post in rows
        if any(first <= area <= last for first, last in post.intervals or post.organisation.intervals)
    ]
    return list(dict.fromkeys(inside))


def holders_of(roles: Iterable[Role], *, now: datetime) -> list[UUID]:
    """The open accounts that hold one of these roles now."""
    posts = _posts_now(now).filter(role__in=[role.value for role in roles], account__is_active=True)
    return sorted(set(posts.values_list("account_id", flat=True)), key=str)


def area_of_organisation(organisation: UUID | None) -> int | None:
    """Where an organisation lies; None for one that is not there."""
    rows = Organisation.objects.filter(id=organisation) if organisation else Organisation.objects.none()
    return rows.values_list("area", flat=True).first()


def areas_of_account(account: UUID, at: datetime) -> tuple[Interval, ...]:
    """All that the posts of an account reached at a moment; in the system's scope."""
    pairs = [
        (first, last)
        for post in list_posts(account, at)
        for first, last in post.intervals or post.organisation.intervals
    ]
    return merge(pairs)


def left_before(before: datetime) -> QuerySet[Account]:
    """Accounts that had a post, whose last one ended before a moment; in the system's scope."""
    posts = Post.objects.filter(account=OuterRef("pk"))
    later = posts.filter(Q(valid_to=None) | Q(valid_to__gte=before))
    return Account.objects.filter(Exists(posts), ~Exists(later))


def named_at(organisations: Iterable[UUID], names: Iterable[str]) -> list[tuple[UUID, str]]:
    """Which of these names people bear who have a post in these organisations; in the system's scope."""
    rows = Post.objects.filter(organisation__in=set(organisations), account__display_name__in=set(names))
    found = rows.order_by("organisation", "account").values_list("organisation_id", "account__display_name")
    return list(found.distinct())
