"""Demo accounts of every role, and accounts for the responders of a demo city.

All share one printed password and have a second factor whose secret follows from the installation's key.
Only a demo city has them: `chongyang make_accounts` refuses any other.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from chongyang.core.access import enter
from chongyang.core.keys import named_key
from chongyang.core.scopes import interval_of, system_scope
from chongyang.providers.models import Responder
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Organisation, Post
from chongyang.workshop.provider_organisations import APPLICANT, PROVIDERS, ensure_organisations

PASSWORD = "chongyang-demo-9"  # noqa: S105 - printed by `make demo`, for invented people alone
OPERATORS = 4
JINSHUI, STREET, COMMUNITY = "410105", "410105001", "410105001001"
CENTRE, FINANCE, CIVIL_AFFAIRS = "city.12349-centre", "city.finance", "city.civil-affairs"
OFFICES = (
    ("health", "city.health-commission"),
    ("federation", "city.disabled-federation"),
    ("veterans", "city.veterans-affairs"),
)
"""Offices beside civil affairs that grant classes of persons."""
WINDOW, LAND, WORKS = "city.government-services", "city.natural-resources", "city.urban-rural-construction"
APPROVING = (
    ("development", "city.development-reform"),
    ("planning", LAND),
    ("land", LAND),
    ("construction", WORKS),
    ("convener", WORKS),
    ("fire", WORKS),
    ("environment", "city.ecology-environment"),
    ("police", "city.public-security"),
)
"""One person for each place of a building project: nobody stands in two. Names are those after the reform."""


@dataclass(frozen=True, slots=True)
class DemoPost:
    """One demo account: its name, role, organisation and narrowed areas."""

    username: str
    role: Role
    organisation: str
    codes: tuple[str, ...] = ()


SURNAMES = "赵孙周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严魏陶姜谢邹苏潘范彭鲁史唐费薛雷贺"
GIVEN = ("敏", "志远", "静", "磊", "文博", "艳", "勇", "丽萍", "杰", "娟")


def invented_name(place: int) -> str:
    """A name for the demo account at this place: pages show people as a city would."""
    return SURNAMES[place % len(SURNAMES)] + GIVEN[place * 3 % len(GIVEN)]


COUNTY_ROLES = {
    Role.COUNTY_REVIEWER,
    Role.COUNTY_SIGN_OFF,
    Role.COUNTY_FINANCE,
    Role.ASSESSOR,
    Role.THIRD_PARTY_ASSESSOR,
    Role.INSPECTOR,
    Role.PURCHASER,
    Role.WINDOW_CLERK,
    Role.APPROVING_DEPARTMENT,
}
STREET_ROLES = {Role.STREET_CLERK, Role.INSTITUTION_CLERK}
PROVIDER_ROLES = {Role.CONTRACTOR, Role.PROVIDER_FINANCE}
SEAT_ROLES = {Role.OPERATOR, Role.SHIFT_LEAD, Role.DISPATCHER}
FINANCE_ROLES = {Role.COUNTY_FINANCE, Role.CITY_FINANCE}
COMMUNITY_ROLES = {Role.COMMUNITY_OFFICER, Role.ELDER, Role.FAMILY}
RESPONDER_ROLES = {Role.GRID_WORKER, Role.CARE_WORKER, Role.VOLUNTEER, Role.STATION_HEAD}


def _codes(role: Role) -> tuple[str, ...]:
    if role in COUNTY_ROLES:
        return (JINSHUI,)
    if role in STREET_ROLES:
        return (STREET,)
    return (COMMUNITY,) if role in COMMUNITY_ROLES else ()


def demo_posts() -> list[DemoPost]:
    """One account for each role, a few more for the seats; responders have accounts of their own."""
    organisations = dict.fromkeys(SEAT_ROLES, CENTRE) | dict.fromkeys(FINANCE_ROLES, FINANCE)
    organisations |= dict.fromkeys(PROVIDER_ROLES, PROVIDERS[0].key)
    organisations[Role.WINDOW_CLERK] = WINDOW
    organisations[Role.LEADING_GROUP_OFFICE] = "city.leading-group.office"
    organisations[Role.SUPERVISION_OFFICER] = "city.government-office"
    posts = [
        DemoPost(role.value, role, organisations.get(role, CIVIL_AFFAIRS), _codes(role))
        for role in Role
        if role not in RESPONDER_ROLES
    ]
    more = [DemoPost(f"operator{n}", Role.OPERATOR, CENTRE) for n in range(2, OPERATORS + 1)]
    return (
        posts
        + more
        + _more_reviewers()
        + [DemoPost(f"{name}_reviewer", Role.COUNTY_REVIEWER, key, (JINSHUI,)) for name, key in OFFICES]
        + [
            DemoPost(f"approval_{name}", Role.APPROVING_DEPARTMENT, key, (JINSHUI,))
            for name, key in APPROVING
        ]
        + _reporters()
        + _assessors()
        + _of_providers()
    )


CARERS = {PROVIDERS[0].key: 4, PROVIDERS[1].key: 2}
DEMO_CARERS = [
    DemoPost(f"carer{number}", Role.CARE_WORKER, key)
    for number, key in enumerate((key for key, count in CARERS.items() for _ in range(count)), 1)
]
"""Carers who sign in on a telephone; `workshop.services` makes them carers of their provider."""


def _of_providers() -> list[DemoPost]:
    """A second provider of services, one that asks to enter, carers, and who gives her hours."""
    second, third = PROVIDERS[1].key, APPLICANT.key
    return [
        DemoPost("contractor2", Role.CONTRACTOR, second),
        DemoPost("contractor3", Role.CONTRACTOR, third),
        DemoPost("school_secretary", Role.INSTITUTION_CLERK, PROVIDERS[5].key),
        *DEMO_CARERS,
        DemoPost("volunteer", Role.VOLUNTEER, CENTRE, (COMMUNITY,)),
    ]


def _assessors() -> list[DemoPost]:
    """A year's assessment needs who makes it, two who judge, one who hears appeals, one who confirms."""
    judges = [
        DemoPost(f"supervision_officer{n}", Role.SUPERVISION_OFFICER, "city.government-office")
        for n in (2, 3)
    ]
    office = DemoPost("leading_group_office3", Role.LEADING_GROUP_OFFICE, "city.leading-group.office")
    return [office, *judges]


