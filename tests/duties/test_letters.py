"""督办函: by two of one office, numbered without gaps, never to itself, answered and closed."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.duties import operations, queries
from chongyang.duties.models import Letter, LetterCount
from chongyang.duties.operations import Handed, UnableToReport, UnableToStep, UnableToWrite
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests.duties import people
from tests.duties.people import AUTUMN, CIVIL, FINANCE, acting, draft, give

NEXT_YEAR = datetime(2019, 1, 8, 2, tzinfo=UTC)


def sign(letter, scope=None, now=AUTUMN):
    return operations.sign_letter(letter=letter.id, **acting(scope or people.office(), now))


def sign_and_break(letter):
    with transaction.atomic():
        sign(letter)
        raise RuntimeError


def reply(letter, scope=None, words="已倒排工期，十二月底前完成。", **more):
    return operations.reply_letter(letter=letter.id, reply=words, **more, **acting(scope or people.liaison()))


def judge(letter, action, scope=None, reason=""):
    return operations.judge_letter(
        letter=letter.id, action=action, reason=reason, **acting(scope or people.office())
    )


def test_the_whole_way_of_a_letter(db):
    (run,) = give()
    letter = draft(run, people.office())
    assert letter.name == ""
    signed = sign(letter)
    assert signed.name == "郑健养督〔2018〕1号"
    assert reply(signed, files=[Handed("情况.pdf", [people.PDF])]).state == "replied"
    closed = judge(signed, "close", people.government_office())
    assert (closed.state, closed.ended_at) == ("closed", AUTUMN)
    assert len(closed.reply_files) == 1
    assert queries.tally(people.office(), people.Q3)[CIVIL].letters == 1


def test_who_drafts_does_not_sign(db):
    (run,) = give()
    writer = people.office()
    letter = draft(run, writer)
    with pytest.raises(UnableToStep):
        sign(letter, writer)
    assert Letter.objects.get().number is None


def test_a_letter_is_signed_once(db):
    (run,) = give()
    letter = sign(draft(run, people.office()))
    with pytest.raises(UnableToStep) as refused:
        sign(letter)
    assert refused.value.done_at == AUTUMN
    assert LetterCount.objects.get().last == 1


def test_the_other_organ_does_not_sign_and_counts_for_itself(db):
    (run,) = give()
    letter = draft(run, people.office())
    with pytest.raises(UnableToWrite):
        sign(letter, people.government_office())
    other = sign(draft(run, people.government_office()), people.government_office())
    assert other.name == "郑政办督〔2018〕1号"
    assert sign(letter).name == "郑健养督〔2018〕1号"


def test_numbers_have_no_gaps_whatever_is_refused_and_begin_anew_each_year(db):
    (run,) = give()
    drafts = [draft(run, people.office()) for _ in range(4)]
    sign(drafts[0])
    judge(drafts[1], "refuse", people.office(), "并入另一函")
    with pytest.raises(UnableToStep):
        sign(drafts[1])
    with pytest.raises(RuntimeError):
        sign_and_break(drafts[2])
    assert sign(drafts[2]).number == 2
    assert sign(drafts[3], now=NEXT_YEAR).name == "郑健养督〔2019〕1号"


def test_two_at_once_get_two_numbers(committed):
    with enter(system_scope("test")):
        (run,) = give()
        letters = [draft(run, people.office()) for _ in range(3)]
        signers = [people.office() for _ in letters]

    def work(letter, scope):
        try:
            with enter(scope):
                sign(letter, scope)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=pair) for pair in zip(letters, signers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with enter(system_scope("test")):
        assert [row.number for row in Letter.objects.order_by("number")] == [1, 2, 3]


def test_no_office_writes_to_itself(db):
    (run,) = give("2018-34:lead.work_plan")
    assert run.organisation_key == people.OFFICE
    with pytest.raises(UnableToWrite):
        draft(run, people.office())
    (own,) = give("2018-34:education.mental", "city.health-family-planning")
    of_health = people.scope_at(Role.LEADING_GROUP_OFFICE, "city.health-family-planning")
    with pytest.raises(UnableToWrite):
        draft(own, of_health)


def test_the_database_keeps_the_same(db):
    (run,) = give()
    letter = draft(run, people.office())
    for columns in (
        {"organisation_key": letter.issuer_key},
        {"state": "issued"},
        {"state": "issued", "number": 1, "year": 2018, "signed_by": letter.drafted_by},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.objects.filter(id=letter.id).update(**columns)


def test_only_an_office_writes(db):
    (run,) = give()
    with pytest.raises(NotAllowed):
        draft(run, people.liaison())
    letter = draft(run, people.office())
    with pytest.raises(NotAllowed):
        sign(letter, people.liaison())


@pytest.mark.parametrize(
    "words",
    [
        {"subject": " "},
        {"body": ""},
        {"body": "甲" * 2001},
        {"reply_by": AUTUMN.date()},
        {"runs": ()},
    ],
)
def test_a_letter_says_something_about_something(db, words):
    (run,) = give()
    with pytest.raises(UnableToWrite):
        draft(run, people.office(), **words)


def test_a_letter_goes_to_one_organisation_about_duties_that_run(db):
    (run,) = give()
    (other,) = give("2018-34:purchase.everywhere")
    with pytest.raises(UnableToWrite):
        draft(run, people.office(), runs=(run.id, other.id))
    giver = people.office()
    (gone,) = give("2018-34:policy.pilot", scope=giver)
    operations.judge_run(run=gone.id, action="withdraw", reason="并项", **acting(giver))
    with pytest.raises(UnableToWrite):
        draft(run, people.office(), runs=(gone.id,))


def test_only_who_got_the_letter_answers_it(db):
    (run,) = give()
    letter = draft(run, people.office())
    with pytest.raises(queries.NotFound):
        reply(letter)
    sign(letter)
    with pytest.raises(NotAllowed):
        reply(letter, people.liaison(FINANCE))
    with pytest.raises(UnableToWrite):
        reply(letter, words=" ")
    with pytest.raises(UnableToReport):
        reply(letter, files=[Handed("a.exe", [b"MZ"])])
    reply(letter)
    with pytest.raises(UnableToStep):
        reply(letter)


def test_an_answer_that_is_none_is_asked_for_again(db):
    (run,) = give()
    letter = sign(draft(run, people.office()))
    unit = people.liaison()
    reply(letter, unit)
    judge(letter, "ask_again", people.government_office(), "没有说明原因")
    assert reply(letter, unit, "原因是土地未落实，已协调。").state == "replied"


def test_drafts_are_the_offices_own(db):
    (run,) = give()
    draft(run, people.office())
    scope = people.liaison()
    assert list(queries.list_letters(scope)) == []
    assert queries.list_told(scope, run).letters == []
    assert len(queries.list_letters(people.office())) == 1
