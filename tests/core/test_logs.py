"""The net under the log: whatever a record holds, numbers of persons do not come through."""

import json
import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chongyang.core import logs

IDENTITY = st.from_regex(r"[1-9][0-9]{16}[0-9Xx]", fullmatch=True)
MOBILE = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
WORDS = st.text(alphabet=st.characters(exclude_categories=("Nd", "Cs"))).filter(
    lambda text: not text.startswith(("X", "x"))
)


def said(formatter, message="", args=(), error=None, **extra):
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("test", logging.WARNING, __file__, 1, message, args, info)
    record.__dict__.update(extra)
    logs.Discreet().filter(record)
    return formatter.format(record)


def raised(error):
    try:
        raise error
    except type(error):
        return sys.exc_info()[1]


@given(WORDS, IDENTITY | MOBILE, WORDS)
def test_no_number_of_a_person_comes_through(before, number, after):
    for formatter in (logs.Lines(), logs.JsonLines()):
        assert number not in said(
            formatter, before.replace("%", "") + "%s" + after.replace("%", ""), (number,)
        )


@given(MOBILE, st.sampled_from(["+86", "86", "0086"]), st.sampled_from(["", " ", "-"]))
def test_a_mobile_is_masked_however_it_is_written(number, prefix, gap):
    written = gap.join((number[:3], number[3:7], number[7:]))
    assert number[3:7] not in logs.masked(f"call {prefix}{written} now")


@pytest.mark.parametrize("kept", ["410105001001", "1763712000000", "area 410100000000", "7 ms", "2026-11-22"])
def test_what_is_no_number_of_a_person_stays(kept):
    assert logs.masked(kept) == kept


def test_an_exception_is_told_without_its_text():
    error = raised(ValueError("Key (name)=(王桂兰) exists"))
    for formatter in (logs.Lines(), logs.JsonLines()):
        line = said(formatter, "failed", error=error)
        assert "王桂兰" not in line
        assert "ValueError" in line
        assert "test_logs.py" in line


def test_a_cause_is_told_too():
    def fail():
        try:
            raise KeyError("王桂兰")
        except KeyError as error:
            raise RuntimeError("13800001234") from error

    with pytest.raises(RuntimeError) as caught:
        fail()
    line = said(logs.Lines(), "failed", error=caught.value)
    assert "KeyError" in line
    assert "RuntimeError" in line
    assert "王桂兰" not in line


def test_a_line_for_machines_is_one_object():
    with logs.concerning(request="ab" * 16):
        line = said(logs.JsonLines(), "request", view="seat", status=200, ms=3.5, actor="")
    found = json.loads(line)
    assert found.pop("time").endswith("+00:00")
    assert found == {
        "level": "WARNING",
        "logger": "test",
        "message": "request",
        "request": "ab" * 16,
        "view": "seat",
        "status": 200,
        "ms": 3.5,
    }


def test_what_a_record_concerns_ends_with_it():
    with logs.concerning(request="1"), logs.concerning(job="2"):
        assert dict(logs.about.get()) == {"request": "1", "job": "2"}
    assert dict(logs.about.get()) == {}


def test_a_record_whose_arguments_do_not_fit_is_still_told():
    assert "do not fit" in said(logs.Lines(), "%s %s", ("one",))
