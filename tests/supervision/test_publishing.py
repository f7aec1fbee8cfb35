"""A result is published by two, read by everybody, withdrawn with a reason; the export for the city."""

from decimal import Decimal

import pytest

from chongyang.core.access import enter
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import nobody
from chongyang.supervision import operations, queries
from chongyang.supervision.operations import UnableToPublish
from chongyang.supervision.queries.assessment import NotFound
from chongyang.supervision.rules import tables
from chongyang.territory.permissions import NotAllowed
from tests.supervision import people

pytestmark = pytest.mark.django_db
do, LATER = people.do, people.LATER


@pytest.fixture
def maker(db):
    people.put_value("beds.per_thousand", "jinshui", "40")
    people.put_value("beds.per_thousand", "erqi", "20")
    return people.office()


def test_what_is_not_locked_is_not_published(maker):
    held = people.announced(maker)
    with pytest.raises(UnableToPublish, match="锁定以后"):
        do(operations.propose_publication, maker, LATER, run=held.run.id)


def test_everybody_reads_ranks_and_points_and_no_word_of_a_judge(maker):
    row = people.published(maker)
    with enter(nobody()):
        (shown,) = queries.list_published()
    assert (shown.number, str(shown.published_on)) == ("2018-C1", "2019-01-30")
    first = shown.extract["rows"][0]
    assert (first["subject"], first["rank"]) == ("jinshui", 1)
    assert first["points"]["beds"] == "15"
    assert shown.extract["items"][0]["clause"] == "2018-34/2.3.p7"
    assert "听取汇报" not in str(row.extract)
    assert "judge" not in str(row.extract["rows"])


def test_who_proposed_does_not_approve_and_only_one_stands(maker):
    held = people.locked(maker)
    row = do(operations.propose_publication, maker, LATER, run=held.run.id)
    with pytest.raises(UnableToStep, match="两个环节"):
        do(operations.approve_publication, maker, LATER, key=row.id)
    with pytest.raises(NotAllowed):
        do(operations.approve_publication, people.officer(), LATER, key=row.id)
    with pytest.raises(UnableToPublish, match="已有一份"):
        do(operations.propose_publication, people.office(), LATER, run=held.run.id)
    assert queries.list_published() == []
    do(operations.decline_publication, people.office(), LATER, key=row.id, reason="再等等。")
    again = do(operations.propose_publication, maker, LATER, run=held.run.id)
    assert again.number == "2018-C2"


def test_after_a_correction_the_former_extract_is_not_approved(maker):
    held = people.locked(maker)
    row = do(operations.propose_publication, maker, LATER, run=held.run.id)
    told = {"subject": "jinshui", "item": "beds", "points": Decimal(1), "reason": "复核。", "document": "1号"}
    fix = do(operations.propose_correction, people.office(), LATER, run=held.run.id, **told)
    do(operations.confirm_correction, people.office(), LATER, key=fix.id)
    with pytest.raises(UnableToPublish, match="有更正"):
        do(operations.approve_publication, people.office(), LATER, key=row.id)


def test_what_is_withdrawn_keeps_its_number_and_reason(maker):
    row = people.published(maker)
    with pytest.raises(UnableToPublish, match="理由"):
        do(operations.withdraw_publication, people.office(), LATER, key=row.id, reason=" ")
    do(operations.withdraw_publication, people.office(), LATER, key=row.id, reason="一处口径有误。")
    shown = queries.get_published(row.number)
    assert (shown.state, shown.withdrawn_why) == (tables.WITHDRAWN, "一处口径有误。")
    with pytest.raises(UnableToStep):
        do(operations.approve_publication, people.office(), LATER, key=row.id)
    again = do(operations.propose_publication, maker, LATER, run=row.run_id)
    assert again.number == "2018-C2"


def test_the_desk_of_publications_is_for_who_sees_all(maker):
    row = people.published(maker)
    assert queries.list_publications(people.county()) == []
    with pytest.raises(NotFound):
        queries.access_publication(people.county(), row.id)
    assert queries.access_publication(people.leader(), row.id).id == row.id


def test_the_export_for_the_city_has_corrections_and_notes(maker):
    held = people.locked(maker)
    told = {"kind": "account", "clause": "2018-34/4.6", "text": "约谈。"}
    do(operations.write_note, people.office(), LATER, run=held.run.id, subject="erqi", **told)
    fix = {"subject": "erqi", "item": "beds", "points": Decimal(2), "reason": "复核。", "document": "1号"}
    row = do(operations.propose_correction, people.office(), LATER, run=held.run.id, **fix)
    do(operations.confirm_correction, people.office(), LATER, key=row.id)
    whole = queries.export_of(people.office(), people.fresh(held.run.id))
    assert whole["notes"] == [{"subject": "erqi", **told}]
    assert (whole["corrections"][0]["before"], whole["corrections"][0]["points"]) == ("7.5", "2")
    with pytest.raises(NotAllowed):
        queries.export_of(people.county(), people.fresh(held.run.id))
