"""The rehearsal of a restore: the real thing once, and the judgement over what was found."""

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from chongyang.workshop.restore_drill import AFTER, BEFORE, LATER, Drill

GOOD = Drill(
    moment="2026-11-22 00:00:00+00",
    written={BEFORE: 3, LATER: 3, AFTER: 3},
    found={BEFORE: 3, LATER: 3, AFTER: 0},
    chain_ok=True,
    events_verified=6,
    restored_bytes=1,
    archived_bytes=1,
    seconds={},
)


@pytest.mark.parametrize(
    ("drill", "holds"),
    [
        (GOOD, True),
        (replace(GOOD, chain_ok=False), False),
        (replace(GOOD, forgotten_again=False), False),
        (replace(GOOD, found={BEFORE: 3, LATER: 3, AFTER: 1}), False),
        (replace(GOOD, found={BEFORE: 3, LATER: 2, AFTER: 0}), False),
    ],
)
def test_exactly_the_moment_and_a_whole_chain(drill, holds):
    assert drill.holds is holds
    assert drill.as_dict()["ok"] is holds


@pytest.mark.slow
def test_a_restore_to_a_moment_brings_back_exactly_that_moment():
    words = [sys.executable, "-m", "chongyang", "restore_drill", "--json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=200)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["ok"]
    assert told["found"] == {BEFORE: 200, LATER: 200, AFTER: 0}
    assert told["events_verified"] >= 400
    assert told["forgotten_again"]
