"""What every call is held to: its token, its rate, its form, its key, its language."""

import json
import threading
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, transaction
from django.test import Client

from chongyang.api import elders as elders_api
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event, IdempotencyRecord
from chongyang.core.operations import idempotency
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.registry.models import Elder
from chongyang.territory import operations as territory
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, ApiToken, Post
from chongyang.territory.rules import token_names
from tests import factories
from tests.api.callers import Caller, caller, clerk, operator, outsider, problem

NEW = {
    "name": "王桂兰",
    "area": "410105001",
    "source": "street",
    "sourced_on": "2026-01-05",
    "born_on": "1941-03-08",
    "sex": "female",
}


def test_without_a_token_there_is_nothing(db):
    nobody = Client()
    answer = nobody.get("/api/elders")
    problem(answer, 401, "token-missing")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    told = nobody.get("/api/elders", headers={"Authorization": "Bearer cy_1_x"})
    problem(told, 401, "token-unknown")


def test_a_session_of_the_site_opens_nothing_here(db):
    client = Client()
    client.force_login(factories.make_operator(), "allauth.account.auth_backends.AuthenticationBackend")
    problem(client.get("/api/elders"), 401, "token-missing")


def test_the_secret_is_kept_as_a_digest_alone(db):
    who = clerk()
    token = ApiToken.objects.get(account=who.account)
    assert who.secret.startswith(token.prefix)
    assert who.secret.encode() not in bytes(token.digest)
    assert "secret" not in json.dumps(list(Event.objects.values_list("payload", flat=True)))
    who.get("/elders")
    token.refresh_from_db()
    assert token.last_used_at is not None


def test_a_revoked_an_expired_and_a_closed_token_say_what_they_are(db):
    who = clerk()
    token = ApiToken.objects.get(account=who.account)
    assert territory.revoke_token(prefix=token.prefix, by=SYSTEM, now=now())
    assert not territory.revoke_token(prefix=token.prefix, by=SYSTEM, now=now())
    problem(who.get("/elders"), 401, "token-revoked")
    late = clerk()
    past = now() - timedelta(seconds=1)
    ApiToken.objects.filter(account=late.account).update(valid_to=past, created_at=past - timedelta(days=1))
    problem(late.get("/elders"), 401, "token-expired")
    gone = clerk()
    Account.objects.filter(id=gone.account.id).update(is_active=False)
    problem(gone.get("/elders"), 401, "token-closed")


def test_a_token_whose_areas_shrank_stops_and_says_so(db):
    who = clerk()
    Post.objects.filter(account=who.account).update(intervals=[[410105001001, 410105001001]])
    told = problem(who.get("/elders"), 403, "token-shrank")
    assert "重新" in told["detail"] or "新的令牌" in told["detail"]


def test_a_token_does_not_grow_with_its_account(db):
    elder = factories.make_elder(area=factories.ZHONGYUAN)
    who = clerk()
    Post.objects.filter(account=who.account).update(intervals=[[410100000000, 410199999999]])
    problem(who.get(f"/elders/{elder.id}", X_Purpose="service"), 404, "not-found")


def test_a_token_whose_post_ended_stops(db):
    who = clerk()
    Post.objects.filter(account=who.account).update(valid_to=now())
    problem(who.get("/elders"), 403, "token-shrank")


def test_a_name_that_the_role_lost_is_told_and_the_others_go_on(db, monkeypatch):
    who = clerk()
    left = token_names.names_for(Role.STREET_CLERK) - {"elders:write"}
    monkeypatch.setattr("chongyang.territory.operations.tokens.names_for", lambda role: left)
    told = problem(who.post("/elders", NEW), 403, "token-shrank")
    assert "elders:write" in told["detail"]
    assert who.get("/elders").status_code == 200


def test_no_token_goes_beyond_its_role(db):
    with pytest.raises(territory.UnableToIssueToken, match="incidents:write"):
        clerk(names=["elders:read", "incidents:write"])
    with pytest.raises(territory.UnableToIssueToken, match="elders:all"):
        clerk(names=["elders:all"])
    with pytest.raises(territory.UnableToIssueToken):
        clerk(valid_to=now() + timedelta(days=400))
    assert caller(Role.API_CLIENT).get("/areas").status_code == 200
    problem(caller(Role.API_CLIENT).get("/elders"), 403, "token-name-missing")


