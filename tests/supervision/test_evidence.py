"""Files behind a judge's score and behind an appeal: checked, kept, read by those who read the words."""

from decimal import Decimal

import pytest

from chongyang.core.models import FileStored
from chongyang.core.queries import files
from chongyang.core.scopes import SYSTEM
from chongyang.supervision import operations, queries
from chongyang.supervision.models import Appeal, Judgement
from chongyang.supervision.operations import Handed, UnableToAssess
from chongyang.supervision.operations.evidence import keep
from chongyang.territory.permissions import NotAllowed
from tests.duties.people import PDF
from tests.supervision import people

pytestmark = pytest.mark.usefixtures("db")
do, NOW, LATER = people.do, people.NOW, people.LATER


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def handed(name="台账.pdf", data=PDF):
    return Handed(name, [data], len(data))


def mark(**more):
    words = {"points": Decimal(80), "reason": "好。", "evidence": "1号"}
    return operations.Mark("jinshui", "leadership", **(words | more))


def appeal(held, **more):
    words = {"subject": "jinshui", "item": "beds", "text": "漏计两处。", "evidence": "函1号"}
    return do(operations.appeal, people.county(), run=held.run.id, **(words | more))


def test_a_judge_hands_in_a_file_and_her_next_mark_keeps_it():
    held, judge = people.begin(people.office()), people.officer()
    do(operations.judge, judge, run=held.run.id, marks=[mark(files=[handed()])])
    (key,) = Judgement.objects.get().files
    do(operations.judge, judge, run=held.run.id, marks=[mark(files=[handed("照片.pdf")])])
    row = Judgement.objects.get()
    assert (row.files[0], len(row.files), row.evidence) == (key, 2, "1号")
    kept = queries.access_evidence(judge, held, "jinshui", key)
    assert (kept.name.plain, files.read(kept)) == ("台账.pdf", PDF)


def test_what_judges_rest_on_is_read_by_who_assesses_alone():
    held = people.announced(people.office())
    do(operations.send_back, people.office(), run=held.run.id, reason="重评") if False else None
    row = Judgement.objects.filter(subject="jinshui", item="leadership").order_by("id")[0]
    key = kept_for(row)
    assert queries.access_evidence(people.office(), held, "jinshui", key).id == key
    for nobody in (people.county(), people.leader()):
        with pytest.raises(queries.NotFound):
            queries.access_evidence(nobody, held, "jinshui", key)
    with pytest.raises(queries.NotFound):
        queries.access_evidence(people.office(), held, "erqi", key)


def kept_for(row):
    row.files = keep([handed()], SYSTEM, NOW)
    row.save()
    return row.files[0]


def test_an_appeal_comes_with_files_for_its_unit_and_the_office():
    held = people.announced(people.office())
    row = appeal(held, files=[handed(), handed("照片.pdf")])
    first, _ = row.files
    for reader in (people.county(), people.office(), people.leader()):
        assert queries.access_evidence(reader, held, "jinshui", first).id == first
    with pytest.raises(queries.NotFound):
        queries.access_evidence(people.county("410102"), held, "jinshui", first)


def test_a_file_is_added_to_ones_own_appeal_until_it_is_decided():
    held = people.announced(people.office())
    row = appeal(held)
    own = {"key": row.id, "file": handed()}
    with pytest.raises(UnableToAssess, match="自己的单位"):
        do(operations.attach_to_appeal, people.county("410102"), **own)
    made = do(operations.attach_to_appeal, people.county(), **own)
    assert Appeal.objects.get().files == [made.id]
    do(operations.decide_appeal, people.officer(), LATER, key=row.id, upheld=False, reply="依据不足。")
    with pytest.raises(UnableToAssess, match="已经处理"):
        do(operations.attach_to_appeal, people.county(), LATER, **own)


def test_a_file_is_added_to_ones_own_mark_while_judges_judge():
    held, judge = people.begin(people.office()), people.officer()
    told = {"run": held.run.id, "subject": "jinshui", "item": "leadership", "file": handed()}
    with pytest.raises(queries.NotFound):
        do(operations.attach_to_mark, judge, **told)
    do(operations.judge, judge, run=held.run.id, marks=[mark()])
    made = do(operations.attach_to_mark, judge, **told)
    assert Judgement.objects.get().files == [made.id]
    with pytest.raises(NotAllowed):
        do(operations.attach_to_mark, people.county(), **told)
    with pytest.raises(queries.NotFound):
        do(operations.attach_to_mark, people.officer(), **told)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([handed("a.exe", b"MZ\x90\x00" * 9)], "只收 PDF"),
        ([handed("空.pdf", b"")], "空的"),
        ([handed()] * 10, "九个"),
    ],
)
def test_what_is_no_paper_is_refused_with_the_whole_step(files, said):
    held = people.announced(people.office())
    with pytest.raises(UnableToAssess, match=said):
        appeal(held, files=files)
    assert not Appeal.objects.exists()
    assert not FileStored.objects.exists()
