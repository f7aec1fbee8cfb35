"""One row in every table that is declared to hold something about persons, all of them about one elder.

Every column that takes words holds `MARK`, every sealed one too: wherever either is found afterwards,
something of her is left. Rows are as old as `LONG_AGO`, so that every class of record is over.
"""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, connection, models, transaction

from chongyang.core.clock import now
from chongyang.core.fields import SealedField
from chongyang.core.keys import new_key
from chongyang.core.queries import holdings
from chongyang.core.queries.holdings import person_column
from chongyang.privacy.queries.destruction import moment_of
from chongyang.privacy.rules.data import settings
from chongyang.privacy.rules.retention import classes
from chongyang.registry.models import Elder, Mandate, Profile
from chongyang.registry.rules import personal
from chongyang.territory.enums import Role
from tests import factories

WITH_OTHERS = (
    *("funding.Application", "funding.Decision", "funding.SiteCheck", "funding.Notice", "funding.Objection"),
    *("funding.Award", "funding.AwardFact", "funding.AwardStop", "funding.MonthLine", "funding.Signal"),
    *("funding.SampleLine", "treasury.Hold", "treasury.PaymentOrder"),
    "treasury.BatchLine",
    "treasury.ReturnLine",
    "treasury.Receivable",
)
"""Papers that the database takes only whole, with their parts and their ledger."""
MARK = "玄圃旧事"
CODE, FIGURE = "code", "figure"
LONG_AGO = datetime(2012, 3, 4, 0, 30, tzinfo=UTC)
ENDED = datetime(2012, 3, 5, 0, 30, tzinfo=UTC)
PARTED = ("telecare.Reading", "telecare.HourlyReading")
"""Partitioned by time; what is as old as this test's rows has no part, and goes with its part."""
CHOSEN: dict[str, dict[str, Any]] = {
    "alerting.Channel": {
        "kind": "sms",
        "contact": lambda elder, rows: make("registry.Contact", elder, rows).pk,
    },
    "checkout.Attempt": {"state": "closed", "paid_at": None, "back_fen": 0},
    "checkout.Bill": {"kind": "service", "state": "cancelled", "paid_at": None, "amount_fen": 1},
    "checkout.Errand": {
        "state": "cancelled",
        "utility": "water",
        "most_fen": 2,
        "amount_fen": 1,
        "paid_receipt": lambda elder, rows: new_key(),
        "handed_receipt": lambda elder, rows: new_key(),
    },
    "checkout.CashHeld": {
        "amount_fen": 1,
        "given_back_fen": 0,
        "confirmed_by": lambda elder, rows: new_key(),
    },
    "checkout.Refund": {"state": "refused", "amount_fen": 1},
    "quality.Appeal": {"upheld": False, "answered_by": lambda elder, rows: new_key()},
    "settlement.Objection": {"upheld": False, "answered_by": lambda elder, rows: new_key()},
    "settlement.Statement": {"month": date(2012, 4, 1), "covered_fen": 0, "deducted_fen": 0},
    "settlement.Line": {
        "id": lambda elder, rows: new_key(),
        "percent": 0,
        "deducted_fen": 0,
        "covered_fen": 1,
        "reasons": [],
        "parts": [],
    },
    "claims.Belonging": {"record_index": b"her record", "feed": "police"},
    "claims.Claim": {"record_index": b"her record", "feed": "police"},
    "claims.Word": {"kind": "typed"},
    "core.FileStored": {"verdict": "clean"},
    "core.Step": {"stage": None},
    "designations.Application": {"state": "refused"},
    "designations.Evaluation": {"total": 80, "signed_at": None},
    "designations.Notice": {"total": 80, "to_on": date(2012, 4, 1)},
    "designations.Objection": {"answered_by": lambda elder, rows: new_key(), "upheld": False},
    "designations.Review": {"result": "kept"},
    "exchange.Agreement": {"answer_kind": "yes_no", "fields": [], "valid_to": date(2013, 1, 1)},
    "exchange.Question": {"answer": "no"},
    "funding.Entitlement": {
        "payee": lambda elder, rows: elder.id,
        "answer": "yes",
        "state": "closed",
        "why": "dead",
    },
    "purchase.Entitlement": {"state": "stopped", "why": "dead", "facts": [], "valid_to": date(2013, 1, 1)},
    "purchase.Notice": {"to_on": date(2012, 4, 1)},
    "purchase.VoucherAccount": {"unit": "fen", "valid_to": date(2013, 1, 1)},
    "purchase.VoucherCorrection": {"decided_at": None},
    "purchase.VoucherEntry": {"kind": "granted"},
    "hotline.Order": {"other_number": CODE},
    "hotline.CallBack": {"result": "reached"},
    "hotline.CarePause": {"until": date(2012, 4, 1)},
    "hotline.CareRule": {
        "window_from": "09:00",
        "window_to": "11:00",
        "until": lambda elder, rows: elder.area,
        "classes": [CODE],
    },
    "linkage.Merge": {"survivor": lambda elder, rows: elder.id},
    "linkage.Pair": {"left_person": lambda elder, rows: elder.id},
    "orders.Order": {"to_at": ENDED},
    "orders.Plan": {"weekdays": [1], "begins": "09:00", "window_minutes": 60, "holidays": "keep"},
    "privacy.GlassBreak": {"reason": "life", "verdict": "justified", "state": "closed", "ends_at": ENDED},
    "privacy.RightsRequest": {"kind": "copy", "outcome": "granted", "state": "handed"},
    "privacy.Finding": {"rule": "many_files", "verdict": "explained", "state": "closed"},
    "providers.Responder": {"account": lambda elder, rows: _worker_who_left()},
    "providers.ResponderPosition": {"longitude": 113.6, "latitude": 34.7},
    "supervision.Remark": {"consent": "1", "hidden_why": CODE},
    "treasury.Payee": {"kind": "person"},
    "quality.Rating": {"stars": 4, "channel": "own"},
    "quality.Sample": {
        "outcome": "poor",
        "called_by": lambda elder, rows: new_key(),
        "called_at": ENDED,
    },
    "registration.Card": {"end_reason": "dead"},
    "registration.HandOver": {"direction": "out"},
    "services.Entry": {"state": "refused", "areas": []},
    "services.YearlyCheck": {"result": "passed"},
    "activities.Host": {"kind": "university", "confirmed_at": None, "closed_on": None},
    "activities.Offering": {"kind": "course", "route": None, "state": "ended", "areas": [], "slots": []},
    "activities.Lesson": {"state": "cancelled", "to_at": ENDED},
    "activities.Enrolment": {"state": "ended", "leaving": "own", "fee_fen": 0, "back_fen": 0},
    "activities.RollMark": {"mark": "present"},
    "supplies.MealPoint": {"kind": "point", "areas": [1]},
    "supplies.Standing": {"way": "brought", "meal": "lunch", "avoids": ["egg"]},
    "timebank.Activity": {"state": "told", "decided_by": None},
    "timebank.Booking": {"state": "released"},
    "timebank.TimeAccount": {"earned": 60},
    "workforce.Absence": {"to_at": ENDED},
    "workforce.Carer": {"longitude": 113.6, "latitude": 34.7, "ends_on": date(2012, 3, 5)},
    "registry.Mandate": {"renews": lambda elder, rows: _first_mandate(elder)},
    "registry.Readout": {"id": lambda elder, rows: elder.id},
    "visits.CallBack": {"outcome": "confirmed"},
    "visits.Photo": {"kind": "photo"},
    "visits.Visit": {"ended_at": ENDED},
}

