"""The golden record and its writing: nothing lost, twice changes nothing, what is taken back is as before."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.forms.models import model_to_dict

from chongyang.claims import operations as claims
from chongyang.claims.models import Belonging, Disagreement, Due, StopProposal, Word
from chongyang.claims.operations import due, settling
from chongyang.claims.operations.golden import read_golden
from chongyang.claims.queries import golden
from chongyang.claims.rules.survivorship import Why
from chongyang.core.access import enter
from chongyang.core.fields import Sealed
from chongyang.core.models import Event, FieldChange
from chongyang.core.scopes import SYSTEM
from chongyang.registry import operations as registry
from chongyang.registry.models import Elder, Profile, SearchToken
from chongyang.registry.operations.elders import name_key
from chongyang.registry.operations.tokens import write_tokens
from chongyang.registry.queries import NotFound
from tests.claims.words import NOW, RUN, SYSTEM_SCOPE, tell
from tests.factories import make_elder
from tests.registry.people import clerk, outsider, scope_of

pytestmark = pytest.mark.usefixtures("db")
TODAY = date(2026, 11, 20)
HERE = 410105001000
ELSEWHERE = 410102002000


def settle(elder: Elder) -> settling.Settled:
    return settling.settle(person=elder.id, scope=SYSTEM_SCOPE, by=SYSTEM, now=NOW)


def registered(name: str = "陈秀兰") -> Elder:
    """A file as registration leaves it, with its spelling and tokens."""
    elder = make_elder(area=HERE, name=name, name_key=name_key(name))
    write_tokens(elder)
    return elder


def picture(elder: Elder) -> dict[str, Any]:
    """Every column of the file and its profile in the clear, but for the count of its changes."""
    shown: dict[str, Any] = {}
    for row in (Elder.objects.get(id=elder.id), Profile.objects.get(id=elder.id)):
        for name in [field.attname for field in row._meta.concrete_fields]:
            value = getattr(row, name)
            shown[f"{type(row).__name__}.{name}"] = value.plain if isinstance(value, Sealed) else value
    shown["tokens"] = sorted(
        SearchToken.objects.filter(person=elder.id).values_list("token", "area"), key=str
    )
    shown.pop("Elder.version")
    return shown


def test_the_winner_stands_in_the_file_with_source_day_and_run() -> None:
    elder = make_elder(area=HERE)
    tell(elder, source="social_security", card_number="B98765432", on=date(2026, 10, 3))
    settled = settle(elder)
    row = Elder.objects.get(id=elder.id)
    assert settled.fields == ("card_number",)
    assert row.card_number.plain == "B98765432"
    assert row.sources["card_number"] == ["social_security", "2026-10-03", str(RUN)]
    assert row.version == elder.version + 1
    event = Event.objects.get(kind="registry.elder.settled")
    assert event.payload == {"fields": ["card_number"], "version": row.version}
    assert FieldChange.objects.filter(row=elder.id, table="registry_elder").exists()


def test_a_second_settling_changes_nothing() -> None:
    elder = make_elder(area=HERE)
    tell(elder, name="陈秀芝", nation="回族", marriage="widowed")
    settle(elder)
    before, changes = picture(elder), FieldChange.objects.count()
    version, words = Elder.objects.get(id=elder.id).version, Word.objects.count()
    assert settle(elder).fields == ()
    assert picture(elder) == before
    assert (FieldChange.objects.count(), Word.objects.count()) == (changes, words)
    assert Elder.objects.get(id=elder.id).version == version


def test_what_is_taken_back_leaves_the_file_as_it_was() -> None:
    elder = registered()
    settle(elder)
    before = picture(elder)
    told = tell(elder, name="陈秀芝", card_number="B98765432", conditions=["diabetes"], phone="13912345678")
    tell(elder, source="health", conditions=["diabetes", "copd"], phone="13912345678", record="2")
    settle(elder)
    assert picture(elder) != before
    for row in Belonging.objects.filter(person=elder.id):
        index = bytes(row.record_index)
        claims.detach(feed=row.feed, record_index=index, scope=SYSTEM_SCOPE, by=SYSTEM, now=NOW)
    settle(elder)
    assert picture(elder) == before
    assert not Word.objects.filter(ended_at=None).exists()
    told.refresh_from_db()
    assert told.valid_to is None


def test_a_name_that_is_settled_is_found_and_listed() -> None:
    elder = make_elder(area=HERE)
    tell(elder, name="欧阳秀芝")
    settle(elder)
    assert SearchToken.objects.filter(person=elder.id, token="欧阳秀芝").exists()
    assert Elder.objects.get(id=elder.id).name_key.startswith("ou")
    kept = Word.objects.get(person=elder.id, field="name", ended_at=None)
    assert (kept.value.plain, kept.source) == ('"陈秀兰"', "street")


def test_what_only_persons_change_is_shown_and_never_written() -> None:
    elder = make_elder(area=HERE)
    tell(
        elder,
        identity_number="410105194103080028",
        life_status="moved",
        classes=["destitute"],
        told={"area": ELSEWHERE},
        address="郑州市金水区花园路街道别处1号楼1单元101",
    )
    before = picture(elder)
    settled = settle(elder)
    assert settled.fields == ()
    assert picture(elder) == before
    assert "address" in settled.conflicts


def test_a_birthday_that_contradicts_the_number_is_refused_with_its_reason() -> None:
    elder = make_elder(area=HERE)
    tell(elder, born_on="1941-08-03")
    settled = settle(elder)
    assert set(settled.refused) == {"born_on"}
    assert "born_on" in settled.conflicts


def test_a_clerks_newer_word_takes_part_by_the_same_rules() -> None:
    elder = make_elder(area=HERE)
    tell(elder, source="health", phone="13912345678")
    tell(elder, source="social_security", card_number="B98765432")
    settle(elder)
    row = Elder.objects.get(id=elder.id)
    assert row.phone.plain != "13912345678"
    changes = {"card_number": "C00000001", "source": "elder", "sourced_on": TODAY}
    registry.update_elder(
        elder=elder.id, changes=changes, expected_version=row.version, scope=clerk(), by=SYSTEM, now=NOW
    )
    settle(elder)
    row.refresh_from_db()
    assert row.card_number.plain == "B98765432"
    assert Word.objects.get(person=elder.id, field="card_number", ended_at=None).value.plain == '"C00000001"'


def test_a_cleared_field_stays_empty_until_a_newer_word() -> None:
    elder = make_elder(area=HERE)
    claim = tell(elder, source="social_security", card_number="B98765432", on=date(2026, 11, 1))
    settle(elder)
    changes = {"card_number": "", "source": "elder", "sourced_on": TODAY}
    version = Elder.objects.get(id=elder.id).version
    registry.update_elder(
        elder=elder.id, changes=changes, expected_version=version, scope=clerk(), by=SYSTEM, now=NOW
    )
    assert settle(elder).fields == ()
    assert not Elder.objects.get(id=elder.id).card_number
    claim.valid_to = TODAY
    claim.save(update_fields=["valid_to"])
    tell(elder, source="social_security", card_number="B11111111", on=date(2026, 11, 21))
    settle(elder)
    assert Elder.objects.get(id=elder.id).card_number.plain == "B11111111"


def test_of_linked_files_the_survivor_is_written_and_is_as_before_when_they_part() -> None:
    survivor, double = registered(), registered()
    Elder.objects.filter(id=double.id).update(sources={"phone": ["elder", "2026-11-10"]})
    tell(double, source="health", conditions=["copd"])
    settle(survivor)
    settle(double)
    alone, other = picture(survivor), picture(double)
    registry.link_double(double=double.id, survivor=survivor.id, scope=SYSTEM_SCOPE, by=SYSTEM, now=NOW)
    settle(double)
    held = Elder.objects.get(id=survivor.id)
    assert held.phone.plain == double.phone.plain
    assert held.sources["phone"] == ["elder", "2026-11-10", f"file:{double.id}"]
    assert "copd" in Profile.objects.get(id=survivor.id).conditions
    registry.unlink_double(double=double.id, scope=SYSTEM_SCOPE, by=SYSTEM, now=NOW)
    settle(survivor)
    settle(double)
    assert picture(survivor) == alone
    assert picture(double) == other


def test_disagreements_are_listed_by_area_for_who_reaches_the_person() -> None:
    from chongyang.claims.queries import contests as lists

    elder = make_elder(area=HERE)
    tell(elder, name="陈秀芝", marriage="widowed")
    settle(elder)
    assert Disagreement.objects.get().fields == ["name"]
    for scope, count in ((clerk(), 1), (outsider(), 0), (scope_of("planner", "4101"), 0)):
        with enter(scope):
            assert len(lists.list_disagreements(scope)) == count, scope.role
            assert lists.count_waiting(scope, NOW).conflicts == count


def test_the_list_turns_its_pages_by_area_and_person() -> None:
    from chongyang.claims.queries import contests as lists

    persons = [make_elder(area=HERE + turn % 2) for turn in range(5)]
    for elder in persons:
        tell(elder, name="陈秀芝", record=str(elder.id))
        settle(elder)
    seen: list[Any] = []
    after = None
    while rows := lists.list_disagreements(SYSTEM_SCOPE, after=after, limit=2):
        seen += [row.person for row in rows]
        after = (rows[-1].area, rows[-1].person)
    assert len(seen) == len(set(seen)) == 5


def test_claims_of_another_county_are_read_with_the_file_and_by_nobody_else() -> None:
    elder, other = make_elder(area=HERE), make_elder(area=ELSEWHERE)
    tell(elder, name="陈秀兰", area=ELSEWHERE)
    tell(other, name="王秀英", record="2", area=HERE)
    with enter(clerk()):
        scope = clerk()
        record = golden.golden_of(scope, elder.id, TODAY)
        assert [claim.source for claim in record.claims] == ["police"]
        assert golden.read_claims(scope, other.id) == []
        with pytest.raises(NotFound):
            golden.golden_of(scope, other.id, TODAY)
    assert Event.objects.filter(kind="claims.claims.crossed", person=elder.id).count() == 1
    with enter(outsider()):
        assert golden.read_claims(outsider(), elder.id) == []
        with pytest.raises(NotFound):
            golden.golden_of(outsider(), elder.id, TODAY)
    family = scope_of("family", persons=(elder.id,))
    with enter(family):
        assert len(golden.golden_of(family, elder.id, TODAY).claims) == 1


def test_opening_is_a_reading_that_the_elder_sees() -> None:
    elder = make_elder(area=HERE)
    tell(elder, name="陈秀芝")
    scope = replace(clerk(), organisation=None)
    with enter(scope):
        read_golden(person=elder.id, purpose="correction", scope=scope, by=scope.actor, now=NOW)
    read = Event.objects.get(kind="registry.file.read")
    assert (read.purpose, read.payload["fields"]) == ("correction", ["claims"])
    with enter(scope), pytest.raises(registry.UnableToReveal):
        read_golden(person=elder.id, purpose="", scope=scope, by=scope.actor, now=NOW)


def test_ended_words_are_history_and_do_not_count() -> None:
    elder = make_elder(area=HERE)
    tell(elder, nation="满族", on=date(2025, 1, 1), until=date(2026, 1, 1))
    tell(elder, nation="回族", on=date(2026, 1, 1))
    record = golden.golden_of(SYSTEM_SCOPE, elder.id, TODAY)
    nation = record.of("nation")
    assert nation is not None
    assert nation.choice.value == "回族"
    assert [(word.value, until) for word, until in record.history["nation"]] == [("满族", date(2026, 1, 1))]
    assert nation.choice.why == Why.SOURCE


def test_what_changed_waits_and_is_settled_in_parts() -> None:
    elders = [make_elder(area=HERE) for _ in range(3)]
    for elder in elders:
        tell(elder, source="social_security", card_number="B98765432", record=str(elder.id))
    assert Due.objects.count() == 3
    assert settling.settle_due(now=NOW, limit=2) == 2
    assert settling.settle_due(now=NOW, limit=2) == 1
    assert settling.settle_due(now=NOW, limit=2) == 0
    assert {row.card_number.plain for row in Elder.objects.all()} == {"B98765432"}
    assert due.mark_all_due(now=NOW) == 3


def test_records_in_bulk_move_and_what_a_person_decided_stays() -> None:
    one, other = make_elder(area=HERE), make_elder(area=HERE)
    first, second = tell(one, name="甲"), tell(one, name="乙", record="2")
    held = Belonging.objects.get(record_index=bytes(second.record_index))
    decided = replace(claims.Placed(held.feed, bytes(held.record_index), one.id, one.area), how="decided")
    claims.belong(row=decided, scope=SYSTEM_SCOPE, by=SYSTEM, now=NOW)
    Due.objects.all().delete()
    rows = [
        claims.Placed(claim.feed, bytes(claim.record_index), other.id, other.area, probability=0.99)
        for claim in (first, second, first)
    ]
    assert claims.belong_all(rows=rows, scope=SYSTEM_SCOPE, by=SYSTEM, now=NOW) == 1
    assert Belonging.objects.get(record_index=bytes(first.record_index)).person == other.id
    assert Belonging.objects.get(record_index=bytes(second.record_index)).person == one.id
    assert set(Due.objects.values_list("person", flat=True)) == {one.id, other.id}
    assert claims.belong_all(rows=rows, scope=SYSTEM_SCOPE, by=SYSTEM, now=NOW) == 0


def test_a_decision_is_taken_back_to_the_byte() -> None:
    one, other = make_elder(area=HERE), make_elder(area=HERE)
    claim = tell(one, name="甲")
    before = model_to_dict(Belonging.objects.get()) | {"since": Belonging.objects.get().since}
    index = bytes(claim.record_index)
    moved = claims.Placed(claim.feed, index, other.id, other.area, how="decided")
    former = claims.belong(row=moved, scope=SYSTEM_SCOPE, by=SYSTEM, now=NOW)
    assert former is not None
    claims.put_back(rows=[former], scope=SYSTEM_SCOPE, by=SYSTEM, now=NOW)
    assert model_to_dict(Belonging.objects.get()) | {"since": Belonging.objects.get().since} == before


def test_a_clerk_cannot_take_a_record_of_another_county() -> None:
    mine, theirs = make_elder(area=HERE), make_elder(area=ELSEWHERE)
    claim = tell(theirs, name="甲")
    row = claims.Placed(claim.feed, bytes(claim.record_index), mine.id, mine.area)
    scope = clerk()
    with enter(scope), pytest.raises(claims.UnableToBelong):
        claims.belong(row=row, scope=scope, by=scope.actor, now=NOW)
    assert Belonging.objects.get().person == theirs.id


def test_a_file_that_moved_takes_its_links_along() -> None:
    from chongyang.claims.operations.following import follow_file

    elder = make_elder(area=HERE)
    tell(elder, name="陈秀芝", life_status="dead", died_on="2026-11-01")
    settle(elder)
    Elder.objects.filter(id=elder.id).update(area=ELSEWHERE)
    follow_file(Event(kind="registry.elder.updated", person=elder.id, at=NOW, payload={"fields": ["area"]}))
    assert Belonging.objects.get().area == ELSEWHERE
    assert Disagreement.objects.get().area == ELSEWHERE
    assert StopProposal.objects.get().area == ELSEWHERE
