"""What the register says of persons, as columns for the rules: all of them, or a few by their keys, by the
same statement. In the system's scope.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from psycopg import ClientCursor

from chongyang.core.later import Later
from chongyang.funding.models import Application
from chongyang.funding.rules.entitled import APPLIED, AWARD, DEAD, MERGED, MOVED
from chongyang.policy.rules.engine.values import AREA
from chongyang.policy.rules.programmes import Programme
from chongyang.registry.models import Elder
from chongyang.registry.queries.clusters import FILES
from chongyang.territory import queries as territory

if TYPE_CHECKING:
    import polars as pl
else:
    pl = Later("polars")

COUNTY = 10**6
SCHEMAS: dict[str, dict[str, str]] = {
    "elder": {
        "payee": "String",
        AREA: "Int64",
        "born_on": "Date",
        "is_of_city": "Int8",
        "living_form": "String",
        "ability_level": "String",
        "ability_until": "Date",
        "disability_level": "Int64",
        "classes": "String",
    },
    "carer": {
        "payee": "String",
        AREA: "Int64",
        "kind": "String",
        "organisation": "String",
        "is_posted": "Int8",
        "months_city": "Int64",
        "months_employer": "Int64",
    },
}
FLAGS = ("is_of_city", "is_posted")
ELDERS = f"""
WITH RECURSIVE {FILES},
held AS (
    SELECT coalesce(f.root, m.person) AS person, string_agg(DISTINCT m.kind, ',' ORDER BY m.kind) AS classes
    FROM groups_membership m LEFT JOIN files f ON f.person = m.person
    WHERE m.valid_from <= %(on)s::date AND (m.valid_to IS NULL OR m.valid_to > %(on)s::date)
        AND (%(all)s OR m.person = ANY(%(only)s::uuid[])) GROUP BY 1
)
SELECT e.id, e.area, e.born_on, (e.household_area BETWEEN %(first)s AND %(last)s)::int,
    nullif(p.living_form, ''), nullif(p.ability_level, ''), p.ability_until, p.disability_level, h.classes
FROM registry_elder e LEFT JOIN registry_profile p ON p.id = e.id LEFT JOIN held h ON h.person = e.id
WHERE e.same_as_id IS NULL AND e.life_status = 'alive' AND e.area BETWEEN %(first)s AND %(last)s
    AND (%(all)s OR e.id = ANY(%(only)s::uuid[])) ORDER BY e.id
"""  # noqa: S608 - nothing but our own words
CARERS = """
WITH posts AS (
    SELECT p.account_id, p.organisation_id, (p.valid_from AT TIME ZONE 'Asia/Shanghai')::date AS first,
        least((p.valid_to AT TIME ZONE 'Asia/Shanghai')::date, %(on)s::date) AS last,
        p.valid_to IS NULL OR (p.valid_to AT TIME ZONE 'Asia/Shanghai')::date > %(on)s::date AS stands
    FROM territory_post p WHERE p.role = 'care_worker'
), spans AS (
    SELECT account_id, NULL::uuid AS employer, unnest(range_agg(daterange(first, last))) AS days
    FROM posts WHERE first < last GROUP BY account_id
    UNION ALL
    SELECT account_id, organisation_id, unnest(range_agg(daterange(first, last)))
    FROM posts WHERE first < last GROUP BY account_id, organisation_id
), counted AS (
    SELECT account_id, employer, upper(days) AS until, (extract(year FROM age(upper(days), lower(days))) * 12
        + extract(month FROM age(upper(days), lower(days))))::int AS months FROM spans
), months AS (
    SELECT p.account_id, bool_or(p.stands) AS stands, coalesce((SELECT sum(c.months) FROM counted c
            WHERE c.account_id = p.account_id AND c.employer IS NULL), 0) AS city,
        coalesce((SELECT max(c.months) FROM counted c WHERE c.account_id = p.account_id
            AND c.employer IS NOT NULL AND c.until = %(on)s::date), 0) AS employer
    FROM posts p WHERE p.first <= %(on)s::date GROUP BY p.account_id
)
SELECT r.id, r.area, r.kind, r.organisation, coalesce(m.stands, false)::int, m.city, m.employer
FROM providers_responder r LEFT JOIN months m ON m.account_id = r.account
WHERE r.area BETWEEN %(first)s AND %(last)s AND r.kind = 'care_worker'
    AND (%(all)s OR r.id = ANY(%(only)s::uuid[])) ORDER BY r.id
