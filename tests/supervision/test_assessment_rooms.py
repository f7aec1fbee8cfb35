"""The assessment counts real rows of the rooms below: returns handed in, duties by light, letters signed."""

from datetime import timedelta
from decimal import Decimal

import pytest

from chongyang.core.access import enter
from chongyang.duties import operations as duties
from chongyang.supervision.models import Score, Standing
from tests.duties import people as ledger
from tests.reporting import people as handing
from tests.supervision import people


@pytest.fixture
def maker(db, settings, tmp_path):
    settings.FILES = tmp_path
    return people.office()


def score(held, subject, item):
    return Score.objects.get(run=held.run, subject=subject, item=item)


def hand_in(place):
    row = handing.report("purchase", place)
    unit = handing.county_liaison()
    handing.fill(row, unit, purchase__county_rules=1)
    handing.go(row, unit)


def warn(run):
    """A letter of the office about a duty, signed by a second person, dated in the year."""
    row = ledger.draft(run, ledger.office())
    signer = ledger.office()
    with enter(signer):
        return duties.sign_letter(letter=row.id, **ledger.acting(signer, ledger.AUTUMN + timedelta(days=1)))


def close(run):
    """Reported whole with evidence, answered, checked by one person and closed by another."""
    unit = ledger.liaison(run.organisation_key)
    ledger.report(run, unit, percent=100, with_file=True)
    duties.answer_run(run=run.id, **ledger.acting(unit))
    for action in ("confirm", "close"):
        duties.judge_run(run=run.id, action=action, **ledger.acting(ledger.government_office()))


def test_returns_duties_and_letters_of_a_county_make_its_points(maker):
    handing.opened()
    hand_in("jinshui")
    jinshui, _ = ledger.give(ledger.EACH, ledger.JINSHUI, ledger.ERQI)
    warn(jinshui)
    close(jinshui)
    held = people.begin(maker)
    returns = score(held, "jinshui", "reporting").trace
    assert returns["up"] == [["on_time", "1", "1"]]
    assert int(returns["over"][0][1]) > 1
    assert score(held, "erqi", "reporting").points == 0
    assert {name: score(held, name, "duties").points for name in ("jinshui", "erqi")} == {
        "jinshui": 10,
        "erqi": 0,
    }
    assert score(held, "jinshui", "letters").points == Decimal("0.5")
    assert Standing.objects.get(run=held.run, subject="erqi").penalty == 0


def test_a_department_is_counted_by_its_own_duties_and_returns(maker):
    handing.opened()
    (run,) = ledger.give(ledger.NEW_2018, ledger.CIVIL)
    warn(run)
    held = people.begin(maker, "departments")
    assert score(held, ledger.CIVIL, "duties").trace["over"] == [
        ["green", "0"],
        ["yellow", "0"],
        ["red", "1"],
    ]
    assert score(held, ledger.CIVIL, "duties").points == 0
    assert score(held, ledger.CIVIL, "letters").points == Decimal("0.5")
    assert int(score(held, ledger.CIVIL, "reporting").trace["over"][0][1]) > 0
    assert score(held, ledger.FINANCE, "duties").points is None


def test_the_light_that_the_office_set_for_the_last_quarter_counts_in_its_year(maker):
    (run,) = ledger.give(ledger.NEW_2018, ledger.CIVIL)
    told = {"run": run.id, "period": ledger.Q4, "light": "yellow", "reason": "验收单月内补齐（虚构）"}
    duties.set_light(**told, **ledger.acting(ledger.office(), people.NOW))
    held = people.begin(maker, "departments")
    assert score(held, ledger.CIVIL, "duties").points == 10
