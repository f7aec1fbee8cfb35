"""One part of a file into the tables: what is new or differs is written, what is the same costs a look.

COPY into a table with policies is refused for the run role: rows go into a temporary table and from there by
INSERT … SELECT. The word in force ends on the day of the file; the new one begins on it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from operator import itemgetter
from typing import Any

from django.db import connection

from chongyang.claims.enums import FaultCode
from chongyang.claims.models import Claim, Run
from chongyang.claims.operations import endings, sealed_rows
from chongyang.claims.rules import binary, columns
from chongyang.claims.rules.areas import span_of
from chongyang.claims.rules.columns import Faulty, Plan, Reading
from chongyang.claims.rules.fields import unpack
from chongyang.claims.rules.limits import limits
from chongyang.claims.rules.reasons import reason
from chongyang.claims.rules.rows import Part
from chongyang.claims.rules.validation import area_field, validate

COUNTS = ("done_rows", "new_claims", "same_claims", "ended_claims", "faults", "warnings")
TEMPORARY = ("claims_part", "claims_seen", "claims_faulty")
PART = "id uuid, area bigint, record_index bytea, digest bytea, fields bytea"
FAULTY = 'id uuid, area bigint, line integer, "column" text, code text, is_refused boolean, value bytea'
INSERT_CLAIMS = """
    INSERT INTO claims_claim (id, area, feed, source, run, record_index, digest, fields, valid_from)
    SELECT id, area, %s, %s, %s, record_index, digest, fields, %s FROM claims_part
"""
INSERT_FAULTS = """
    INSERT INTO claims_fault (id, run_id, area, line, "column", code, is_refused, value)
    SELECT id, %s, area, line, "column", code, is_refused, value FROM claims_faulty
"""
IN_FORCE = """
    SELECT record_index, digest, area, valid_from FROM claims_claim
    WHERE feed = %s AND valid_to IS NULL AND record_index = ANY(%s)
"""
END = """
    UPDATE claims_claim SET valid_to = %s
    WHERE feed = %s AND valid_to IS NULL AND record_index = ANY(%s)
"""
ABSENT = """
    FROM claims_claim c WHERE c.feed = %s AND c.valid_to IS NULL AND c.area BETWEEN %s AND %s
    AND c.valid_from <= %s AND NOT EXISTS (SELECT FROM claims_seen s WHERE s.record_index = c.record_index)
"""
COUNT_ABSENT = f"SELECT count(*) {ABSENT}"
END_ABSENT = f"UPDATE claims_claim SET valid_to = %s WHERE id IN (SELECT c.id {ABSENT})"  # noqa: S608 - ours
Held = tuple[bytes, int, date]
BY_INDEX = itemgetter(1)


def holds_claims(feed: str) -> bool:
    """Whether the feed has a word in force; a first file need not look for any."""
    return Claim.objects.filter(feed=feed, valid_to=None).exists()


def copy_in(table: str, shape: str, rows: bytes) -> None:
    """Fill a temporary table with these rows alone; it empties itself with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE IF NOT EXISTS {table} ({shape}) ON COMMIT DELETE ROWS")
        cursor.execute(f"TRUNCATE {table}")
        with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
            copy.write(rows)


def note_head(run: Run, extra: Sequence[str]) -> None:
    """What holds of the whole file and refuses nothing: another coding, columns that nobody asked for."""
    notes = [Faulty(0, name, FaultCode.EXTRA_COLUMN, "", False) for name in extra]
    if run.coding.endswith("!"):
        notes.insert(0, Faulty(0, "", FaultCode.OTHER_CODING, run.coding.rstrip("!"), False))
    write_faults(run, [(run.area, 1, fault) for fault in notes])


def write_faults(run: Run, rows: Sequence[tuple[int, int, Faulty]]) -> None:
    """Count all, keep as many as a report can bear."""
    room = max(limits().most_faults - run.faults - run.warnings, 0)
    run.faults += sum(fault.is_refused for _, _, fault in rows)
    run.warnings += sum(not fault.is_refused for _, _, fault in rows)
    if kept := rows[:room]:
        copy_in("claims_faulty", FAULTY, sealed_rows.faults_as_copy(kept))
        with connection.cursor() as cursor:
            cursor.execute(INSERT_FAULTS, [run.id])