def test_a_cursor_of_another_query_filter_or_scope_is_refused(db):
    for number in range(3):
        factories.make_elder(name="王甲", name_key=f"wang{number}")
        factories.make_elder(name="王乙", name_key=f"wang{number}", area=factories.ZHONGYUAN)
    cursor = clerk().get("/elders?limit=1").json()["next"]
    who = operator()
    own = who.get("/elders?limit=1").json()["next"]
    tries = (f"/elders?cursor={cursor}", f"/incidents?cursor={own}", f"/elders?area=410105&cursor={own}")
    for path in (*tries, f"/elders?cursor={own[:-3]}AAA", "/elders?cursor=%C3%A9", "/elders?cursor=x"):
        told = problem(who.get(path), 400, "cursor-mismatch")
        assert "第一页" in told["detail"]
    assert who.get(f"/elders?cursor={own}").status_code == 200
    problem(outsider().get(f"/elders?cursor={own}"), 400, "cursor-mismatch")


def test_titles_and_details_are_in_the_language_that_is_asked_for(db):
    chinese = problem(clerk().get("/nothing"), 404, "not-found")
    assert chinese["title"] == "没有找到"
    for accepted in ("en", "en-GB,en;q=0.9", "fr, en;q=0.5, zh;q=0.1"):
        english = clerk().get("/elders/count?area=x", Accept_Language=accepted)
        assert english["Content-Language"] == "en"
        assert problem(english, 422, "invalid")["title"].isascii()
    assert clerk().get("/elders/count", Accept_Language="zh-CN")["Content-Language"] == "zh-hans"


def test_wrong_forms_are_problems(db, settings):
    who, client = clerk(), Client()
    token = {"Authorization": f"Bearer {who.secret}"}
    path = "/api/elders/search"
    plain = client.post(path, "text", content_type="text/plain", headers=token)
    problem(plain, 415, "not-json")
    problem(client.post(path, {"text": "x"}, headers=token), 415, "not-json")
    for body in (
        b"{",
        b"\xff\xfe",
        b'{"text": "\\u0000"}',
        b'{"text": "\\ud800"}',
        b'{"text": NaN}',
        b"[" * 99_999,
    ):
        problem(client.post(path, body, content_type="application/json", headers=token), 400, "bad-request")
    refused = who.call("delete", "/elders/search")
    problem(refused, 405, "method-not-allowed")
    assert refused["Allow"] == "POST"
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    problem(who.post("/elders/search", {"text": "王" * 200}), 413, "too-large")


def test_addresses_that_the_database_cannot_take_are_refused(db):
    problem(clerk().get("/areas/%00"), 400, "bad-request")
    problem(clerk().get("/plan/clauses?text=a%00"), 400, "bad-request")
    problem(clerk().get("/elders?limit=201"), 422, "invalid")
    told = problem(clerk().get("/elders?limit=0"), 422, "invalid")
    assert told["errors"][0]["pointer"] == "/query/limit"


def test_too_many_calls_wait(db, settings):
    settings.API_CALLS_A_MINUTE = 2
    who = clerk()
    assert [who.get("/areas?limit=1").status_code for _ in range(2)] == [200, 200]
    answer = who.get("/areas?limit=1")
    problem(answer, 429, "too-many")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert outsider().get("/areas?limit=1").status_code == 200


def test_a_lost_database_is_503_and_an_unforeseen_error_tells_nothing(db, monkeypatch, caplog):
    def lost(*_, **__):
        raise OperationalError("server closed: 王桂兰")

    def broken(*_, **__):
        raise ZeroDivisionError("王桂兰 13800001234")

    monkeypatch.setattr(elders_api.queries, "count_elders", lost)
    answer = clerk().get("/elders/count")
    problem(answer, 503, "unavailable")
    assert answer["Retry-After"] == "5"
    monkeypatch.setattr(elders_api.queries, "count_elders", broken)
    problem(clerk().get("/elders/count"), 500, "failed")
    assert "ZeroDivisionError" in caplog.text
    assert "王桂兰" not in caplog.text


def test_nothing_personal_is_in_the_log_of_a_call(db, caplog):
    elder = factories.make_elder()
    clerk().post("/elders/search", {"text": elder.identity_number.plain})
    assert elder.identity_number.plain not in caplog.text
    assert "陈秀兰" not in caplog.text


