"""The person's own copy: everything that the house holds of her, as a file for machines and as a paper."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from chongyang.core import access, sealing
from chongyang.core.looks import all_looks
from chongyang.core.scopes import Scope, system_scope
from chongyang.core.typeset import make_pdf, read_template
from chongyang.core.words import N_
from chongyang.privacy import queries
from chongyang.privacy.models import RightsRequest
from chongyang.privacy.operations.common import refuse
from chongyang.privacy.operations.rights import note_copy
from chongyang.privacy.permissions import Can, may
from chongyang.privacy.queries.holdings import Record, records_of
from chongyang.privacy.rules.data import settings
from chongyang.privacy.rules.glass import Reason
from chongyang.privacy.rules.rights import ZONE, Kind
from chongyang.privacy.rules.words import AREAS, code_word, column_word, value_word
from chongyang.registry import queries as registry
from chongyang.registry.enums import Purpose, SearchPurpose
from chongyang.territory import queries as territory
from chongyang.territory.enums import ROLE_LABELS

TEMPLATE = read_template("chongyang.privacy", "copy.typ")
FORMAT = "chongyang-person-copy/1"
NOT_FOR_COPY = N_("这件请求不是查阅或复制。")
NOT_YET = N_("还没有答复，暂不能下载。")
READINGS = 200
NAMES = ("model", "label", "record_class", "basis", "years", "rows", "withheld")
PURPOSES = {**dict(SearchPurpose.choices()), **dict(Purpose.choices()), **dict(Reason.choices())}
LOOKS = {"registry.identity.asked": N_("查询证件号码是否已登记")}
ROLES = {role.value: label for role, label in ROLE_LABELS.items()}


@transaction.atomic
def make_copy(*, request: UUID, form: str, scope: Scope, now: datetime) -> tuple[str, bytes]:
    """(file name, bytes) as `json` or `pdf`: for the desk while it is worked on, for who asked once answered.

    Everything is read in the system's scope, because the right is to the whole, wherever a row was made; that
    it was read is an event. Raises NotFound, UnableToHandle.
    """
    row = queries.access_request(scope, request)
    refuse({} if row.kind in (Kind.ACCESS, Kind.COPY) else {"request": NOT_FOR_COPY})
    is_desk = may(scope, Can.HANDLE_RIGHTS)
    refuse({} if is_desk or row.state in ("answered", "handed") else {"request": NOT_YET})
    told = _whole(row, scope, now)
    body = json.dumps(told, ensure_ascii=False, indent=1, default=str).encode()
    digest = sealing.digest(body).hex()
    content = body if form == "json" else make_pdf(TEMPLATE, _paper(told, digest, now), at=now)
    with access.enter(system_scope("rights", actor=scope.actor)):
        RightsRequest.objects.filter(id=row.id).update(digest=digest)
        note_copy(row, digest, form, scope, now)
    return f"{row.number}.{form}", content


def _whole(row: RightsRequest, scope: Scope, now: datetime) -> dict[str, Any]:
    with access.enter(system_scope("copy", actor=scope.actor)):
        everything = system_scope("copy", actor=scope.actor)
        elder = registry.access_elder(everything, row.person)
        persons = registry.get_cluster(elder.id)
        return {
            "format": FORMAT,
            "request": row.number,
            "made_at": now.astimezone(ZONE).isoformat(timespec="seconds"),
            "person": {"name": elder.name, "born_on": elder.born_on, "files": [str(one) for one in persons]},
            "records": [{**asdict(record), "words": words_in(record)} for record in records_of(persons)],
            "readings": _readings(everything, row.person),
        }


def _readings(everything: Scope, person: UUID) -> list[dict[str, Any]]:
    """Who read the file: a right of its own, so it stands on the copy."""
    rows = registry.who_read(everything, person, limit=READINGS)
    names = territory.organisation_names(row.organisation for row in rows)
    return [
        {
            "at": row.at,
            "kind": row.kind,
            "role": row.role,
            "organisation": names.get(row.organisation, "") if row.organisation else "",
            "purpose": row.purpose,
        }
        for row in rows
    ]


def _paper(told: dict[str, Any], digest: str, now: datetime) -> dict[str, Any]:
    most = int(settings("rights")["sheet_rows"])
    records = [Record(**{name: record[name] for name in NAMES}) for record in told["records"]]
    areas = _areas(records)
    return {
        "number": told["request"],
        "name": told["person"]["name"],
        "made": f"{now.astimezone(ZONE):%Y-%m-%d %H:%M}",
        "digest": digest,
        "sections": [_section(record, most, areas) for record in records],
        "readings": [
            [
                value_word("", "at", row["at"]),
                row["organisation"],
                ROLES.get(row["role"], row["role"]),
                LOOKS.get(row["kind"], all_looks().get(row["kind"], "")),
                PURPOSES.get(row["purpose"], row["purpose"]),
            ]
            for row in told["readings"][:most]
        ],
    }


def _areas(records: list[Record]) -> dict[int, str]:
    """The names of all areas that rows of hers name."""
    named = (row.get(column) for record in records for row in record.rows for column in AREAS)
    return territory.area_names({int(area) for area in named if area})


def words_in(record: Record) -> dict[str, dict[str, dict[str, str]]]:
    """Beside the codes in these rows, by column, their Chinese and English words: for a machine's reader."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for row in record.rows:
        for column, value in row.items():
            for code in value if isinstance(value, list | dict) else [value]:
                if isinstance(code, str) and (word := code_word(record.model, column, code)):
                    found.setdefault(column, {})[code] = {"zh": word, "en": _english(word)}
    return found


def _english(word: str) -> str:
    with translation.override("en"):
        return gettext(word)


def _section(record: Record, most: int, areas: dict[int, str]) -> dict[str, Any]:
    machine = settings("rights")["machine_only"].get(record.model, ())
    rows = [
        [
            [column_word(name, record.model), said]
            for name, value in row.items()
            if name not in machine and (said := value_word(record.model, name, value, areas))
        ]
        for row in record.rows[:most]
    ]
    more = len(record.rows) - len(rows)
    return {
        "title": record.label,
        "kept": f"{record.record_class}，保存 {record.years} 年。依据：{record.basis}",
        "rows": [row for row in rows if row],
        "more": f"另有 {more} 条，见数据文件。" if more > 0 else "",
        "withheld": "、".join(column_word(name, record.model) for name in record.withheld),
    }