READABLE = """SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition
    AND relnamespace = 'public'::regnamespace AND has_table_privilege(oid, 'SELECT')"""


def fill() -> tuple[Elder, dict[str, models.Model]]:
    """The elder, who died long ago, and every row by the name of its model."""
    elder = factories.make_elder(
        name=f"陈{MARK}", name_key="chen", life_status="dead", status_on=date(2010, 1, 1), access_note=MARK
    )
    rows: dict[str, models.Model] = {
        "registry.Elder": elder,
        "registry.Profile": Profile.objects.get(id=elder.id),
    }
    for name in personal.load_declared():
        if name not in rows and name not in PARTED and name not in WITH_OTHERS:
            _try(name, elder, rows)
    return elder, rows


def _try(name: str, elder: Elder, rows: dict[str, models.Model]) -> None:
    """A model that refuses what is made here is told by a test of its own, not by every one."""
    known = dict(rows)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            make(name, elder, rows)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except DatabaseError as error:
        print(name, error)  # noqa: T201 - pytest shows it where a test fails
        rows.clear()
        rows.update(known)


def _first_mandate(elder: Elder) -> Any:
    """The one that was renewed."""
    return Mandate.objects.create(
        person=elder.id,
        area=elder.area,
        account=new_key(),
        relation="son",
        basis="elder",
        channel="paper",
        text_version="1",
        allows=["read_file"],
        given_at=LONG_AGO,
        valid_from=LONG_AGO,
        valid_to=ENDED,
    ).id


def _worker_who_left() -> UUID:
    account = factories.make_account(Role.GRID_WORKER)
    account.posts.update(valid_from=LONG_AGO, valid_to=ENDED)
    return account.id


def make(name: str, elder: Elder, rows: dict[str, models.Model]) -> models.Model:
    """A row of a model with those that it points to."""
    if name in rows:
        return rows[name]
    model = apps.get_model(name)
    row = model()
    for field in model._meta.local_fields:
        value = _value(name, field, elder, rows)
        if value is not models.NOT_PROVIDED:
            setattr(row, field.attname, value)
    row.save(force_insert=True)
    rows[name] = row
    return row