def test_a_write_needs_a_key(db):
    for key in ("", "k" * 201, "a\tb"):
        problem(clerk().post("/elders", NEW, Idempotency_Key=key), 400, "key-missing")
    assert not Elder.objects.exists()


def test_the_same_key_gives_the_same_bytes_and_one_effect(db):
    who = clerk()
    first = who.post("/elders", NEW, Idempotency_Key="one")
    again = who.post("/elders", NEW, Idempotency_Key="one")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again["Idempotent-Replayed"] == "true"
    assert not first.has_header("Idempotent-Replayed")
    assert (again["ETag"], again["Location"]) == (first["ETag"], first["Location"])
    assert Elder.objects.count() == 1


def test_the_same_key_with_another_body_is_refused_and_changes_nothing(db):
    who = clerk()
    first = who.post("/elders", NEW, Idempotency_Key="one")
    problem(who.post("/elders", {**NEW, "name": "王桂芳"}, Idempotency_Key="one"), 422, "key-reused")
    assert Elder.objects.get().name == "王桂兰"
    assert who.post("/elders", NEW, Idempotency_Key="one").content == first.content
    assert outsider().post("/elders", {**NEW, "area": "410102001"}, Idempotency_Key="one").status_code == 201


def test_a_refused_request_leaves_its_key_free(db):
    who = clerk()
    problem(who.post("/elders", {**NEW, "name": ""}, Idempotency_Key="one"), 422, "invalid")
    assert who.post("/elders", NEW, Idempotency_Key="one").status_code == 201


def test_a_kept_answer_lies_sealed_and_goes_after_a_day(db):
    who = clerk()
    who.post("/elders", NEW, Idempotency_Key="one")
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest, answer FROM core_idempotencyrecord")
        for column in cursor.fetchone():
            assert "王桂兰".encode() not in bytes(column)
    assert idempotency.purge_keys(now=now(), limit=10) == 0
    assert idempotency.purge_keys(now=now() + timedelta(hours=25), limit=10) == 1
    assert not IdempotencyRecord.objects.exists()


def _at_once(who: Caller, calls: int) -> list[int]:
    start, statuses = threading.Barrier(calls), []

    def one() -> None:
        start.wait()
        statuses.append(
            Caller(who.account, who.secret).post("/elders", NEW, Idempotency_Key="twice").status_code
        )
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def test_parallel_repetitions_have_one_effect(committed, monkeypatch):
    monkeypatch.setattr(idempotency, "WAIT", "120s")
    who = clerk()
    assert _at_once(who, 4) == [201] * 4
    with enter(system_scope("test")):
        assert Elder.objects.count() == 1
        assert Event.objects.filter(kind="registry.elder.registered").count() == 1


def test_who_waits_too_long_is_told_to_come_again(committed, monkeypatch):
    monkeypatch.setattr(idempotency, "WAIT", "200ms")
    who, held, done = clerk(), threading.Event(), threading.Event()
    with enter(system_scope("test")):
        owner = ApiToken.objects.get(account=who.account).id

    def slow() -> None:
        with transaction.atomic():
            idempotency.begin(owner=owner, key="slow", request="POST /api/elders", now=now())
            held.set()
            done.wait(120)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    held.wait(120)
    answer = who.post("/elders", NEW, Idempotency_Key="slow")
    done.set()
    thread.join()
    problem(answer, 409, "still-running")
    assert answer["Retry-After"] == "5"


def test_a_stream_enters_its_scope_in_a_transaction_of_its_own(committed):
    with enter(system_scope("test")):
        factories.make_elder(name="王甲")
        factories.make_elder(name="王乙", area=factories.ZHONGYUAN)
    answer = caller(Role.COUNTY_REVIEWER, "410105").get("/elders/export")
    assert answer.streaming
    assert not connection.in_atomic_block
    assert len(b"".join(answer.streaming_content).splitlines()) == 1


def test_the_commands_issue_and_revoke(db, capsys):
    account = factories.make_account(Role.STREET_CLERK, None, "410105001")
    call_command("issue_token", account.username, "elders:read", "--days", "1")
    secret = capsys.readouterr().out.strip()
    assert Caller(account, secret).get("/elders").status_code == 200
    call_command("revoke_token", "_".join(secret.split("_")[:2]))
    problem(Caller(account, secret).get("/elders"), 401, "token-revoked")
    for words in (["nobody", "elders:read"], [account.username, "incidents:write"]):
        with pytest.raises(CommandError):
            call_command("issue_token", *words)
