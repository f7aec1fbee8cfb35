"""A file handed in by itself, as a program does: to an open report, a past quarter, a letter's reply."""

from datetime import UTC, datetime

import pytest

from chongyang.core.models import FileStored
from chongyang.duties import operations, queries
from chongyang.duties.models import Addition, Progress
from chongyang.duties.operations import Handed, UnableToReport, UnableToWrite
from chongyang.territory.permissions import NotAllowed
from tests.duties import people
from tests.duties.people import AUTUMN, JINSHUI, PDF, acting, draft, give, report

pytestmark = pytest.mark.usefixtures("db")
WINTER = datetime(2018, 12, 20, 2, tzinfo=UTC)


def photo(name="工地.pdf"):
    return Handed(name, [PDF], len(PDF))


def test_a_file_goes_to_the_report_that_is_still_open():
    (run,) = give()
    row = report(run, with_file=True)
    made = operations.attach_to_progress(progress=row.id, file=photo(), **acting(people.liaison()))
    assert Progress.objects.get().files == [*row.files, made.id]
    assert queries.access_file(people.office(), made.id).name.plain == "工地.pdf"
    with pytest.raises(queries.NotFound):
        operations.attach_to_progress(progress=row.id, file=photo(), **acting(people.liaison(JINSHUI)))
    with pytest.raises(NotAllowed):
        operations.attach_to_progress(progress=row.id, file=photo(), **acting(people.office()))


def test_after_the_quarter_a_file_is_an_addition_with_its_document():
    (run,) = give()
    row = report(run)
    late = acting(people.liaison(), WINTER)
    with pytest.raises(UnableToReport, match="依据的文件"):
        operations.attach_to_progress(progress=row.id, file=photo(), **late)
    made = operations.attach_to_progress(progress=row.id, file=photo(), document="测试函9号", **late)
    assert Progress.objects.get().files == []
    addition = Addition.objects.get()
    assert (addition.files, addition.document, addition.words) == ([made.id], "测试函9号", "补交佐证文件。")


def test_a_replaced_report_and_a_closed_duty_take_no_file():
    giver = people.office()
    (run,) = give(scope=giver)
    first = report(run)
    second = report(run, percent=60, follows=first.id)
    told = acting(people.liaison())
    with pytest.raises(queries.NotFound):
        operations.attach_to_progress(progress=first.id, file=photo(), **told)
    operations.judge_run(run=run.id, action="withdraw", reason="并项", **acting(giver))
    with pytest.raises(UnableToReport, match="已销号或撤回"):
        operations.attach_to_progress(progress=second.id, file=photo(), **told)
    assert not FileStored.objects.exists()


def test_a_file_goes_to_a_reply_until_the_letter_is_closed():
    (run,) = give()
    letter = operations.sign_letter(letter=draft(run, people.office()).id, **acting(people.office()))
    told = {"letter": letter.id, "file": photo(), **acting(people.liaison())}
    with pytest.raises(UnableToWrite, match="请先回复"):
        operations.attach_to_reply(**told)
    operations.reply_letter(letter=letter.id, reply="已办。", **acting(people.liaison()))
    made = operations.attach_to_reply(**told)
    assert queries.get_letter(people.office(), letter.id)[0].reply_files == [made.id]
    with pytest.raises(queries.NotFound):
        operations.attach_to_reply(**{**told, **acting(people.liaison(JINSHUI))})
    operations.judge_letter(letter=letter.id, action="close", **acting(people.office()))
    with pytest.raises(UnableToWrite, match="已办结"):
        operations.attach_to_reply(**told)


def test_what_is_too_large_is_refused_with_its_limit(settings):
    settings.FILE_BYTES = 1024**2
    (run,) = give()
    with pytest.raises(UnableToReport, match="最大 1 MB"):
        operations.report_progress(
            run=run.id,
            period=people.Q3,
            told=people.told(),
            files=[Handed("大.pdf", [PDF, bytes(1024**2)])],
            **acting(people.liaison(), AUTUMN),
        )
