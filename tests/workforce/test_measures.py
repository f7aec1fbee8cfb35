"""Carers are counted by the days of their work and of their certificates, where their day begins."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import ZHONGYUAN
from tests.indicators.drilling import by_unit, refuses_an_elder, rows_seen
from tests.workforce import made

pytestmark = pytest.mark.usefixtures("db")
Q1, Q2, Q3 = "2018Q1", "2018Q2", "2018Q3"
REGISTERED, EMPLOYED = "workforce.registered", "workforce.employed"
TRAINED, INTEGRATED = "workforce.trained_before_work", "workforce.integrated_trained"


def carer(**told):
    return made.make_carer(made.organisation().id, **{"skills": (), **told})


def test_who_left_or_came_later_was_there_in_the_quarter_of_her_days():
    stays = carer()
    left = carer(ends_on=date(2018, 6, 30))
    carer(area=ZHONGYUAN, starts_on=date(2018, 7, 1), entered_at=datetime(2018, 6, 29, tzinfo=UTC))
    assert by_unit(EMPLOYED, Q1) == {"jinshui": 2}
    assert by_unit(EMPLOYED, Q2) == {"jinshui": 1}
    assert by_unit(EMPLOYED, Q3) == {"jinshui": 1, "zhongyuan": 1}
    assert by_unit(REGISTERED, Q2) == {"jinshui": 1, "zhongyuan": 1}
    assert sorted(rows_seen(EMPLOYED, Q1, "410105")) == sorted([str(stays.id), str(left.id)])


def test_a_last_day_at_the_end_of_a_quarter_is_still_of_it():
    carer(ends_on=date(2018, 7, 1))
    assert by_unit(EMPLOYED, Q2) == {"jinshui": 1}
    assert by_unit(EMPLOYED, Q3) == {}


@pytest.mark.parametrize(
    ("skill", "valid_from", "valid_to", "counts"),
    [
        ("induction", made.START, None, True),
        ("care_worker", date(2017, 5, 1), None, True),
        ("nurse", date(2017, 5, 1), date(2018, 1, 2), True),
        ("nurse", date(2017, 5, 1), date(2018, 1, 1), False),
        ("care_worker", date(2018, 1, 2), None, False),
        ("health", date(2017, 5, 1), None, False),
    ],
)
def test_who_was_trained_held_a_certificate_that_counts_on_her_first_day(skill, valid_from, valid_to, counts):
    row = carer()
    made.certify(row, skill, valid_from=valid_from, valid_to=valid_to)
    assert by_unit(TRAINED, Q1) == ({"jinshui": 1} if counts else {})
    assert rows_seen(TRAINED, Q1, "410105") == ([str(row.id)] if counts else [])


def test_two_certificates_are_one_trained_carer():
    row = carer(skills=("care_worker",))
    made.certify(row, "induction", valid_from=made.START)
    assert by_unit(TRAINED, Q1) == {"jinshui": 1}


def test_training_in_integrated_care_counts_from_its_day_and_after_she_left():
    row = carer(ends_on=date(2018, 6, 1))
    made.certify(row, "integrated_care", valid_from=date(2018, 4, 1))
    assert by_unit(INTEGRATED, Q1) == {}
    assert by_unit(INTEGRATED, Q2) == by_unit(INTEGRATED, Q3) == {"jinshui": 1}


def test_another_county_sees_no_row_and_an_elder_may_not_ask():
    carer(skills=("care_worker",))
    for key in (REGISTERED, EMPLOYED, TRAINED):
        assert rows_seen(key, Q3, "410102") == []
        refuses_an_elder(key, Q3)