def _reporters() -> list[DemoPost]:
    """A quarter by line needs a county's liaisons, lead units, and a second person of the office."""
    county = f"county.{JINSHUI}.government"
    return [
        DemoPost("liaison_county", Role.LIAISON, county),
        DemoPost("liaison_county2", Role.LIAISON, county),
        DemoPost("liaison_finance", Role.LIAISON, FINANCE),
        DemoPost("liaison_health", Role.LIAISON, "city.health-family-planning"),
        DemoPost("liaison_health2", Role.LIAISON, "city.health-commission"),  # who took over in 2019
        DemoPost("leading_group_office2", Role.LEADING_GROUP_OFFICE, "city.leading-group.office"),
    ]


def _more_reviewers() -> list[DemoPost]:
    """Nobody holds two stages, so a yuan needs several reviewers and several of finance."""
    counts = {
        Role.COUNTY_REVIEWER: 3,
        Role.CITY_REVIEWER: 3,
        Role.COUNTY_FINANCE: 4,
        Role.CITY_FINANCE: 3,
        Role.STREET_CLERK: 2,
    }
    return [
        DemoPost(f"{role.value}{n}", role, FINANCE if role in FINANCE_ROLES else CIVIL_AFFAIRS, _codes(role))
        for role, count in counts.items()
        for n in range(2, count + 1)
    ]


def secret_of(username: str) -> str:
    """The secret of a demo account's second factor (base32, RFC 6238), from the installation's key."""
    made = hmac.digest(settings.SECRET_KEY.encode(), f"demo-totp/{username}".encode(), hashlib.sha256)
    return base64.b32encode(made[:20]).decode()


def _organisation(key: str) -> Organisation:
    return Organisation.objects.get(key=key)


@transaction.atomic
def make_demo_accounts(*, now: datetime) -> int:
    """Make the accounts that are missing; returns how many accounts the demo has."""
    encoded = make_password(PASSWORD)
    ensure_organisations()
    posts = demo_posts()
    accounts = [
        _account(post.username, invented_name(place), encoded, now) for place, post in enumerate(posts)
    ]
    _save(accounts)
    Post.objects.bulk_create(
        [_post(account, post, now) for account, post in zip(accounts, posts, strict=True)],
        ignore_conflicts=True,
    )
    return len(accounts)


def _account(username: str, shown: str, encoded: str, now: datetime) -> Account:
    return Account(
        id=named_key("demo-account", username),
        username=username,
        display_name=shown,
        password=encoded,
        is_demo=True,
        created_at=now,
    )


def _post(account: Account, post: DemoPost, now: datetime) -> Post:
    return Post(
        id=named_key("demo-post", post.username),
        account=account,
        role=post.role.value,
        organisation=_organisation(post.organisation),
        intervals=[list(interval_of(code)) for code in post.codes],
        valid_from=now,
    )


def _save(accounts: Iterable[Account]) -> None:
    """Accounts with their second factor, those that are missing alone."""
    rows = list(accounts)
    held = set(Account.objects.filter(id__in=[row.id for row in rows]).values_list("id", flat=True))
    fresh = [row for row in rows if row.id not in held]
    Account.objects.bulk_create(fresh, batch_size=1000)
    encrypt = get_adapter().encrypt
    factors = [
        Authenticator(
            user=row, type=Authenticator.Type.TOTP, data={"secret": encrypt(secret_of(row.username))}
        )
        for row in fresh
    ]
    Authenticator.objects.bulk_create(factors, batch_size=1000)


@transaction.atomic
def give_responders_accounts(*, now: datetime) -> int:
    """An account for each responder who has none: responder1, responder2 …; returns how many."""
    encoded = make_password(PASSWORD)
    responders = list(Responder.objects.filter(account=None).order_by("area", "id"))
    first = Account.objects.filter(username__startswith="responder").count() + 1
    accounts = [
        _account(f"responder{number}", responder.name, encoded, now)
        for number, responder in enumerate(responders, first)
    ]
    _save(accounts)
    posts = [_responder_post(*pair, now) for pair in zip(accounts, responders, strict=True)]
    Post.objects.bulk_create(posts, batch_size=1000)
    for responder, account in zip(responders, accounts, strict=True):
        responder.account = account.id
    with enter(system_scope("make_accounts")):  # a responder's history asks who wrote
        Responder.objects.bulk_update(responders, ["account"], batch_size=1000)
    return len(accounts)


ROLE_OF_KIND = {
    "station_staff": Role.STATION_HEAD,
    "grid_worker": Role.GRID_WORKER,
    "care_worker": Role.CARE_WORKER,
    "volunteer": Role.VOLUNTEER,
}


def _responder_post(account: Account, responder: Responder, now: datetime) -> Post:
    return Post(
        id=named_key("demo-post", account.username),
        account=account,
        role=ROLE_OF_KIND[responder.kind].value,
        organisation_id=responder.organisation or _organisation(CENTRE).id,
        intervals=[],
        valid_from=now,
    )
