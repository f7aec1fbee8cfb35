"""Registration of the demo city: changes that wait, hand-overs of two counties, applications, invitations.

Everything goes through the room's operations in the name of demo accounts, and small: one street has work on
its desk. Repeatable: what stands already stays.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID

from chongyang.core.access import enter
from chongyang.core.identifiers import identity_check
from chongyang.core.scopes import Scope, interval_of, system_scope
from chongyang.registration import operations, queries
from chongyang.registration.models import Card, ChangeRequest, HandOver
from chongyang.registry import queries as files
from chongyang.registry.models import Elder, Mandate
from chongyang.registry.rules.forms import ContactForm, ElderForm
from chongyang.territory import queries as territory
from chongyang.territory.models import Account
from chongyang.workshop.accounts import STREET
from chongyang.workshop.papers import scope_of

CLERK, OFFICER, FAMILY, SEAT = "street_clerk", "community_officer", "family", "operator"
OTHER_COUNTY = "410102"
CHANGES = (
    (SEAT, "address", "演示地址3号楼2单元501", "residence", "租房到期，搬到同一社区的另一栋楼。（演示）"),
    (SEAT, "access_note", "门禁换成密码，请按 501 呼叫", "", ""),
    (CLERK, "nation", "回族", "household_book", "户口簿上是回族。（演示）"),
    (CLERK, "name", None, "identity_card", "身份证上的名字不同。（演示）"),
    (SEAT, "phone", "0371-60000019", "", "来电时说换了电话。（演示）"),
)
APPLICANTS = (("周桂英", "female", 1949), ("吴建国", "male", 1946))
MOST_CARDS = 6


def make_registration(now: datetime) -> dict[str, int]:
    """How many of each were made; nothing where the demo accounts or the city are missing."""
    clerk, officer = scope_of(CLERK, now), scope_of(OFFICER, now)
    if not (clerk and officer):
        return {}
    with enter(system_scope("demo registration")):
        stands = ChangeRequest.objects.exists() or HandOver.objects.exists()
    if stands:
        return {}
    with enter(clerk):
        listed = operations.make_list(scope=clerk, by=clerk.actor, now=now, within=interval_of(STREET))
    return {
        "invitations": listed,
        "changes": _ask_changes(clerk, now),
        "applications": _apply(now),
        "hand_overs": _hand_over(clerk, now),
        "cards": _print(clerk, now),
    }


def _living(scope: Scope, code: str, count: int) -> list[Elder]:
    with enter(scope):
        rows = Elder.objects.filter(area__range=interval_of(code), life_status="alive", same_as=None)
        return list(rows.filter(registered_at__isnull=False).order_by("id")[:count])


def _ask_changes(clerk: Scope, now: datetime) -> int:
    """Some of each desk, one late, and two for one field of one person."""
    elders = _living(clerk, STREET, len(CHANGES))
    made = 0
    for at, (elder, (name, field, value, evidence, reason)) in enumerate(zip(elders, CHANGES, strict=False)):
        scope = scope_of(name, now)
        value = value or elder.name[0] + "某"
        form = operations.ChangeForm({field: value}, reason=reason, evidence=evidence)
        asked_at = now - timedelta(days=20 if at == 1 else at)
        made += _quietly(partial(_ask, elder=elder, form=form, at=asked_at), scope)
    if elders:
        made += _family_change(now)
    return made


def _ask(scope: Scope, *, elder: Elder, form: operations.ChangeForm, at: datetime) -> object:
    return operations.ask_change(person=elder.id, form=form, scope=scope, by=scope.actor, now=at)


def _quietly(step: Callable[[Scope], object], scope: Scope | None) -> bool:
    """One thing of the demo that the city's own data forbids (nobody there, the same value) is left out."""
    if scope is None:
        return False
    with enter(scope), suppress(operations.UnableToDo, queries.NotFound, files.NotFound):
        step(scope)
        return True
    return False


def _family_change(now: datetime) -> bool:
    """What the demo's family asks for the elder whose mandate it holds."""
    scope = scope_of(FAMILY, now)
    with enter(system_scope("demo registration")):
        account = Account.objects.filter(username=FAMILY, is_demo=True).first()
        mandate = Mandate.objects.filter(account=account.id, revoked_at=None).first() if account else None
        elder = Elder.objects.filter(id=mandate.person).first() if mandate else None
    if not (scope and elder):
        return False
    form = operations.ChangeForm({"phone": "0371-60000020"}, reason="换了座机。（演示）")
    return _quietly(partial(_ask, elder=elder, form=form, at=now - timedelta(hours=3)), scope)


def _apply(now: datetime) -> int:
    """Two of the demo's family: one new, one that looks like somebody of the street."""
    scope = scope_of(FAMILY, now)
    community = next(iter(territory.list_parts(STREET)), None)
    if not (scope and community):
        return 0
    made = 0
    for at, (name, sex, year) in enumerate(APPLICANTS):
        born = date(year, 5, 4 + at)
        first17 = f"410105{born:%Y%m%d}{990 + 2 * at + (sex == 'male')}"
        form = ElderForm(
            name=name,
            area=community.first,
            source="family",
            sourced_on=now.date(),
            identity_number=first17 + identity_check(first17),
            phone=f"0371-6000003{at}",
            address="演示小区2号楼1单元101",
            contacts=(ContactForm(name="周小明", relation="son", phone="0371-60000040"),),
        )
        asked = operations.ApplicationForm(form, relation="daughter")
        with enter(scope), suppress(operations.UnableToAsk):
            operations.apply(form=asked, scope=scope, by=scope.actor, now=now)
            made += 1
    return made


def _hand_over(clerk: Scope, now: datetime) -> int:
    """One out of the demo's street, one into it: proposed by the clerk of another county's first street."""
    elders = _living(clerk, STREET, len(CHANGES) + 1)[len(CHANGES) :]
    streets = territory.list_parts(OTHER_COUNTY)
    made = 0
    if elders and streets:
        made += _quietly(lambda s: _propose(s, elders[0], streets[0].first, now), clerk)
    away = _living(replace(clerk, intervals=(interval_of(OTHER_COUNTY),)), OTHER_COUNTY, 1)
    account = _account_of("county_reviewer")
    if away and account:
        actor = replace(clerk.actor, account=account)
        there = replace(clerk, intervals=(interval_of(OTHER_COUNTY),), actor=actor)
        made += _quietly(lambda s: _propose(s, away[0], interval_of(STREET)[0], now), there)
    return made


def _propose(scope: Scope, elder: Elder, to_area: int, now: datetime) -> object:
    return operations.propose_hand_over(
        person=elder.id, to_area=to_area, reason="随子女居住。（演示）", scope=scope, by=scope.actor, now=now
    )


def _account_of(username: str) -> UUID | None:
    with enter(system_scope("demo registration")):
        return Account.objects.filter(username=username, is_demo=True).values_list("id", flat=True).first()


def _print(clerk: Scope, now: datetime) -> int:
    """Cards for a few of the street; most are still to be printed."""
    elders = _living(clerk, STREET, MOST_CARDS)
    if not elders:
        return 0
    with enter(clerk):
        operations.print_cards(persons=[elder.id for elder in elders], scope=clerk, by=clerk.actor, now=now)
        return Card.objects.count()
