"""Many files at once come out as one by one: every column, token, kept word, disagreement and proposal."""

import json
import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from chongyang.claims.models import Belonging, Claim, Disagreement, Due, StopProposal, Word
from chongyang.claims.operations import settling, writing_many
from chongyang.core.models import Event, FieldChange
from chongyang.registry.models import Elder, Profile
from tests.claims.test_settling import picture, registered
from tests.claims.words import NOW, SYSTEM_SCOPE, tell

pytestmark = pytest.mark.usefixtures("db")
SOURCES = ("police", "civil_affairs", "health", "social_security", "medical_insurance", "disabled_federation")
SAID: dict[str, list[Any]] = {
    "name": ["陈秀兰", "陈秀芝", "陳秀蘭", "王9"],
    "sex": ["male", "female"],
    "born_on": ["1941-03-08", "1941-08-03"],
    "nation": ["汉族", "回族"],
    "phone": ["13900000001", "13900000002", "13800000003"],
    "card_number": ["B98765432", "C12345678"],
    "address": ["郑州市金水区经八路街道幸福花园3号楼1单元301", "郑州市金水区经八路街道测试小区3号楼2单元501"],
    "household_address": ["郑州市金水区花园路1号"],
    "household_area": [410105001000, 410102001001],
    "marriage": ["married", "widowed"],
    "conditions": [["hypertension"], ["diabetes", "copd"]],
    "insurance_kinds": [["employee"], ["resident"]],
    "ability_level": ["1", "3"],
    "ability_on": ["2025-01-01", "2026-02-01"],
    "disability_kind": ["visual", "hearing"],
    "disability_level": [1, 3],
    "life_status": ["alive", "dead"],
    "died_on": ["2026-10-01"],
    "employer": ["某厂"],
}


class Undo(Exception):
    """Leaves nothing of what was tried."""


def speak(draw: random.Random, elder: Elder, turn: int) -> None:
    """Up to five records say some fields of a person; now and then what was said before has ended."""
    mine = Belonging.objects.filter(person=elder.id).values_list("feed", "record_index")
    for feed, record in sorted(mine, key=str):
        if draw.random() < 0.3:
            Claim.objects.filter(feed=feed, record_index=record).update(valid_to=date(2026, 11, 1))
    for source in draw.sample(SOURCES, draw.randint(0, 5)):
        names = draw.sample(sorted(SAID), draw.randint(1, 8))
        said = {name: draw.choice(SAID[name]) for name in names}
        on = date(2024, 1, 1) + timedelta(days=draw.randint(0, 900))
        tell(elder, source=source, record=f"{elder.id}/{turn}", on=on, told=said)


def plain(row: Word) -> Any:
    return json.loads(row.value.plain) if row.value else None


def all_of(elders: list[Elder]) -> dict[str, Any]:
    """All that settling may touch, in the clear and without moments or keys that each run draws anew."""
    words = [
        [row.person, row.field, row.kind, row.source, row.told_on, row.is_marked, row.ended_at, plain(row)]
        for row in Word.objects.all()
    ]
    changes = FieldChange.objects.filter(table__in=["registry_elder", "registry_profile"])
    return {
        "files": [picture(elder) for elder in elders],
        "versions": [Elder.objects.get(id=elder.id).version for elder in elders],
        "words": sorted(words, key=str),
        "disagreements": sorted(Disagreement.objects.values_list("person", "area", "fields"), key=str),
        "stops": sorted(StopProposal.objects.values_list("person", "claim", "evidence", "state"), key=str),
        "changes": sorted((str(row.row), row.table, str(sorted(row.before))) for row in changes),
    }


def one_by_one(persons: list[Any]) -> None:
    settling.settle_many(persons=persons, scope=SYSTEM_SCOPE, now=NOW, strict=True)


def at_once(persons: list[Any]) -> None:
    settling.settle_part(persons=persons, scope=SYSTEM_SCOPE, now=NOW)


def outcome(way: Any, elders: list[Elder], *, stays: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {}
    try:
        with transaction.atomic():
            way([elder.id for elder in elders])
            found = all_of(elders)
            if not stays:
                raise Undo
    except Undo:
        pass
    return found


@pytest.mark.parametrize("seed", range(4))
def test_many_at_once_are_what_each_would_be(seed: int) -> None:
    draw = random.Random(seed)
    elders = [registered(f"陈秀{sign}") for sign in "兰芝英华"]
    Profile.objects.filter(id=elders[1].id).update(
        sources={"conditions": ["street", "2026-06-01"]}, conditions=[]
    )
    Elder.objects.filter(id=elders[3].id).update(same_as=elders[2].id)
    for turn in range(3):
        for elder in elders:
            speak(draw, elder, turn)
        expected = outcome(one_by_one, elders)
        found = outcome(at_once, elders, stays=True)
        for part, rows in expected.items():
            assert found[part] == rows, part
        assert outcome(at_once, elders) == all_of(elders)


def test_a_part_is_one_event_and_a_birthday_one_more() -> None:
    elders = [registered(name) for name in ("陈秀兰", "陈秀芝", "陈秀英")]
    for elder in elders:
        tell(elder, source="police", record=str(elder.id), nation="回族")
    Elder.objects.filter(id=elders[0].id).update(identity_number=None, identity_index=None)
    tell(elders[0], source="police", record="2", born_on="1941-03-09")
    at_once([elder.id for elder in elders])
    event = Event.objects.get(kind="registry.elders.settled")
    assert event.payload == {"files": 3, "fields": {"born_on": 1, "nation": 3}}
    assert Event.objects.get(kind="registry.elder.settled").subject == elders[0].id
    at_once([elder.id for elder in elders])
    assert Event.objects.filter(kind="registry.elders.settled").count() == 1


def test_a_part_that_the_database_refuses_is_settled_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    elders = [registered(name) for name in ("陈秀兰", "陈秀芝")]
    for elder in elders:
        tell(elder, source="police", record=str(elder.id), nation="回族")

    def refuse(**_: Any) -> int:
        raise DatabaseError

    monkeypatch.setattr(writing_many, "write_plans", refuse)
    assert settling.settle_due(now=NOW) == 2
    assert set(Elder.objects.values_list("nation", flat=True)) == {"回族"}
    assert Due.objects.count() == 0


def test_one_file_that_cannot_be_planned_keeps_no_other_waiting() -> None:
    good, broken = registered("陈秀兰"), registered("陈秀芝")
    tell(good, source="police", record="2", nation="回族")
    claim = tell(broken, source="police", nation="回族")
    Claim.objects.filter(id=claim.id).update(fields=b"\x01\x01" + b"\0" * 40)
    assert settling.settle_due(now=NOW) == 2
    assert Elder.objects.get(id=good.id).nation == "回族"
    assert Elder.objects.get(id=broken.id).nation == "汉族"
