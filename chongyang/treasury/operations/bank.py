"""To the bank and back: the file of a released batch, the bank's answer, and its reconciliation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from chongyang.core import access, sealing
from chongyang.core.fields import field_key
from chongyang.core.keys import new_key
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.treasury import permissions
from chongyang.treasury.enums import BatchState, Outcome
from chongyang.treasury.models import BankFile, Batch, BatchLine, ReturnFile
from chongyang.treasury.operations import batch_sql as sql
from chongyang.treasury.operations.batches import held, tell
from chongyang.treasury.operations.errors import UnableToPay, UnableToReadFile
from chongyang.treasury.operations.payees import index_for
from chongyang.treasury.rules import bank as files
from chongyang.treasury.rules.bank import Format, Told

NOT_RELEASED = N_("批次还没有放款。")
NOT_A_FILE = N_("这不是该格式的银行回单文件。")
NO_FORMAT = N_("没有这种银行文件格式。")
OTHERS_FILE = N_("这份回单已经用于另一个批次。")
PURPOSE = "养老补助"
FETCHED = 20_000
ROWS = """
SELECT id, place, name, bank, number, amount_fen FROM treasury_batchline
WHERE batch_id = %(batch)s ORDER BY place
"""
RETURN_COLUMNS = "id, place, batch_line_id, outcome, reason, bank_reference, settled_on, amount_fen, raw"
RETURN_PART = """
CREATE TEMPORARY TABLE IF NOT EXISTS treasury_new_return (id uuid, place int, batch_line_id uuid,
    outcome text, reason text, bank_reference text, settled_on date, amount_fen bigint, raw bytea)
