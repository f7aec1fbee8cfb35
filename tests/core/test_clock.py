"""The clock tells moments in UTC; a day is the city's, eight hours ahead."""

import re
from pathlib import Path

import chongyang

PACKAGE = Path(chongyang.__file__).parent
DAY_IN_UTC = re.compile(r"\b(?:clock_)?now(?:\(\))?\.date\(\)")


def test_no_page_and_no_rule_takes_the_day_of_utc_which_is_yesterday_until_eight_in_the_morning():
    files = (path for path in PACKAGE.rglob("*.py") if "workshop" not in path.parts)
    assert [str(path) for path in files if DAY_IN_UTC.search(path.read_text())] == []
