"""Pictures: the bytes that were announced, not of last month, not of another visit, gone after their time."""

from datetime import timedelta

import pytest

from chongyang.core.files.errors import UnableToKeep
from chongyang.core.models import FileStored
from chongyang.visits import operations
from chongyang.visits.models import Entry, Photo, Visit
from chongyang.visits.operations.pictures import exif_time
from tests import factories
from tests.orders.people import FROM, offered_by
from tests.visits.people import (
    MINUTE,
    digest_of,
    going,
    make_phone,
    picture,
    upload_all,
    visit_entries,
    whole_visit,
)

LATER = FROM + 64 * MINUTE
HOURS = timedelta(hours=1)


def announced(phone, order, data, at=FROM, kind="photo", **more) -> int:
    told = phone.entry(order.id, kind, at, digest=digest_of(data), **more)
    phone.send([told], at)
    return int(told["sequence"])


@pytest.fixture
def arrived(db):
    order, phone = going()
    phone.send([phone.entry(order.id, "arrive", FROM)], FROM)
    return order, phone


def test_a_picture_is_kept_once_with_what_the_camera_says(arrived):
    order, phone = arrived
    data = picture(3, taken="2019:06:12 09:05:00")
    number = announced(phone, order, data, FROM + 6 * MINUTE)
    first = phone.upload(number, data, LATER)
    assert phone.upload(number, data, LATER).id == first.id
    assert (first.is_old, first.like, first.exif_at) == (False, None, FROM + 5 * MINUTE)
    assert FileStored.objects.count() == 1


def test_other_bytes_than_announced_and_pictures_of_nothing_are_refused(arrived):
    order, phone = arrived
    number = announced(phone, order, picture(3))
    with pytest.raises(UnableToKeep):
        phone.upload(number, picture(4), LATER)
    with pytest.raises(UnableToKeep):
        phone.upload(number + 1, picture(3), LATER)
    thief = make_phone(order.organisation)
    thief.device = phone.device
    with pytest.raises(UnableToKeep):
        thief.upload(number, picture(3), LATER)
    assert not Photo.objects.exists()


@pytest.mark.parametrize("data", [b"%PDF-1.4\n%%EOF", b"rubbish", b"\xff\xd8\xff" + b"0" * 50])
def test_what_is_no_picture_is_refused(arrived, data):
    order, phone = arrived
    number = announced(phone, order, data)
    with pytest.raises(UnableToKeep):
        phone.upload(number, data, LATER)
    assert not Photo.objects.exists()


def test_a_huge_picture_is_refused(arrived, settings):
    settings.FILE_BYTES = 1000
    order, phone = arrived
    data = picture(5)
    number = announced(phone, order, data)
    with pytest.raises(UnableToKeep):
        phone.upload(number, data, LATER)


def test_a_photo_of_last_month_is_found_by_the_cameras_or_the_files_word(arrived):
    order, phone = arrived
    data = picture(6, taken="2019:05:10 10:00:00")
    assert phone.upload(announced(phone, order, data), data, LATER).is_old
    data = picture(7)
    month_ago = (FROM - timedelta(days=30)).isoformat()
    assert phone.upload(announced(phone, order, data, file_at=month_ago), data, LATER).is_old
    fresh = picture(8, taken="9999:99:99 rubbish")
    assert not phone.upload(announced(phone, order, fresh), fresh, LATER).is_old


def test_rubbish_in_a_pictures_time_is_no_time():
    assert exif_time(b"rubbish") is None
    assert exif_time(picture(1, taken="yesterday")) is None


def test_the_same_photo_compressed_again_at_another_visit_is_found_and_lowers_the_score(db):
    phone = make_phone(offered_by().organisation)
    first, _ = going(phone=phone)
    whole_visit(first, phone, photo=picture(11))
    second, _ = going(factories.make_elder(), phone, at=FROM + 24 * HOURS)
    again = picture(11, quality=60)
    visit = whole_visit(second, phone, FROM + 24 * HOURS, photo=again, sign=picture(12, kind="PNG"))
    held = Photo.objects.get(visit=visit, kind="photo")
    assert held.like == Photo.objects.get(visit__order=first.id, kind="photo").id
    assert "photo_again" in [one["key"] for one in visit.score_reasons]
    assert visit.score is not None
    assert visit.score <= 70


def test_another_photo_of_the_same_carer_is_not_taken_for_it(db):
    phone = make_phone(offered_by().organisation)
    first, _ = going(phone=phone)
    whole_visit(first, phone, photo=picture(11))
    second, _ = going(factories.make_elder(), phone, at=FROM + 24 * HOURS)
    visit = whole_visit(second, phone, FROM + 24 * HOURS, photo=picture(40), sign=picture(12, kind="PNG"))
    assert (visit.score, visit.verdict) == (100, "accepted")


def test_a_signature_used_before_is_none(db):
    phone = make_phone(offered_by().organisation)
    first, _ = going(phone=phone)
    whole_visit(first, phone)
    second, _ = going(factories.make_elder(), phone, at=FROM + 24 * HOURS)
    visit = whole_visit(second, phone, FROM + 24 * HOURS, photo=picture(41))
    assert visit.score == 85


def test_no_more_pictures_than_a_visit_needs(arrived):
    order, phone = arrived
    for seed in range(10):
        data = picture(50 + seed)
        phone.upload(announced(phone, order, data, FROM + seed * MINUTE), data, LATER)
    data = picture(99)
    number = announced(phone, order, data)
    with pytest.raises(UnableToKeep):
        phone.upload(number, data, LATER)


def test_a_visit_waits_for_its_pictures_and_then_no_longer(db):
    order, phone = going()
    entries = visit_entries(order, phone)
    phone.send(entries, LATER)
    assert operations.judge_waiting(now=LATER + 20 * MINUTE) == 0
    assert operations.judge_waiting(now=LATER + 40 * MINUTE) == 1
    visit = Visit.objects.get(order=order.id)
    assert (visit.score, visit.verdict) == (75, "accepted")
    upload_all(phone, entries, LATER + 60 * MINUTE)
    visit.refresh_from_db()
    assert visit.score == 75


def test_positions_and_pictures_are_forgotten_and_the_score_stays(db):
    order, phone = going()
    visit = whole_visit(order, phone)
    assert operations.forget(now=LATER + timedelta(days=89)) == 0
    assert operations.forget(now=LATER + timedelta(days=91)) > 0
    assert not any(one.place or one.said for one in Entry.objects.filter(visit=visit))
    assert Entry.objects.get(visit=visit, kind="arrive").payload["metres"] == 20
    assert FileStored.objects.count() == 2
    operations.forget(now=LATER + timedelta(days=181))
    assert not FileStored.objects.exists()
    assert Photo.objects.exclude(digest="").count() == 2
    visit.refresh_from_db()
    assert visit.score == 100
