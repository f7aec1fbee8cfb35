"""What a program loads before it works: a killed one is back so much sooner."""

import subprocess
import sys

import pytest

HEAVY = ("numpy", "scipy", "polars", "typst", "openpyxl", "xlsxwriter", "ortools", "shapely")
PAGES = """
import chongyang.config.wsgi
from django.urls import get_resolver
get_resolver()._populate()
"""
COMMAND = """
import django
django.setup()
from django.core.management import load_command_class
command = load_command_class("{}", "{}")
assert not command.requires_system_checks, "the checks load every page"
"""
ENTRIES = {
    "web": PAGES,
    "work": COMMAND.format("chongyang.core", "work"),
    "gateway_mqtt": COMMAND.format("chongyang.gateway", "gateway_mqtt"),
    "gateway_tcp": COMMAND.format("chongyang.gateway", "gateway_tcp"),
}


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_program_starts_without_what_only_some_functions_need(entry: str) -> None:
    setting = "import os, sys\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'chongyang.config.settings')\n"
    asked = f"\nprint(*(name for name in {HEAVY} if name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", setting + ENTRIES[entry] + asked],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout.split() == []
