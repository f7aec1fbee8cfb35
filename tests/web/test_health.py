"""Probes and figures: right while all is well, and while the database is away; quiet to strangers."""

import json
import logging
import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client

from chongyang.core import clock, heartbeats, logs
from chongyang.core.access import enter
from chongyang.core.scopes import system_scope
from chongyang.web.health import metrics, readiness
from chongyang.web.health.asking import NoAnswer, Question
from chongyang.web.parts import watching
from tests.registry.people import identity_number


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """A busy machine answers late: what is asked here is what, not when."""
    monkeypatch.setattr(readiness, "PATIENCE", 60.0)
    monkeypatch.setattr(metrics, "PATIENCE", 60.0)


@pytest.fixture
def alive(committed):
    """Worker and gateway have said so."""
    heartbeats._last.clear()
    heartbeats.beat("worker", now=clock.now())
    heartbeats.beat("gateway", now=clock.now(), broker=True)


@pytest.fixture
def away(committed):
    """A database that nobody answers for: threads ask a socket folder that is not there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(connections.settings["default"], "HOST", "/nowhere/at/all")
        yield


def checks_of(client):
    response = client.get("/readyz")
    return response.status_code, {check["name"]: check for check in response.json()["checks"]}


def test_ready_when_all_is_well(client, alive):
    status, found = checks_of(client)
    assert status == 200
    assert set(found) == {
        *(
            "secrets",
            "database",
            "migrations",
            "outbox",
            "worker",
            "gateway",
            "broker",
            "doors",
            "escalation",
        ),
    }
    assert [name for name, check in found.items() if not check["ok"]] == []


def test_a_silent_worker_is_told_but_takes_nobody_out_of_service(client, committed):
    long_ago = clock.now() - timedelta(hours=1)
    heartbeats._last.clear()
    heartbeats.beat("worker", now=long_ago)
    status, found = checks_of(client)
    assert status == 200
    assert found["worker"]["told"] == "worker has been silent for 3600 s"
    assert "never" in found["gateway"]["told"]


def test_without_the_database_not_ready_but_alive(client, away):
    assert client.get("/healthz").content == b"ok\n"
    status, found = checks_of(client)
    assert status == 503
    assert found["database"] == {**found["database"], "ok": False, "told": "OperationalError"}
    assert "chongyang_database_up 0.0" in client.get("/metrics").content.decode()


def test_a_missing_migration_takes_it_out_of_service(client, alive, monkeypatch):
    monkeypatch.setattr(readiness, "_known", lambda: frozenset({("core", "9999_tomorrow")}))
    status, found = checks_of(client)
    assert (status, found["migrations"]["ok"]) == (503, False)


def test_a_key_of_the_wrong_length_takes_it_out_of_service(client, alive, settings):
    settings.SECRETS = {**settings.SECRETS, "fields": "abc"}
    status, found = checks_of(client)
    assert (status, found["secrets"]["told"]) == (503, "no proper key 'fields'")


def test_a_stranger_learns_no_more_than_yes_or_no(client, alive):
    assert client.get("/readyz", headers={"X-Forwarded-For": "203.0.113.9"}).json() == {"ready": True}


def test_a_hanging_database_is_asked_by_one_thread_at_a_time(committed):
    asked, let_go = [], threading.Event()

    def slow() -> str:
        asked.append(1)
        let_go.wait(60)
        return "late"

    question = Question("slow", slow)
    for _ in range(3):
        with pytest.raises(NoAnswer, match="no answer"):
            question.answer(0.1)
    let_go.set()
    assert question.answer(60) == "late"
    assert asked == [1]


def test_figures_are_there_and_hold_no_person(client, alive):
    client.get("/healthz")
    text = client.get("/metrics").content.decode()
    for name in (
        'chongyang_requests_total{status="200",view="healthz"}',
        'chongyang_request_seconds_bucket{le="0.08",view="healthz"}',
        "chongyang_live_desks 0.0",
        "chongyang_database_up 1.0",
        "chongyang_oldest_unanswered_seconds 0.0",
        'chongyang_outbox_messages{state="dead"} 0.0',
        "chongyang_outbox_oldest_seconds 0.0",
        "chongyang_events_unsealed",
        'chongyang_heartbeat_age_seconds{program="worker"}',
        'chongyang_heartbeat_age_seconds{program="gateway"}',
    ):
        assert name in text, name
    labels = {
        label for line in text.splitlines() if "{" in line for label in line.split("{")[1].split("=")[:1]
    }
    assert labels <= {"view", "status", "le", "state", "program"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"X-Forwarded-For": "203.0.113.9"}, 403),
        ({"X-Forwarded-For": "203.0.113.9", "Authorization": "Bearer wrong"}, 403),
        ({"X-Forwarded-For": "203.0.113.9", "Authorization": "Bearer right-token"}, 200),
    ],
)
def test_figures_are_for_this_machine_or_with_the_token(client, alive, settings, headers, status):
    settings.METRICS_TOKEN = "right-token"
    assert client.get("/metrics", headers=headers).status_code == status


def test_no_token_set_is_no_token_given(client, alive):
    headers = {"X-Forwarded-For": "203.0.113.9", "Authorization": "Bearer "}
    assert client.get("/metrics", headers=headers).status_code == 403


def test_a_beat_is_said_once_in_ten_seconds(db):
    heartbeats._last.clear()
    assert heartbeats.beat("worker", now=clock.now())
    assert not heartbeats.beat("worker", now=clock.now())
    assert set(heartbeats.heard()) == {"worker"}


def test_probes_need_no_host_name_and_no_https(client, alive, settings):
    settings.SECURE_SSL_REDIRECT, settings.HTTPS = True, True
    assert client.get("/healthz", headers={"Host": "127.0.0.1:8000"}).status_code == 200
    assert client.get("/", headers={"Host": "127.0.0.1:8000"}).status_code == 301


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ("0123456789abcdef0123456789abcdef", True),
        ("0190f1de-0000-7000-8000-0123456789ab", True),
        ("110101199001011234", False),
        ("a" * 33, False),
        ("王桂兰", False),
        ("abc\tdef", False),
    ],
)
def test_a_proxy_s_request_id_is_kept_if_it_is_one(client, db, settings, given, is_kept):
    settings.HTTPS = True
    headers = (
        {"X-Request-ID": given} if given.isascii() else {"X-Request-ID": given.encode().decode("latin-1")}
    )
    answered = client.get("/healthz", headers=headers)["X-Request-ID"]
    assert watching.WELL_FORMED.fullmatch(answered)
    assert (answered == given) is is_kept


def test_without_a_proxy_nobody_s_request_id_is_kept(client, db):
    given = "0123456789abcdef0123456789abcdef"
    assert client.get("/healthz", headers={"X-Request-ID": given})["X-Request-ID"] != given


@pytest.fixture
def lines(caplog):
    """What the log would say, through the real filter and the real formatter."""
    caplog.set_level(logging.DEBUG)

    def read():
        net, form = logs.Discreet(), logs.JsonLines()
        return [form.format(record) for record in caplog.records if net.filter(record)]

    return read


def test_a_request_leaves_one_line(client, db, lines):
    client.get("/plan/?q=王桂兰")
    (line,) = [json.loads(line) for line in lines() if '"request"' in line and "watching" in line]
    assert (line["message"], line["view"], line["status"]) == ("request", "plan", 200)
    assert {"time", "level", "logger", "ms"} <= set(line)


NUMBER, PHONE, NAME = identity_number(77), "13812345678", "王桂兰桂"


def test_searching_and_failing_leave_no_person_in_the_log(db, lines, monkeypatch, settings):
    client = Client(raise_request_exception=False)
    for text in (NUMBER, PHONE, NAME):
        client.get("/plan/", {"q": text})
        client.get(f"/nothing/{text}/")
        client.post("/account/login/", {"login": text, "password": text})

    def fail(*_, **__):
        raise ValueError(f"Failing row contains ({NAME}, {NUMBER}, {PHONE})")

    monkeypatch.setattr("chongyang.web.parts.progress.policy.list_documents", fail)
    assert client.get("/", {"q": NAME}).status_code == 500
    told = "\n".join(lines())
    assert "ValueError" in told
    for text in (NUMBER, PHONE, NAME):
        assert text not in told


def test_registering_leaves_no_person_in_the_log(db, lines):
    from chongyang.registry import operations, queries
    from tests.registry.people import NOW, clerk, form

    scope = clerk()
    with enter(scope):
        told = form(name=NAME, identity_number=NUMBER, phone=PHONE, sex="")
        operations.register_elder(scope=scope, form=told, by=scope.actor, now=NOW)
        assert len(queries.find_elders(scope, NUMBER)) == 1
        with pytest.raises(operations.UnableToRegister):
            operations.register_elder(scope=scope, form=told, by=scope.actor, now=NOW)
    logged = "\n".join(lines())
    for text in (NUMBER, PHONE, NAME):
        assert text not in logged


def test_the_gateway_and_worker_say_that_they_live(committed):
    from chongyang.core.management.commands import work

    heartbeats._last.clear()
    before = clock.now()
    work.tick()
    with enter(system_scope("test")):
        assert before <= heartbeats.heard()["worker"]["at"] <= clock.now()
    call_command("check")
