"""Providers of services of a demo city with carers, certificates, offers, capacity; one that asks to enter.

All of it is invented and says 演示. Providers, offers and carers are made in sets, because they began before
today; the application and the yearly check go through the room's operations. Repeatable: what stands stays.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.fields import index_of
from chongyang.core.identifiers import credit_check, identity_check, organisation_check
from chongyang.core.keys import named_key
from chongyang.core.scopes import interval_of, system_scope
from chongyang.providers.models import Responder
from chongyang.services import operations
from chongyang.services.models import (
    Capacity,
    Entry,
    Evaluation,
    ItemPrice,
    Offer,
    OfferArea,
    ServiceProvider,
)
from chongyang.services.operations import EntryForm
from chongyang.services.rules import catalogue, evaluation, flows, yearly
from chongyang.territory.models import Account, Organisation
from chongyang.workforce.models import Absence, Carer, Credential
from chongyang.workforce.rules import skills
from chongyang.workshop.accounts import DEMO_CARERS
from chongyang.workshop.demo_steps import PDF, by_demo
from chongyang.workshop.provider_organisations import (
    APPLICANT,
    PROVIDERS,
    DemoProvider,
    ensure_organisations,
    organisation_of,
)

BEGAN, SINCE = date(2018, 9, 3), date(2018, 10, 8)
DAYS = timedelta(days=1)
WOMEN = ("秀梅", "桂兰", "玉珍", "春霞", "海燕", "红丽", "素芳", "凤琴", "月英", "艳玲")
MEN = ("建军", "永强", "志刚", "保国", "新民", "长顺")
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
PLACES = {
    "410105": (113.681, 34.775),
    "410102": (113.611, 34.748),
    "410103": (113.645, 34.730),
    "410104": (113.685, 34.748),
    "410108": (113.617, 34.867),
}
SKILLS = {
    "enterprise": (
        "care_worker",
        "health",
        "bathing",
        "first_aid",
        "dementia",
        "housekeeping",
        "electrician",
        "induction",
    ),
    "institution": (
        "care_worker",
        "health",
        "bathing",
        "first_aid",
        "rehabilitation",
        "psychology",
        "induction",
        "integrated_care",
    ),
    "social": ("care_worker", "health", "first_aid", "housekeeping", "social_worker", "psychology"),
    "medical": ("nurse", "health", "first_aid", "rehabilitation", "integrated_care"),
    "school": ("teaching", "health"),
}
LATE = 90 * DAYS
"""So long after her first day the last carer of a social provider got her certificate."""
RESPONDERS = 2


@transaction.atomic
def make_services(now: datetime) -> dict[str, int]:
    """How many were made; nothing where providers of services stand already."""
    with enter(system_scope("demo services")):
        ensure_organisations()
        if ServiceProvider.objects.exists():
            return {}
        today = timezone.localdate(now)
        for number, one in enumerate(PROVIDERS, 1):
            _provider(one, number, now, today)
        _carers(PROVIDERS[0], today, now, extra=list(_responders()))
        for one in (*PROVIDERS[1:], APPLICANT):
            _carers(one, today, now, extra=[])
        _range(now)
    made = {"providers": len(PROVIDERS), "entries": _apply(now)}
    with enter(system_scope("demo services")):
        operations.open_due(now=now)
        counts = {"carers": Carer.objects.count(), "offers": Offer.objects.count()}
    return made | counts


def _code(number: int) -> str:
    """A credit code whose checks are right and that is nobody's."""
    inner = f"{77000000 + number}"
    first17 = f"91410105{inner}{organisation_check(inner)}"
    return first17 + credit_check(first17)


def _provider(one: DemoProvider, number: int, now: datetime, today: date) -> None:
    """On the list since 2018; the second is to be checked in three weeks, so that its check is open."""
    check = today + (20 if number == 2 else 90 * number) * DAYS
    row = ServiceProvider.objects.create(
        id=named_key("demo-provider", one.key),
        organisation=organisation_of(one).id,
        name=one.name,
        kind=one.kind,
        credit_code=_code(number),
        area=one.area,
        address=f"演示路{number}号",
        phone=f"0371-5550000{number}",
        about=one.about,
        since_on=BEGAN,
        entered_on=BEGAN,
        check_on=min(check, yearly.next_check(today)),
        score=Decimal(one.score) if one.score else None,
        scored_at=now if one.score else None,
    )
    _offers(row, one, now)
    _capacity(row, one)
    if one.score:
        _evaluation(row, one, today, now)