"""
STATEMENTS = {"elder": ELDERS, "carer": CARERS}
BUSY = f"""
WITH RECURSIVE {FILES},
busy AS (
    SELECT a.person, a.carer, %(award)s AS why, 1 AS rank FROM funding_award a
    WHERE a.programme = %(programme)s AND (a.valid_to IS NULL OR a.valid_to > %(on)s::date)
        AND a.organisation IS NULL AND (%(all)s OR a.payee = ANY(%(only)s::uuid[]))
    UNION ALL
    SELECT a.person, a.carer, %(applied)s, 2 FROM funding_application a
    WHERE a.programme = %(programme)s AND a.state NOT IN ('draft', 'approved', 'refused', 'withdrawn')
        AND a.organisation IS NULL AND (%(all)s OR coalesce(a.person, a.carer) = ANY(%(only)s::uuid[]))
        AND NOT EXISTS (SELECT FROM funding_entitlement t WHERE t.application = a.id AND t.state = 'taken')
)
SELECT DISTINCT ON (1) coalesce(f.root, b.person, b.carer), b.why
FROM busy b LEFT JOIN files f ON f.person = b.person ORDER BY 1, b.rank
"""  # noqa: S608 - the same
STANDARDS = """
WITH told AS (
    SELECT DISTINCT ON (f.award_id) w.county, f.value FROM funding_awardfact f
    JOIN funding_award w ON w.id = f.award_id AND (w.valid_to IS NULL OR w.valid_to > %(on)s::date)
    WHERE w.programme = %(programme)s AND f.name = %(name)s AND f.valid_from <= %(on)s::date
    ORDER BY f.award_id, f.valid_from DESC, f.told_at DESC, f.id DESC
)
SELECT county, min((value #>> '{}')::bigint) FROM told WHERE value <> 'null' GROUP BY county
HAVING count(DISTINCT value) = 1
"""


def read_register(programme: Programme, on: date, only: Collection[UUID] | None = None) -> pl.DataFrame:
    """Those who live (or work) in the city today, one row each, by their keys: a statement, however many.

    1.3 million elders come as one stream of text and become columns without a Python object for each value.
    """
    first, last = territory.city_interval()
    told = {"on": on, "first": first, "last": last, **_among(only)}
    schema = {name: getattr(pl, kind) for name, kind in SCHEMAS[programme.who].items()}
    with connection.cursor() as cursor:
        words = ClientCursor(cursor.connection).mogrify(_copying(programme), told)
        with cursor.copy(words) as copy:
            text = BytesIO(b"".join(bytes(part) for part in copy))
    rows = (
        pl.read_csv(text, has_header=False, new_columns=list(schema), schema_overrides=schema)
        if text.getbuffer().nbytes
        else pl.DataFrame(schema=schema)
    )
    flags = [pl.col(name).cast(pl.Boolean) for name in FLAGS if name in rows.columns]
    return rows.with_columns(*flags, county_pays=_standards(programme, on))


def _copying(programme: Programme) -> str:
    """COPY takes no parameters, and the cursors of the worker, which prepares, merge none by themselves."""
    return f"COPY ({STATEMENTS[programme.who]}) TO STDOUT (FORMAT csv)"


def _among(only: Collection[UUID] | None) -> dict[str, Any]:
    """Everybody, or these; the words are merged before the database plans, so that few are found by index."""
    return {"all": only is None, "only": list(only or ())}


def _standards(programme: Programme, on: date) -> pl.Expr:
    """What a county pays by month where all its standing awards are paid by the same standard."""
    expr = pl.lit(None, dtype=pl.Int64)
    for name in [name for name, asked in programme.inputs.items() if "county_pays" in asked.known_by]:
        with connection.cursor() as cursor:
            cursor.execute(STANDARDS, {"programme": programme.code, "name": name, "on": on})
            for county, fen in cursor.fetchall():
                inside = pl.col(AREA).is_between(county, county + COUNTY - 1)
                expr = pl.when(inside).then(pl.lit(fen)).otherwise(expr)
    return expr


def list_busy(programme: Programme, on: date, only: Collection[UUID] | None = None) -> dict[UUID, str]:
    """Who has an award or an application under way, under any of her files, and which of both."""
    told = {"programme": programme.code, "on": on, "award": AWARD, "applied": APPLIED, **_among(only)}
    with connection.cursor() as cursor:
        cursor.execute(BUSY, told)
        return dict(cursor.fetchall())


def list_ends(payees: Collection[UUID]) -> dict[UUID, str]:
    """Which of these elders died, moved away, or became a double of another file."""
    rows = Elder.objects.filter(id__in=payees).exclude(life_status="alive", same_as=None).order_by("id")
    words: Mapping[str, str] = {"dead": DEAD, "moved": MOVED}
    return {key: words.get(life, MERGED) for key, life in rows.values_list("id", "life_status")}


def states_of(applications: Collection[UUID]) -> dict[UUID, str]:
    """Where drafts and applications stand; one that was thrown away is not named."""
    rows: Any = Application.objects.filter(id__in=applications).order_by("id")
    return dict(rows.values_list("id", "state"))
