"""Rubbish and strangers at the desks around data: what no keyboard types, rows and files of somebody else."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from chongyang.claims.models import Claim, Run
from chongyang.claims.operations import working
from chongyang.core.clock import now
from chongyang.emergency.models import Incident
from chongyang.linkage.models import Ask, Merge, Pair
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from chongyang.web.parts.numbers import whole
from tests import factories
from tests.claims.feed_files import people, person, write_csv
from tests.emergency.test_way_of_an_alarm import press
from tests.linkage.test_deciding import pair_of_files
from tests.web.test_exchange import typed
from tests.web.test_linkage import REASON, client_of, say
from tests.web.test_street import office, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone", "own_folder")]
FEED = "police_population"
RUBBISH = (
    "²",
    "9" * 5000,
    "-1",
    "0x10",
    "\x00",
    "１",
    "9" * 30,
    "nan",
    "1e400",
    "{{ 7*7 }}",
    " ",
    "é" * 5000,
)
BYTES = (
    b"",
    b"\x00",
    b"\xff\xfe",
    b"PK\x03\x04",
    b"\x84\x31\x95\x33" * 9,
    "姓名".encode("gb18030"),
    b'"' * 999,
)


@pytest.fixture
def own_folder(settings, tmp_path):
    settings.FEED_FILES = tmp_path / "kept"


@pytest.fixture
def steward(db):
    return signed_in(factories.make_account(Role.DATA_STEWARD))


@pytest.fixture
def merge(db):
    """Two files of one county, merged by two of its reviewers."""
    pair = pair_of_files()
    for judge in (client_of(), client_of()):
        say(judge, pair)
    return Merge.objects.get()


def upload(client, name, content, **more):
    told = {"file": SimpleUploadedFile(name, content), "told_on": "2026-11-01", **more}
    return client.post(reverse("feeds_upload", args=[FEED]), told)


@pytest.mark.parametrize("typed_text", RUBBISH)
def test_what_is_no_number_is_none(typed_text):
    assert whole(typed_text, -1) == -1
    assert whole("12", -1) == 12


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_rubbish_in_addresses_and_forms_is_told_and_changes_nothing(db, steward, rubbish):
    pair, reviewer = pair_of_files(), client_of()
    clerk = signed_in(factories.make_account(Role.STREET_CLERK, office("410105001")))
    for who, name, query in (
        (reviewer, "linkage", {"area": rubbish, "kind": rubbish, "state": rubbish}),
        (reviewer, "linkage", {"after": f"{rubbish}~{pair.id}"}),
        (clerk, "claims", {"after": f"{rubbish}.{pair.id}", "field": rubbish}),
        (clerk, "claims_deaths", {"after": rubbish, "show": rubbish}),
        (clerk, "claims_contests", {"after": rubbish, "show": rubbish}),
        (steward, "feeds_runs", {"page": rubbish}),
        (steward, "integrity", {"after": rubbish}),
        (steward, "exchange", {"before": rubbish}),
    ):
        assert who.get(reverse(name), query).status_code in (200, 400), name
    decide = reverse("linkage_decide", args=[pair.id])
    for more in ({"version": rubbish}, {"answer": rubbish}, {"reason": rubbish * 50}):
        answer = reviewer.post(decide, {"answer": "same", "reason": REASON, **more})
        assert answer.status_code in (302, 400, 409, 422), more
    assert not Merge.objects.exists()
    for name, value in typed().items():
        if not isinstance(value, list):
            answer = steward.post(reverse("exchange_new"), typed(**{name: rubbish}))
            assert answer.status_code in (302, 400, 422), name


@pytest.mark.parametrize("content", BYTES)
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "../../x.jsonl"])
def test_a_file_of_rubbish_is_told_and_stops_no_good_one(steward, tmp_path, content, name):
    assert upload(steward, name, content).status_code in (302, 422)
    good = write_csv(tmp_path / "good.csv", people(3)).read_bytes()
    assert upload(steward, "good.csv", good).status_code == 302
    working.work_once(now)
    working.work_once(now)
    assert Run.objects.filter(state="done").count() == 1
    assert Claim.objects.filter(valid_to=None).count() == 3


def test_a_file_in_gb18030_that_is_declared_utf8_is_read_rightly_and_the_page_says_so(steward, tmp_path):
    content = write_csv(tmp_path / "a.csv", [*people(5), person(9)], coding="gb18030").read_bytes()
    page = upload(steward, "a.csv", content, coding="utf-8").url
    working.work_once(now)
    shown = steward.get(page).content.decode()
    assert "GB18030" in shown
    assert "文件的编码与申明的不同" in shown
    assert Claim.objects.filter(valid_to=None).count() == 6


def test_a_code_that_is_in_no_table_is_told_with_its_line_and_costs_its_cell_alone(steward, tmp_path):
    content = write_csv(tmp_path / "a.csv", [*people(5), person(9, 性别="7")]).read_bytes()
    page = upload(steward, "a.csv", content).url
    working.work_once(now)
    shown = steward.get(page).content.decode()
    assert "代码不在代码表中" in shown
    assert "使用说明中的代码" in shown
    assert Claim.objects.filter(valid_to=None).count() == 6


def test_one_countys_clerk_neither_merges_across_nor_answers_herself(db):
    pair = pair_of_files(other=factories.ZHONGYUAN)
    ours, stranger = client_of(), client_of(code="410103")
    say(ours, pair)
    say(client_of(), pair)
    ask = Ask.objects.get()
    for who in (ours, stranger):
        who.post(reverse("linkage_answer", args=[ask.id]), {"agrees": "yes", "reason": REASON})
    assert not Merge.objects.exists()
    assert Ask.objects.get().state == "open"
    assert not Elder.objects.exclude(same_as=None).exists()


def test_a_merge_is_undone_by_nobody_of_another_county_and_gives_nothing_to_a_third_person(merge):
    incident = press(Elder.objects.get(id=merge.double))
    url, key = reverse("linkage_part", args=[merge.id]), f"row-{incident.id}"
    third = factories.make_elder()
    assert client_of(code="410102").post(url, {"reason": REASON}).status_code == 404
    for forged in ({key: str(third.id)}, {key: str(uuid4())}, {f"row-{uuid4()}": str(merge.double)}):
        answer = client_of().post(url, {"reason": REASON, **forged})
        assert answer.status_code in (409, 422), forged
    assert Merge.objects.get().parted_at is None
    assert Incident.objects.get(id=incident.id).person in (merge.double, merge.survivor)


def test_after_an_undoing_an_incident_is_whose_somebody_said_and_a_second_undoing_is_told(merge):
    incident = press(Elder.objects.get(id=merge.survivor))
    url, client = reverse("linkage_part", args=[merge.id]), client_of()
    assert "求助" in client.get(reverse("linkage_merge", args=[merge.id])).content.decode()
    client.post(url, {"reason": REASON, f"row-{incident.id}": str(merge.double)})
    assert Incident.objects.get(id=incident.id).person == merge.double
    assert client.post(url, {"reason": REASON}).status_code == 409
    assert Pair.objects.exclude(state="open").exists()