def _offers(row: ServiceProvider, one: DemoProvider, now: datetime) -> None:
    """All that its kind may deliver, in its counties, at its own place within the range."""
    spans = [interval_of(code) for code in one.counties]
    places = []
    for item in catalogue.items().values():
        if one.kind not in item.who_may or item.unit == "piece":  # goods have the price of each article
            continue
        low, high = item.price_from_fen, item.price_to_fen
        price = max(low, round((low + (high - low) * one.share / 100) / 100) * 100)
        held: dict[str, Any] = {"provider": row, "item": item.key, "valid_from": SINCE}
        made = Offer.objects.create(
            id=named_key("demo-offer", one.key, item.key),
            organisation=row.organisation,
            price_fen=price,
            areas=[first for first, _ in spans],
            made_at=now,
            **held,
        )
        places += [OfferArea(offer=made, area=first, last=last, **held) for first, last in spans]
    OfferArea.objects.bulk_create(places)


def _capacity(row: ServiceProvider, one: DemoProvider) -> None:
    """Hours for each weekday by how many carers there are; less on Sunday."""
    rows = []
    for code in one.counties:
        first, last = interval_of(code)
        each = one.carers * 300 // len(one.counties)
        for day in range(1, 8):
            minutes = each // 2 if day == 7 else each
            held: dict[str, Any] = {"area": first, "last": last, "weekday": day, "minutes": minutes}
            rows.append(Capacity(provider=row, organisation=row.organisation, **held))
    Capacity.objects.bulk_create(rows)


def _evaluation(row: ServiceProvider, one: DemoProvider, today: date, now: datetime) -> None:
    share = (Decimal(one.score) - 2) / evaluation.FULL
    parts = {each.key: str(round(each.weight * share, 1)) for each in evaluation.load().criteria}
    Evaluation.objects.create(
        provider=row,
        organisation=row.organisation,
        assessor="演示第三方评估中心",
        points=sum(map(Decimal, parts.values())),
        parts=parts,
        evaluated_on=today - 60 * DAYS,
        added_by=named_key("demo-account", "third_party_assessor"),
        added_at=now,
    )


def _responders() -> Iterator[Responder]:
    """Care workers of 金水区 who go out as responders: their accounts are carers of the first provider."""
    first, last = interval_of("410105")
    rows = Responder.objects.filter(kind="care_worker", area__range=(first, last)).exclude(account=None)
    yield from rows.order_by("area", "id")[:RESPONDERS]


def _carers(one: DemoProvider, today: date, now: datetime, extra: list[Responder]) -> None:
    """Invented people; those with a demo account of their own first."""
    random, org = Random(one.key), organisation_of(one)
    accounts = _accounts(one)
    for number in range(one.carers):
        row = _carer(one, org, number, random)
        row.account = accounts[number] if number < len(accounts) else None
        if number >= one.carers - len(extra):
            _as_responder(row, extra[one.carers - 1 - number])
        row.entered_at = now
        row.save(force_insert=True)
        _certify(row, one, number, today)
    _away(one, now)


def _accounts(one: DemoProvider) -> list[Any]:
    names = [post.username for post in DEMO_CARERS if post.organisation == one.key]
    held = Account.objects.filter(username__in=names, is_demo=True).order_by("created_at", "username")
    found = dict(held.values_list("username", "id"))
    return [found[name] for name in names if name in found]


def _carer(one: DemoProvider, org: Organisation, number: int, random: Random) -> Carer:
    is_man = number % 4 == 3
    given = random.choice(MEN if is_man else WOMEN)
    longitude, latitude = PLACES[one.county]
    row = Carer(
        id=named_key("demo-carer", one.key, str(number)),
        organisation=org.id,
        name=random.choice(FAMILY) + given,
        sex="male" if is_man else "female",
        dialects=["central_plains", "mandarin"] if number % 3 else ["mandarin"],
        area=int(f"{one.county}{random.randint(1, 8):03d}000"),
        longitude=round(longitude + random.uniform(-0.02, 0.02), 5),
        latitude=round(latitude + random.uniform(-0.02, 0.02), 5),
        travel_mode="drive" if number % 5 == 4 else "ebike",
        weekly_minutes=2400 if number % 6 else 1200,
        starts_on=SINCE + 20 * number * DAYS,
    )
    row.identity_number = _identity(one, number, is_man)
    row.identity_index = index_of(row.identity_number.plain, "carer")
    row.phone = f"1360000{one.key[-1]}{number:03d}"
    return row


