"""`chongyang check --deploy`: quiet in a proper environment, and one clear fault for each thing amiss."""

import io
import json
import os
import secrets
import subprocess
import sys

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from chongyang.core import checks, clock, facts
from chongyang.territory.models import Account
from tests.conftest import owner_dsn

PROPER = {
    "CHONGYANG_HTTPS": "1",
    "CHONGYANG_HOSTS": "elder.example.gov.cn",
    "MQTT_URL": "mqtts://gateway:word@broker.example:8883",
    "CHONGYANG_METRICS_TOKEN": "a-long-token",
}


@pytest.fixture
def proper(db, settings, tmp_path, monkeypatch):
    """As a city would set it up."""
    path = tmp_path / "secrets.json"
    path.write_text("{}")
    path.chmod(0o600)
    settings.SECRETS_PATH = path
    settings.DEMO, settings.HTTPS, settings.HOSTS = False, True, ["elder.example.gov.cn"]
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31536000, True
    settings.MQTT_URL, settings.METRICS_TOKEN = PROPER["MQTT_URL"], "a-long-token"
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    return settings


def told():
    """What the command would show; the suite itself sets what templates.E002 complains of."""
    found = run_checks(include_deployment_checks=True)
    return [one for one in found if not one.is_silenced() and one.id != "templates.E002"]


def faults():
    return [message.id for message in told()]


def test_nothing_is_amiss_in_a_proper_environment(proper):
    assert told() == []


def test_without_deploy_nothing_of_it_is_asked(db):
    assert [message for message in run_checks() if message.id.startswith("chongyang")] == []


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("DEMO", True, "chongyang.E002"),
        ("HTTPS", False, "chongyang.E003"),
        ("HOSTS", [], "chongyang.E004"),
        ("HOSTS", ["*"], "chongyang.E004"),
        ("SECOND_FACTOR_REQUIRED", False, "chongyang.E005"),
        ("FIELD_KEYS", {1: "00" * 16}, "chongyang.E006"),
        ("FIELD_KEYS", {1: secrets.token_hex(8)}, "chongyang.E006"),
        ("INDEX_KEY", "not hex at all", "chongyang.E006"),
        ("FIELD_KEY_NUMBER", 7, "chongyang.E008"),
        ("MQTT_URL", "mqtt://127.0.0.1:1883", "chongyang.E010"),
        ("MQTT_URL", "mqtt://gateway:word@broker.example", "chongyang.E011"),
        ("METRICS_TOKEN", "", "chongyang.W002"),
    ],
)
def test_each_thing_amiss_has_its_fault(proper, name, value, fault):
    setattr(proper, name, value)
    assert fault in faults()


def test_a_short_secret_has_its_fault(proper):
    proper.SECRET_KEY = "short"
    assert "chongyang.E007" in faults()


def test_an_open_file_of_secrets(proper):
    proper.SECRETS_PATH.chmod(0o640)
    (fault,) = [one for one in told() if one.id == "chongyang.E009"]
    assert "0640" in fault.msg
    assert fault.hint == f"chmod 600 {proper.SECRETS_PATH}"


def test_the_owner_s_address_in_the_environment(proper, monkeypatch):
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@/x")
    assert faults() == ["chongyang.W001"]


def test_demo_accounts_and_an_invented_city(proper):
    Account.objects.create(username="demo1", display_name="d", is_demo=True, created_at=clock.now())
    facts.put("synthetic", True)
    assert sorted(faults()) == ["chongyang.E016", "chongyang.E020"]


def test_a_closed_demo_account_is_none(proper):
    Account.objects.create(
        username="demo1", display_name="d", is_demo=True, is_active=False, created_at=clock.now()
    )
    assert faults() == []


def test_a_table_without_security(proper, monkeypatch):
    monkeypatch.setattr(checks, "_our_tables", lambda: ["registry_elder", "django_session", "nothing_here"])
    assert faults() == ["chongyang.E013", "chongyang.E014"]


def test_the_owner_is_no_role_to_serve_with(committed):
    connection.close()
    former = connection.settings_dict["USER"]
    connection.settings_dict["USER"] = owner_dsn()["user"]
    try:
        found = [message.id for message in (*checks.role(None), *checks.tables(None))]
    finally:
        connection.close()
        connection.settings_dict["USER"] = former
    assert found == ["chongyang.E012", "chongyang.E015"]


def test_a_database_that_is_away(proper, monkeypatch):
    def fail():
        raise checks.DatabaseError("13800001234")
        yield

    (fault,) = checks.of_database(fail)(None)
    assert fault.id == "chongyang.E001"
    assert "13800001234" not in fault.msg


def test_the_command_fails_clearly(proper):
    proper.DEMO = True
    with pytest.raises(SystemCheckError, match="CHONGYANG_DEMO"):
        call_command("check", "--deploy", stdout=io.StringIO(), stderr=io.StringIO())


@pytest.mark.slow
def test_the_command_line_is_clean_in_a_proper_environment(committed, tmp_path):
    """The real command in a process of its own, with nothing but what the how-to sets."""
    held = owner_dsn()
    keys = {
        "django": secrets.token_urlsafe(40),
        "fields": secrets.token_hex(16),
        "index": secrets.token_hex(32),
    }
    path = tmp_path / "secrets.json"
    path.write_text(json.dumps(keys))
    path.chmod(0o600)
    url = f"postgresql://chongyang_run@/{held['dbname']}?host={held['host']}&port={held['port']}"
    env = {"PATH": os.environ["PATH"], "DATABASE_URL": url, "CHONGYANG_SECRETS": str(path), **PROPER}
    words = [sys.executable, "-m", "chongyang", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, "no issues" in done.stdout) == (0, True), done.stderr
