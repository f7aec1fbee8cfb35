"""The rules over readings: each gives what it found as hits, counted over the compact copies.

Every rule looks at the accounts of the new readings alone, and only as far back as its window reaches.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from chongyang.privacy.models import Look
from chongyang.privacy.queries import kin
from chongyang.privacy.rules.exports import limits_of
from chongyang.privacy.rules.rights import ZONE
from chongyang.privacy.rules.unusual import Rule, is_night, limit_of, options_of
from chongyang.territory import queries as territory

READ, REVEALED = "registry.file.read", "registry.field.revealed"
SEARCHED, ASKED = "registry.elders.searched", "registry.identity.asked"
EXPORTED, GLASS = "registry.elders.exported", "privacy.glass.open"
HOUR = timedelta(hours=1)
NIGHT_BEFORE = timedelta(hours=12)
MOST_SEQS = 60


@dataclass(frozen=True, slots=True)
class Hit:
    """One rule met by one reader: `key` says what was counted together."""

    key: str
    rule: Rule
    account: UUID
    role: str
    organisation: UUID | None
    person: UUID | None
    area: int
    count: int
    threshold: int
    first_at: datetime
    last_at: datetime
    seqs: list[int]


def find_unusual(fresh: Sequence[Look], now: datetime) -> list[Hit]:
    """What the new readings make unusual, by every rule."""
    if not fresh:
        return []
    return [hit for judge in JUDGES for hit in judge(fresh)]


def _hit(rule: Rule, looks: Sequence[Look], within: str, threshold: int, *, person: bool = False) -> Hit:
    """A hit over readings of one account, ordered by time."""
    last = looks[-1]
    return Hit(
        key=f"{rule.value}:{last.account}:{within}",
        rule=rule,
        account=last.account,
        role=last.role,
        organisation=last.organisation,
        person=last.person if person else None,
        area=last.area if person else _area_of(last),
        count=len(looks),
        threshold=threshold,
        first_at=looks[0].at,
        last_at=last.at,
        seqs=[look.seq for look in looks[-MOST_SEQS:]],
    )


def _area_of(look: Look) -> int:
    """A finding about a reader lies where her organisation does; her supervisors see it there."""
    return territory.area_of_organisation(look.organisation) or look.area


def _rows(condition: Q) -> list[Look]:
    return list(Look.objects.filter(condition).order_by("at", "seq"))


def _crowded_hours(fresh: Sequence[Look], kind: str, counted: str, rule: Rule) -> Iterator[Hit]:
    """Hours of an account in which it did something with more persons, or more often, than its role does."""
    touched = [look for look in fresh if look.kind == kind]
    if not touched:
        return
    accounts = {look.account for look in touched}
    hours = {look.hour for look in touched}
    grouped = (
        Look.objects.filter(account__in=accounts, hour__in=hours, kind=kind)
        .values("account", "hour", "role")
        .annotate(n=Count(counted, distinct=True))
        .order_by("account", "hour", "role")
    )
    for group in grouped:
        threshold = limit_of(rule, group["role"])
        if group["n"] >= threshold:
            held = _rows(Q(account=group["account"], hour=group["hour"], kind=kind))
            hit = _hit(rule, held, f"{group['hour'].astimezone(ZONE):%Y%m%d%H}", threshold)
            yield _counted(hit, group["n"])


def _counted(hit: Hit, count: int) -> Hit:
    values = {name: getattr(hit, name) for name in Hit.__slots__}
    return Hit(**{**values, "count": count})


def many_files(fresh: Sequence[Look]) -> Iterator[Hit]:
    yield from _crowded_hours(fresh, READ, "person", Rule.MANY_FILES)


def many_reveals(fresh: Sequence[Look]) -> Iterator[Hit]:
    yield from _crowded_hours(fresh, REVEALED, "seq", Rule.MANY_REVEALS)


def identity_probe(fresh: Sequence[Look]) -> Iterator[Hit]:
    yield from _crowded_hours(fresh, ASKED, "seq", Rule.IDENTITY_PROBE)


def _added_up(fresh: Sequence[Look], kind: str, counted: str, rule: Rule) -> Iterator[Hit]:
    """What stays under every hour's limit and is much over weeks; the finding is of the month it was seen."""
    window = timedelta(days=options_of(rule)["days"])
    touched = sorted((look for look in fresh if look.kind == kind), key=lambda look: look.at)
    newest = {look.account: look for look in touched}
    for account, last in newest.items():
        since = Q(account=account, kind=kind, at__gt=last.at - window, at__lte=last.at)
        count = Look.objects.filter(since).aggregate(n=Count(counted, distinct=True))["n"]
        if count >= (threshold := limit_of(rule, last.role)):
            hit = _hit(rule, _newest(since), f"{last.at.astimezone(ZONE):%Y%m}", threshold)
            yield _counted(hit, count)