class Taking:
    """One file being taken in: which records it has shown so far, and how its parts are written."""

    def __init__(self, run: Run, plan: Plan, has_former: bool) -> None:
        self.run, self.plan, self.has_former = run, plan, has_former
        self.within = span_of(run.area)
        self.seen: set[bytes] = set()
        self.unreadable = 0
        self.area_field = area_field(plan)

    def remember(self, part: Part) -> None:
        """The records of a part that was written before the run was cut."""
        self._see(self._indexes(columns.keys_of(self.plan, part.cells)), part)

    def _indexes(self, keys: Sequence[str]) -> list[bytes]:
        return sealed_rows.indexes_of(self.plan.feed.code, keys)

    def _see(self, indexes: Sequence[bytes], part: Part) -> list[int]:
        """Note these records; returns the places of those that the file has shown before."""
        double, seen = [], self.seen
        for place, index in enumerate(indexes):
            if index in seen:
                double.append(place)
            elif index:
                seen.add(index)
            else:
                self.unreadable += 1
        self.unreadable += len(part.torn)
        return double

    def sample(self, reading: Reading, most: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """What the first records said before and what they say now, for those that spoke before."""
        places = {index: place for place, index in enumerate(self._indexes(reading.keys)) if index}
        held = Claim.objects.filter(feed=self.run.feed, valid_to=None, record_index__in=list(places)[:most])
        former = list(held.order_by("id").only("fields", "record_index"))
        now = [places[bytes(claim.record_index)] for claim in former]
        told = [
            {name: values[place] for name, values in reading.values.items() if place < len(values)}
            for place in now
        ]
        return [unpack(claim.fields.plain) for claim in former], told

    def write(self, part: Part, reading: Reading) -> None:
        """Faults and claims of one part, and its counts in the run."""
        validate(self.plan, reading, part.cells, self.within)
        indexes = self._indexes(reading.keys)
        key = self.plan.feed.key[0]
        reading.faults += [
            Faulty(place, key, FaultCode.DOUBLE_KEY, reading.keys[place].replace("\x1f", " "), True)
            for place in self._see(indexes, part)
        ]
        former = self._former(indexes, reading)
        refused = reading.refused
        ended = [indexes[place] for place in sorted(reading.removed - refused) if indexes[place] in former]
        self._write_claims(reading, indexes, former, refused | reading.removed, ended)
        self._write_faults(part, reading)
        self.run.done_rows = part.first + part.count

    def _former(self, indexes: Sequence[bytes], reading: Reading) -> dict[bytes, Held]:
        """The words in force of these records; those of another area are refused."""
        if not self.has_former:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(IN_FORCE, [self.run.feed, [index for index in indexes if index]])
            held = {bytes(row[0]): (bytes(row[1]), row[2], row[3]) for row in cursor.fetchall()}
        first, last = self.within
        for place, index in enumerate(indexes):
            if index in held and not first <= held[index][1] <= last:
                column = self.plan.feed.key[0]
                reading.faults.append(Faulty(place, column, FaultCode.HELD_ELSEWHERE, "", True))
        return held

    def _write_claims(
        self,
        reading: Reading,
        indexes: Sequence[bytes],
        former: dict[bytes, Held],
        left_out: set[int],
        ended: list[bytes],
    ) -> None:
        """New and changed words; a word of a later day than the file stays."""
        packed = columns.packed_rows(self.plan, reading.values, len(indexes))
        digests, areas = sealed_rows.digests_of(packed), reading.values[self.area_field]
        fresh, told_on = [], self.run.told_on
        for place, (index, digest, text) in enumerate(zip(indexes, digests, packed, strict=True)):
            if place in left_out:
                continue
            held = former.get(index)
            if held and ((held[0] == digest and held[1] == areas[place]) or held[2] > told_on):
                self.run.same_claims += 1
                continue
            if held:
                ended.append(index)
            fresh.append((areas[place], index, digest, text))
        self._save(fresh, ended)

    def _save(self, fresh: list[tuple[int, bytes, bytes, str]], ended: list[bytes]) -> None:
        run, source = self.run, self.plan.feed.source
        with connection.cursor() as cursor:
            if ended:
                cursor.execute(END, [run.told_on, run.feed, ended])
                run.ended_claims += cursor.rowcount
            if fresh:
                fresh.sort(key=BY_INDEX)  # neighbours in the index are written together
                copy_in("claims_part", PART, sealed_rows.claims_as_copy(fresh))
                cursor.execute(INSERT_CLAIMS, [run.feed, source, run.id, run.told_on])
                run.new_claims += cursor.rowcount

    def _write_faults(self, part: Part, reading: Reading) -> None:
        areas, first, last = reading.values[self.area_field], *self.within
        rows = [
            (area if area is not None and first <= area <= last else self.run.area, line, fault)
            for area, line, fault in self._lined(areas, part, reading.faults)
        ]
        rows += [(self.run.area, line, Faulty(0, "", code, raw, True)) for line, code, raw in part.torn]
        write_faults(self.run, sorted(rows, key=lambda row: row[1]))

    def _lined(
        self, areas: Sequence[Any], part: Part, faults: Iterable[Faulty]
    ) -> Iterable[tuple[int | None, int, Faulty]]:
        return ((areas[fault.place], part.lines[fault.place], fault) for fault in faults)

    def end_absent(self) -> None:
        """A full file ends the records that it does not show, unless that would be too many or uncertain."""
        run = self.run
        if not (run.is_full and self.has_former):
            return
        endings.supersede(run=run)
        if self.unreadable:
            run.reason = reason("kept_unreadable", self.unreadable)
            return
        copy_in("claims_seen", "record_index bytea", binary.index_rows(self.seen))
        first, last = self.within
        words: list[Any] = [run.feed, first, last, run.told_on]
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE claims_seen")
            cursor.execute(COUNT_ABSENT, words)
            (absent,) = cursor.fetchone()
            in_force = Claim.objects.filter(
                feed=run.feed, valid_to=None, area__gte=first, area__lte=last
            ).count()
            if absent > limits().most_ended_share * max(in_force, 1):
                run.reason = reason("kept_many", absent)
                endings.hold(run=run, absent=absent, in_force=in_force, which=ABSENT, words=words)
            elif absent:
                cursor.execute(END_ABSENT, [run.told_on, *words])
                run.ended_claims += cursor.rowcount
