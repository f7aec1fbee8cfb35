"""Exports by JSON hold who is within reach and nobody else, marked, and wait for an approval or a limit."""

from datetime import UTC, datetime

import pytest

from chongyang.territory.enums import Role
from chongyang.workshop.scopes import exports
from chongyang.workshop.scopes.matrix import check

NOW = datetime.now(UTC)
PLACES = ("city", "street", "outsider", "street and granted person")
ROLES = (Role.CITY_REVIEWER, Role.DATA_STEWARD, Role.STREET_CLERK, Role.FAMILY)


def found(**more):
    told = {"places": PLACES, "roles": ROLES, "resources": exports.RESOURCES, **more}
    report = check(now=NOW, sheets=(), **told)
    names = {one.name for one in exports.RESOURCES}
    return report, {(one.resource, one.door) for one in report.disagreements if one.resource in names}


@pytest.mark.slow
def test_each_role_takes_its_own_and_approves_within_its_reach(db):
    report, wrong = found()
    assert wrong == set()
    doors = {door for _, door in report.tried}
    assert {"API file", "API file before approval", "API file over the limit", "API approval"} <= doors


@pytest.mark.parametrize(
    ("place", "instead", "door"),
    [
        ("chongyang.privacy.rules.exports.mark_of", "", "API file"),
        ("chongyang.core.lifecycles.decide._wrong_place", None, "API file before approval"),
    ],
)
def test_a_file_without_its_mark_or_its_approval_is_caught(db, monkeypatch, place, instead, door):
    monkeypatch.setattr(place, lambda *_: instead)
    _, wrong = found(places=("street",), roles=(Role.CITY_REVIEWER,))
    assert ("exported persons", door) in wrong