def _newest(condition: Q) -> list[Look]:
    """The last readings alone: a finding names no more, however many there were."""
    return list(Look.objects.filter(condition).order_by("-at", "-seq")[:MOST_SEQS])[::-1]


def slow_reveals(fresh: Sequence[Look]) -> Iterator[Hit]:
    yield from _added_up(fresh, REVEALED, "person", Rule.SLOW_REVEALS)


def slow_probe(fresh: Sequence[Look]) -> Iterator[Hit]:
    yield from _added_up(fresh, ASKED, "seq", Rule.SLOW_PROBE)


def at_night(fresh: Sequence[Look]) -> Iterator[Hit]:
    """Files opened in one night by who has no turn then."""
    without = options_of(Rule.AT_NIGHT)["without"]
    nights = {
        (look.account, (look.hour.astimezone(ZONE) - NIGHT_BEFORE).date())
        for look in fresh
        if look.kind == READ and look.role not in without and is_night(look.hour.astimezone(ZONE).hour)
    }
    for account, day in sorted(nights, key=str):
        noon = datetime.combine(day, datetime.min.time(), tzinfo=ZONE) + NIGHT_BEFORE
        held = _rows(Q(account=account, hour__gte=noon, hour__lt=noon + timedelta(days=1), kind=READ))
        held = [look for look in held if is_night(look.hour.astimezone(ZONE).hour)]
        if len(held) >= limit_of(Rule.AT_NIGHT):
            yield _hit(Rule.AT_NIGHT, held, f"{day:%Y%m%d}", limit_of(Rule.AT_NIGHT))


def no_opening(fresh: Sequence[Look]) -> Iterator[Hit]:
    """Many searches in an hour, and next to nobody opened: somebody browses the lists."""
    options = options_of(Rule.NO_OPENING)
    for hit in _crowded_hours(fresh, SEARCHED, "seq", Rule.NO_OPENING):
        if hit.role in options["without"]:
            continue
        hour = hit.last_at.astimezone(ZONE).replace(minute=0, second=0, microsecond=0)
        opened = Look.objects.filter(account=hit.account, hour=hour, kind=READ)
        if opened.values("person").distinct().count() <= options["opened_share"] * hit.count:
            yield hit


def same_file(fresh: Sequence[Look]) -> Iterator[Hit]:
    """One file, again and again, by one reader."""
    options = options_of(Rule.SAME_FILE)
    kept = [look for look in fresh if look.role not in options["without"]]
    yield from _one_file(kept, Rule.SAME_FILE, options["days"], "%G%V")


def _one_file(fresh: Iterable[Look], rule: Rule, days: int, period: str) -> Iterator[Hit]:
    """`period` is how the moment of the last reading names the finding: by week, by month."""
    read = sorted((look for look in fresh if look.kind == READ and look.person), key=lambda look: look.at)
    pairs = {(look.account, look.person): look for look in read}
    for (account, person), last in _often(pairs, rule, days).items():
        since = last.at - timedelta(days=days)
        held = _rows(Q(account=account, person=person, kind=READ, at__gt=since, at__lte=last.at))
        if len(held) >= limit_of(rule):
            named = f"{person}:{last.at.astimezone(ZONE):{period}}"
            yield _hit(rule, held, named, limit_of(rule), person=True)


def _often(pairs: dict[Any, Look], rule: Rule, days: int) -> dict[Any, Look]:
    """Those of the pairs that may have reached the limit, told by one query for all."""
    if not pairs:
        return {}
    oldest = min(look.at for look in pairs.values()) - timedelta(days=days)
    counted = (
        Look.objects.filter(
            account__in={account for account, _ in pairs},
            person__in={person for _, person in pairs},
            kind=READ,
            at__gt=oldest,
        )
        .values("account", "person")
        .annotate(n=Count("seq"))
        .filter(n__gte=limit_of(rule))
        .order_by("account", "person")
        .values_list("account", "person")
    )
    return {pair: pairs[pair] for pair in counted if pair in pairs}