def _value(name: str, field: Any, elder: Elder, rows: dict[str, models.Model]) -> Any:
    told = CHOSEN.get(name, {})
    if field.name in told:
        value = told[field.name]
        return value(elder, rows) if callable(value) else value
    if field.name in ("person", person_column(field.model)) and isinstance(field, models.UUIDField):
        return elder.id
    if isinstance(field, models.ForeignKey):
        return _pointed(field, elder, rows)
    if field.name.startswith("area"):
        return elder.area
    declared = personal.load_declared().get(name)
    if not declared or field.name not in declared.personal:
        return _filler(field, CODE)
    return _filler(field, FIGURE if field.name in settings("retention")["figures"].get(name, ()) else MARK)


def _pointed(field: Any, elder: Elder, rows: dict[str, models.Model]) -> Any:
    if field.null and field.related_model is field.model:
        return models.NOT_PROVIDED
    return make(field.related_model._meta.label, elder, rows).pk


def _filler(field: Any, word: str) -> Any:
    """The word where a column takes words, else something that the column allows."""
    if field.primary_key or (word == CODE and field.has_default()):
        return models.NOT_PROVIDED
    for kinds, make_value in FILLERS:
        if isinstance(field, kinds):
            return make_value(field, word)
    return models.NOT_PROVIDED


def _text(field: Any, word: str) -> str:
    return "" if word == CODE and field.blank else word[: field.max_length]


def _moment(field: Any, word: str) -> datetime:
    return ENDED if field.name.startswith(("ended", "closed", "until", "valid_to")) else LONG_AGO


def _number(field: Any, word: str) -> Any:
    return models.NOT_PROVIDED if field.null or field.has_default() else 1


FILLERS: tuple[tuple[Any, Any], ...] = (
    (SealedField, lambda field, word: word),
    (models.DateTimeField, _moment),
    (models.DateField, lambda field, word: ENDED.date() if field.name.endswith("_to") else LONG_AGO.date()),
    (models.CharField | models.TextField, _text),
    (models.BinaryField, lambda field, word: new_key().bytes),
    (ArrayField, lambda field, word: [word] if isinstance(field.base_field, models.CharField) else []),
    (models.JSONField, lambda field, word: {"said": word}),
    (models.UUIDField, lambda field, word: models.NOT_PROVIDED if field.null else new_key()),
    (models.BooleanField | models.IntegerField | models.FloatField, _number),
)


def whole_database() -> str:
    """Every row of every table of this database as text, as whoever stole the disk would read it."""
    parts: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute(READABLE)
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT to_jsonb(whole_row)::text FROM "{table}" AS whole_row')
            parts += (f"{table}\t{text}" for (text,) in cursor.fetchall())
    return "\n".join(parts)


def where(text: str, whole: str) -> list[str]:
    """The tables in which a text stands."""
    return sorted({line.partition("\t")[0] for line in whole.splitlines() if text in line})


def sealed_bytes(rows: dict[str, models.Model]) -> dict[str, UUID]:
    """What lies sealed in these rows, as the database prints it, by column."""
    found: dict[str, UUID] = {}
    with connection.cursor() as cursor:
        for name, row in rows.items():
            for field in row._meta.local_fields:
                if isinstance(field, SealedField):
                    cursor.execute(
                        f'SELECT encode("{field.column}", \'hex\') FROM "{row._meta.db_table}" WHERE id = %s',
                        [row.pk],
                    )
                    if (held := cursor.fetchone()) and held[0]:
                        found[held[0]] = f"{name}.{field.name}"  # type: ignore[assignment]
    return found


def keys_of(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.pk_fields}


def unreachable() -> list[str]:
    """Declared models whose rows no list of their class would ever name."""
    data = settings("retention")
    alone = {name for others in data["with"].values() for name in others}
    lost = []
    for name, declared in personal.load_declared().items():
        one, model = classes()[declared.retention], apps.get_model(name)
        if one.by == "program" or name in alone or not declared.personal:
            continue
        by_person = one.clock == "end_of_person"
        found = holdings.knows_persons(name) if by_person else moment_of(model) or holdings.knows_age(name)
        if not found:
            lost.append(name)
    return lost


def add_hours(elder: Elder) -> None:
    model = apps.get_model("telecare.HourlyReading")
    hour = now().replace(minute=0, second=0, microsecond=0)
    figures = {"lowest": 70, "highest": 80, "mean": 75, "count": 2, "last": 75}
    model._default_manager.create(person=elder.id, area=elder.area, kind="pulse", hour=hour, **figures)


def count_hours(elder: Elder) -> int:
    return int(apps.get_model("telecare.HourlyReading")._default_manager.filter(person=elder.id).count())