ON COMMIT DELETE ROWS
"""
RETURN_LINES = f"""
INSERT INTO treasury_returnline (file_id, area, {RETURN_COLUMNS})
SELECT %(file)s, %(area)s, {RETURN_COLUMNS} FROM treasury_new_return
"""  # noqa: S608 - names of columns are ours
OURS = """
SELECT l.place, l.id, l.amount_fen, l.number_index, r.id IS NOT NULL FROM treasury_batchline l
LEFT JOIN treasury_returnline r ON r.batch_line_id = l.id AND r.outcome IN ('paid', 'failed')
WHERE l.batch_id = %(batch)s
"""


@dataclass(frozen=True, slots=True)
class Written:
    """A file for the bank, on its way out of the house."""

    name: str
    content: bytes


@transaction.atomic
def write_bank_file(*, batch: UUID, format: str, scope: Scope, by: Actor, now: datetime) -> Written:
    """The file of a released batch; the same batch gives the same bytes. Each writing is kept, with its
    digest.

    Raises NotFound, UnableToPay. About 4 s for 100,000 payments, half of it opening what is sealed.
    """
    permissions.demand_make(scope)
    doer = permissions.account_of(by)
    row, how = held(batch, scope), _format(format)
    if row.state not in (BatchState.RELEASED, BatchState.SETTLED):
        raise UnableToPay({"batch": NOT_RELEASED})
    with access.enter(system_scope("bank file", actor=by)):
        content = files.write(how, _rows(row))
        BankFile.objects.create(
            batch=row,
            area=row.area,
            format=how.key,
            digest=sha256(content).digest(),
            size=len(content),
            made_at=now,
            made_by=doer,
        )
        tell("treasury.batch.written", row, by, now, digest=sha256(content).hexdigest())
    ending = "csv" if how.separator == "," else "txt"
    return Written(f"payments-{row.area // 10**6}-{row.year}-{row.number:05d}.{ending}", content)


def _format(key: str) -> Format:
    try:
        return files.format_of(key)
    except files.NoSuchFormat:
        raise UnableToPay({"format": NO_FORMAT}) from None


def _rows(row: Batch) -> Iterator[Mapping[str, Any]]:
    table, serial = BatchLine._meta.db_table, files.serial_of

    def opened(value: Any, column: str, line: UUID) -> str:
        place = f"{table}.{column}.{line}"
        return sealing.open_sealed(bytes(value), keys=field_key, place=place) if value else ""

    with connection.cursor() as cursor:
        cursor.execute(ROWS, {"batch": row.id})
        while found := cursor.fetchmany(FETCHED):
            for line, place, name, bank, number, amount in found:
                yield {
                    "serial": serial(row.year, row.area, row.number, place),
                    "account": opened(number, "number", line),
                    "name": opened(name, "name", line),
                    "bank": bank,
                    "amount": amount,
                    "purpose": PURPOSE,
                }


@transaction.atomic
def take_return(
    *, batch: UUID, format: str, content: bytes, scope: Scope, by: Actor, now: datetime
) -> ReturnFile:
    """Take in what the bank answered. Nothing is lost and nothing settled twice: lines that are unknown,
    doubled, different or torn are kept and shown, and the same file twice is one. Money moves when another
    person reconciles. Raises NotFound, UnableToPay, UnableToReadFile.
    """
    permissions.demand_make(scope)
    doer = permissions.account_of(by)
    row, how = held(batch, scope), _format(format)
    digest = sha256(content).digest()
    with access.enter(system_scope("return file", actor=by)):
        if known := ReturnFile.objects.filter(digest=digest).first():
            return _same_file(known, row)
        if row.state not in (BatchState.RELEASED, BatchState.SETTLED):
            raise UnableToPay({"batch": NOT_RELEASED})
        try:
            told = files.read(how, content)
        except files.NotAFile:
            raise UnableToReadFile({"file": NOT_A_FILE}) from None
        file = ReturnFile(
            batch=row, area=row.area, format=how.key, digest=digest, uploaded_by=doer, uploaded_at=now
        )
        _save_file(file)
        _keep(file, row, told)
        tell("treasury.return.taken", row, by, now, lines=file.lines, odd=file.odd)
    return file


def _same_file(known: ReturnFile, row: Batch) -> ReturnFile:
    if known.batch_id != row.id:
        raise UnableToReadFile({"file": OTHERS_FILE})
    return known


def _save_file(file: ReturnFile) -> None:
    try:
        with transaction.atomic():
            file.save(force_insert=True)
    except IntegrityError:
        raise UnableToReadFile({"file": OTHERS_FILE}) from None


@dataclass(slots=True)
class _Judged:
    """Counts of an answer while its lines are judged."""

    count: dict[str, int] = field(default_factory=dict)
    fen: dict[str, int] = field(default_factory=dict)

    def add(self, outcome: str, amount: int | None) -> None:
        self.count[outcome] = self.count.get(outcome, 0) + 1
        self.fen[outcome] = self.fen.get(outcome, 0) + (amount or 0)


def _keep(file: ReturnFile, row: Batch, told: Sequence[Told]) -> None:
    counts, ours = (
        _Judged(),
        _ours(row),
    )  # read before the COPY: while it runs the connection does nothing else
    with sql.copying("treasury_new_return", RETURN_COLUMNS, RETURN_PART) as copy:
        for line in _judged(ours, told, counts):
            copy.write_row(line)
    sql.run(RETURN_LINES, file=file.id, area=row.area)
    sql.run("TRUNCATE treasury_new_return")
    file.lines, file.paid, file.failed = len(told), counts.count.get("paid", 0), counts.count.get("failed", 0)
    file.odd = file.lines - file.paid - file.failed
    file.paid_fen, file.failed_fen = counts.fen.get("paid", 0), counts.fen.get("failed", 0)
    file.save(update_fields=["lines", "paid", "failed", "odd", "paid_fen", "failed_fen"])


def _ours(row: Batch) -> dict[str, Any]:
    """By its serial each line of the batch: key, amount, index of the account, whether it is settled."""
    return {
        files.serial_of(row.year, row.area, row.number, place): found
        for place, *found in sql.ask(OURS, batch=row.id)
    }


def _judged(ours: Mapping[str, Any], told: Sequence[Told], counts: _Judged) -> Iterator[tuple[Any, ...]]:
    settled = {found[0] for found in ours.values() if found[3]}
    number = settings.FIELD_KEY_NUMBER
    key = field_key(number)
    for one in told:
        found = ours.get(one.serial)
        outcome = _outcome(one, found, settled)
        line = found[0] if found and outcome != Outcome.UNKNOWN else None
        counts.add(outcome, one.amount_fen)
        is_odd = outcome not in ("paid", "failed")
        if not is_odd:
            settled.add(line)
        own = new_key()
        place = f"treasury_returnline.raw.{own}"
        raw = sealing.seal(one.raw, key=key, key_number=number, place=place) if is_odd else None
        words = (one.reason, one.bank_reference, one.settled_on, one.amount_fen)
        yield (own, one.place, line, outcome, *words, raw)


def _outcome(one: Told, found: Any, settled: set[UUID]) -> str:
    """Of one line: what cannot be read, is not ours, came before, or says another amount, settles nothing."""
    if one.outcome == Outcome.TORN:
        return Outcome.TORN.value
    if found is None:
        return Outcome.UNKNOWN.value
    line, amount, index, _ = found
    if line in settled:
        return Outcome.DOUBLED.value
    if one.amount_fen != amount or (one.account and index_for(one.account) != bytes(index)):
        return Outcome.DIFFERENT.value
    return one.outcome