def same_surname(fresh: Sequence[Look]) -> Iterator[Hit]:
    """Namesakes are many: it takes the same file several times."""
    alike = kin.with_same_surname(fresh)
    yield from _one_file(alike, Rule.SAME_SURNAME, options_of(Rule.SAME_SURNAME)["days"], "%Y%m")


def own_relative(fresh: Sequence[Look]) -> Iterator[Hit]:
    """The file names the reader, or a colleague of hers, among those to be called."""
    for look in kin.with_own_names(fresh):
        named = f"{look.person}:{look.at.astimezone(ZONE):%Y%m}"
        yield _hit(Rule.OWN_RELATIVE, [look], named, 1, person=True)


def after_death(fresh: Sequence[Look]) -> Iterator[Hit]:
    for look in kin.long_dead(fresh, options_of(Rule.AFTER_DEATH)):
        named = f"{look.person}:{look.at.astimezone(ZONE):%Y%m%d}"
        yield _hit(Rule.AFTER_DEATH, [look], named, 1, person=True)


def out_of_area(fresh: Sequence[Look]) -> Iterator[Hit]:
    """Read where no post of the reader reaches, and neither a dispatch nor broken glass opened it.

    An opening by broken glass has a review of its own: it is counted there, not once more here.
    """
    read = kin.without_glass([look for look in fresh if look.kind == READ])
    for look in kin.out_of_posts(read):
        named = f"{look.person}:{look.at.astimezone(ZONE):%Y%m%d}"
        yield _hit(Rule.OUT_OF_AREA, [look], named, 1, person=True)


def export_near_limit(fresh: Sequence[Look]) -> Iterator[Hit]:
    """Most of what the role may export in a day."""
    share = options_of(Rule.EXPORT_NEAR_LIMIT)["share"]
    days = {(look.account, look.at.astimezone(ZONE).date()) for look in fresh if look.kind == EXPORTED}
    for account, day in sorted(days, key=str):
        start = datetime.combine(day, datetime.min.time(), tzinfo=ZONE)
        held = _rows(Q(account=account, kind=EXPORTED, at__gte=start, at__lt=start + timedelta(days=1)))
        threshold = int(share * limits_of(held[-1].role).per_day) if held else 0
        total = sum(look.rows for look in held)
        if held and total >= threshold:
            yield _counted(_hit(Rule.EXPORT_NEAR_LIMIT, held, f"{day:%Y%m%d}", threshold), total)


def many_glasses(fresh: Sequence[Look]) -> Iterator[Hit]:
    days = options_of(Rule.MANY_GLASSES)["days"]
    for account in sorted({look.account for look in fresh if look.kind == GLASS}, key=str):
        last = max(look.at for look in fresh if look.account == account)
        held = _rows(Q(account=account, kind=GLASS, at__gt=last - timedelta(days=days)))
        if len(held) >= limit_of(Rule.MANY_GLASSES):
            within = f"{last.astimezone(ZONE):%Y%m}"
            yield _hit(Rule.MANY_GLASSES, held, within, limit_of(Rule.MANY_GLASSES))


def glass_again(fresh: Sequence[Look]) -> Iterator[Hit]:
    """The same file opened anew when, or before, the hour was over."""
    span = timedelta(hours=options_of(Rule.GLASS_AGAIN)["hours"])
    for look in (look for look in fresh if look.kind == GLASS and look.person):
        since = Q(account=look.account, person=look.person, kind=GLASS, at__gt=look.at - span)
        held = _rows(since & Q(at__lte=look.at))
        if len(held) >= limit_of(Rule.GLASS_AGAIN):
            named = f"{look.person}:{look.at.astimezone(ZONE):%Y%m%d}"
            yield _hit(Rule.GLASS_AGAIN, held, named, limit_of(Rule.GLASS_AGAIN), person=True)


JUDGES: tuple[Callable[[Sequence[Look]], Iterator[Hit]], ...] = (
    many_files,
    at_night,
    out_of_area,
    same_surname,
    own_relative,
    same_file,
    many_reveals,
    no_opening,
    after_death,
    identity_probe,
    export_near_limit,
    many_glasses,
    glass_again,
    slow_reveals,
    slow_probe,
)
