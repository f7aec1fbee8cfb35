"""Pairs by JSON: the same words as at the desk, two persons, other counties, an undoing."""

import pytest

from chongyang.linkage.models import Merge, Pair
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import caller, problem
from tests.linkage.test_deciding import pair_of_files

pytestmark = pytest.mark.django_db
REASON = "电话住址都相同"
SAME = {"answer": "same", "reason": REASON}


def reviewer(code="410105"):
    return caller(Role.COUNTY_REVIEWER, code)


def test_pairs_page_by_page_without_anybodys_name(db):
    for weight in (3.0, 9.0):
        pair_of_files(weight=weight)
    who = reviewer()
    first = who.get("/linkage/pairs?limit=1").json()
    second = who.get(f"/linkage/pairs?limit=1&cursor={first['next']}").json()
    assert [page["items"][0]["weight"] for page in (first, second)] == [9.0, 3.0]
    assert second["next"] is None
    assert "陈" not in str(first)
    assert reviewer("410102").get("/linkage/pairs").json()["items"] == []
    assert who.get("/linkage/pairs?kind=records").json()["items"] == []


def test_a_pair_shows_masks_and_nothing_beyond_reach(db):
    pair = pair_of_files(other=factories.ZHONGYUAN)
    told = reviewer().get(f"/linkage/pairs/{pair.id}").json()
    assert told["left"]["told"]["name"] == "陈*兰"
    assert told["right"] == {
        "feed": "registry", "person": str(pair.right_person), "area": pair.other_area,
        "is_near": False, "told": {},
    }  # fmt: skip
    problem(reviewer("410102").get(f"/linkage/pairs/{pair.id}"), 404, "not-found")
    problem(
        caller(Role.STREET_CLERK, "410105001").get(f"/linkage/pairs/{pair.id}"), 403, "token-name-missing"
    )


def test_two_words_merge_and_one_undoes(db):
    pair = pair_of_files()
    first, second = reviewer(), reviewer()
    where = f"/linkage/pairs/{pair.id}/decide"
    assert first.post(where, SAME).json()["state"] == "proposed"
    problem(first.post(where, SAME), 409, "conflict")
    problem(second.post(where, {**SAME, "version": 1}), 409, "conflict")
    assert second.post(where, SAME).json()["state"] == "same"
    merge = first.get("/linkage/merges").json()[0]
    assert first.get(f"/linkage/merges/{merge['id']}").json()["since"] == []
    problem(first.post(f"/linkage/merges/{merge['id']}/part", {"reason": "x"}), 422, "invalid")
    done = first.post(f"/linkage/merges/{merge['id']}/part", {"reason": "电话核实是两个人"}).json()
    assert done["parted_at"]
    assert Merge.objects.get().parted_at
    assert first.post(f"/linkage/pairs/{pair.id}/reopen", {"reason": "重新核对"}).json()["state"] == "open"


def test_the_other_county_answers(db):
    pair = pair_of_files(other=factories.ZHONGYUAN)
    ours, theirs = reviewer(), reviewer("410102")
    assert ours.post(f"/linkage/pairs/{pair.id}/decide", SAME).json()["state"] == "asked"
    assert ours.post(f"/linkage/pairs/{pair.id}/withdraw").json()["state"] == "open"
    ours.post(f"/linkage/pairs/{pair.id}/decide", SAME)
    ask = theirs.get("/linkage/asks").json()[0]
    assert ask["person"] == str(pair.right_person)
    problem(
        ours.post(f"/linkage/asks/{ask['id']}/answer", {"agrees": True, "reason": REASON}), 409, "conflict"
    )
    assert theirs.post(f"/linkage/asks/{ask['id']}/answer", {"agrees": False, "reason": REASON}).json()
    assert Pair.objects.get().state == "different"
