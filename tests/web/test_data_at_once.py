"""Two people at the same moment at the desks around data: one of them is told that the other was first."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from chongyang.claims.models import Claim, Ending, Run
from chongyang.claims.operations import working
from chongyang.core.clock import now
from chongyang.linkage.models import Merge, Pair
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from tests import factories
from tests.claims.feed_files import people, write_csv
from tests.emergency.races import as_system, together
from tests.linkage.test_deciding import pair_of_files
from tests.web.test_linkage import REASON

pytestmark = pytest.mark.usefixtures("committed", "password_alone", "own_folder")
FEED = "police_population"


@pytest.fixture
def own_folder(settings, tmp_path):
    settings.FEED_FILES = tmp_path / "kept"
    settings.WHITENOISE_AUTOREFRESH = True


def clients(count, role, *codes):
    def made():
        signed_in = [Client() for _ in range(count)]
        for client in signed_in:
            client.force_login(factories.make_account(role, None, *codes))
        return signed_in

    return as_system(made)


def upload(client, path, day):
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post(reverse("feeds_upload", args=[FEED]), {"file": file, "told_on": day})


def count(rows):
    return as_system(rows.count)


def test_the_same_file_from_two_people_at_once_is_one_run(tmp_path):
    path = write_csv(tmp_path / "a.csv", people(20))
    answers = together(
        *(lambda who=who: upload(who, path, "2026-11-01") for who in clients(2, Role.DATA_STEWARD))
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].url == answers[1].url
    assert count(Run.objects.all()) == 1
    as_system(lambda: working.work_once(now))
    assert count(Claim.objects.filter(valid_to=None)) == 20


def test_of_two_who_decide_about_absent_records_at_once_one_decides(tmp_path):
    sender, one, other = clients(3, Role.DATA_STEWARD)
    for rows, day in ((30, "2026-11-01"), (10, "2026-11-08")):
        upload(sender, write_csv(tmp_path / f"{rows}.csv", people(rows)), day)
        as_system(lambda: working.work_once(now))
    url = reverse("feeds_ending", args=[as_system(lambda: Ending.objects.get().run)])
    answers = together(
        lambda: one.post(url, {"choice": "end", "note": "已电话核对"}),
        lambda: other.post(url, {"choice": "keep", "note": "文件不全"}),
    )
    assert [answer.status_code for answer in answers] == [302, 302]
    state = as_system(lambda: Ending.objects.get().state)
    assert count(Claim.objects.filter(valid_to=None)) == {"ended": 10, "kept": 30}[state]


def test_of_two_second_words_and_two_undoings_at_once_one_counts():
    pair = as_system(pair_of_files)
    first, one, other = clients(3, Role.COUNTY_REVIEWER, "410105")
    decide = reverse("linkage_decide", args=[pair.id])
    first.post(decide, {"answer": "same", "reason": REASON})
    answers = together(
        lambda: one.post(decide, {"answer": "same", "reason": REASON}),
        lambda: other.post(decide, {"answer": "different", "reason": REASON}),
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    state = as_system(lambda: Pair.objects.get().state)
    assert count(Merge.objects.all()) == {"same": 1, "different": 0}[state]
    if state == "same":
        part = reverse("linkage_part", args=[as_system(lambda: Merge.objects.get().id)])
        answers = together(*(lambda who=who: who.post(part, {"reason": REASON}) for who in (one, other)))
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        assert count(Elder.objects.exclude(same_as=None)) == 0
