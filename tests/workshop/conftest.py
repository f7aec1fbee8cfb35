"""Benches in tests: a process of its own on the worker's cluster, with cities made in prepared ground."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import GROUND
from tests.plugin import VAR

BEGIN = """
import django; django.setup()
from functools import partial
from django.core.management import call_command
from chongyang.workshop import vitals
from chongyang.workshop.benches import alarm, city, registry
from chongyang.workshop.databases import working_on

def made_here(words, environment):
    with working_on(environment["DATABASE_OWNER_URL"]):
        call_command(*words)

city._run, vitals.ELDERS, vitals.RAW_DAYS, vitals.YEARS_DAYS = made_here, 8, 6, 20
city.EMPTY, alarm.HOME = {ground!r}, {home!r}
registry.bench_city = partial(city.bench_city, home={home!r})
"""


@pytest.fixture
def run_bench(django_db_setup: None, cluster: Any) -> Callable[..., Any]:
    """Runs a bench as its command does and gives the object that it prints; a missed goal of time is none."""
    begin = BEGIN.format(ground=GROUND, home=Path(cluster.place.home).name)
    kept = {name: os.environ[name] for name in ("PATH", "CHONGYANG_SECRETS", "DJANGO_SETTINGS_MODULE")}
    env = kept | {"CHONGYANG_VAR": str(VAR), "CHONGYANG_BENCH_PATIENCE": "0", "DATABASE_URL": cluster.run_url}

    def run(*lines: str) -> Any:
        words = [sys.executable, "-c", "\n".join([begin, *lines])]
        done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
        assert done.stdout, done.stderr[-2000:]
        return json.loads(done.stdout.splitlines()[-1])

    return run