def _identity(one: DemoProvider, number: int, is_man: bool) -> str:
    """A number whose check is right, in a region that was never given out."""
    order = 100 * int(one.key[-1]) + 2 * number + is_man
    first17 = f"419999{date(1975, 1, 1) + 97 * number * DAYS:%Y%m%d}{order:03d}"
    return first17 + identity_check(first17)


def _as_responder(row: Carer, responder: Responder) -> None:
    """The same person in the register of who answers calls for help."""
    row.account, row.name, row.area = responder.account, responder.name, responder.area
    row.longitude, row.latitude = responder.longitude, responder.latitude
    row.sex = responder.sex or row.sex


def _certify(row: Carer, one: DemoProvider, number: int, today: date) -> None:
    """What its kind needs; of the first provider one health certificate is over, two end within the month."""
    ends = {3: today - 6 * DAYS, 5: today + 9 * DAYS, 8: today + 24 * DAYS} if one.key[-1] == "1" else {}
    rows = []
    for place, skill in enumerate(SKILLS[one.kind]):
        if skill not in ("care_worker", "health", "nurse", "teaching") and (number + place) % 3 == 0:
            continue
        until = ends.get(number) if skill == "health" else None
        months = skills.skill(skill).months
        last = until or (today + (120 + 31 * number) * DAYS if months else None)
        late = skill == "care_worker" and one.kind == "social" and number == one.carers - 1
        since = row.starts_on + LATE if late else SINCE
        held: dict[str, Any] = {"valid_from": since, "valid_to": last + DAYS if last else None}
        made = Credential(carer=row, skill=skill, issuer="演示发证机构", area=row.area, **held)
        made.organisation, made.number = row.organisation, f"演示{one.key[-1]}-{number:03d}-{place}"
        rows.append(made)
    for made in rows:
        made.save(force_insert=True)


def _away(one: DemoProvider, now: datetime) -> None:
    """The seventh carer of a provider is on leave for some days."""
    row = Carer.objects.filter(id=named_key("demo-carer", one.key, "6")).first()
    if row is None:
        return
    begins = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    told: dict[str, Any] = {"kind": "leave", "area": row.area, "organisation": row.organisation}
    Absence.objects.create(carer=row, from_at=begins, to_at=begins + 3 * DAYS, **told)


def _range(now: datetime) -> None:
    """One county has a range of its own, so that a page shows one."""
    first, last = interval_of("410105")
    item = catalogue.item("bath_help")
    ItemPrice.objects.create(
        item=item.key,
        area=first,
        last=last,
        price_from_fen=item.price_from_fen,
        price_to_fen=item.price_to_fen,
        valid_from=SINCE,
        document="演示数据：金水区助浴试点价格（虚构）",
        set_at=now,
    )


def _apply(now: datetime) -> int:
    """The seventh asks to enter and waits for acceptance. Nothing where its account is missing."""
    at = now - 2 * DAYS
    step = partial(by_demo, who="contractor3", at=at)
    try:
        row: Entry = step(operations.begin)
    except LookupError:
        return 0
    form = EntryForm(
        name=APPLICANT.name,
        kind=APPLICANT.kind,
        credit_code=_code(7),
        address="演示路7号",
        phone="0371-55500007",
        about=APPLICANT.about,
        kinds=("daily_care", "bathing", "meals"),
        areas=(int(f"{APPLICANT.county}000000"),),
        statement="演示数据：现有护理员 2 名，计划年内招聘 10 名，提供助浴、助餐和生活照料。",
    )
    step(operations.save, entry=row.id, form=form)
    for kind in flows.load().evidence:
        step(operations.attach, entry=row.id, kind=kind, chunks=[PDF], name=f"演示-{kind}.pdf")
    step(operations.submit, entry=row.id)
    return 1
