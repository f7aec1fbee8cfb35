"""The query door: yes, no, no more than the agreement; counted under load; written down; told in order."""

import json
import threading
import time
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from chongyang.core import events, sealing
from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.fields import index_of
from chongyang.core.models import Event
from chongyang.core.operations.seals import seal_events
from chongyang.core.queries.chain import verify_chain
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.exchange import operations
from chongyang.exchange.models import Agreement, Question, QuotaUse
from chongyang.registry import operations as registry
from chongyang.registry.models import Elder
from chongyang.registry.queries import who_read
from chongyang.territory.enums import Role
from tests import factories
from tests.api.callers import Caller, problem
from tests.exchange.helpers import PURPOSE, agree, agreed, department, steward, take_back

INSIDE, OUTSIDE = factories.JINSHUI, factories.ZHONGYUAN


def caller(**columns):
    agreement, secret = agreed(**columns)
    return agreement, Caller(None, secret)


def asking(*numbers, **more):
    people = [{"number": number} if isinstance(number, str) else number for number in numbers]
    return {"purpose": PURPOSE, "reference": "SS-1", "people": people, **more}


@pytest.fixture
def elder(db):
    return factories.make_elder(area=INSIDE)


def test_yes_with_the_fields_of_the_agreement_and_no_other(elder):
    _, who = caller()
    told = who.post("/exchange/questions", asking(elder.identity_number.plain)).json()
    assert told["items"] == [
        {
            "place": 0,
            "answer": "yes",
            "subject": told["items"][0]["subject"],
            "fields": {"life_status": "alive", "county": "410105"},
        }
    ]
    assert told["left"] == {"day": 49, "hour": 19}
    assert elder.name not in json.dumps(told, ensure_ascii=False)


def test_no_has_the_same_shape_for_the_unknown_the_misnamed_and_who_lives_elsewhere(elder):
    away = factories.make_elder(area=OUTSIDE)
    _, who = caller()
    people = (
        factories.identity_number(),
        {"number": elder.identity_number.plain, "name": "王五"},
        away.identity_number.plain,
    )
    items = who.post("/exchange/questions", asking(*people)).json()["items"]
    empty = {"life_status": None, "county": None}
    assert [(one["answer"], one["fields"]) for one in items] == [("no", empty)] * 3
    assert len({one["subject"] for one in items}) == 3
    named = {"number": elder.identity_number.plain, "name": " 陈 秀兰"}
    assert who.post("/exchange/questions", asking(named)).json()["items"][0]["answer"] == "yes"


def test_an_agreement_on_consent_answers_while_the_consent_stands(elder):
    _, who = caller(basis="consent")

    def said():
        [one] = who.post("/exchange/questions", asking(elder.identity_number.plain)).json()["items"]
        return one["answer"], one["fields"]["life_status"]

    assert said() == ("no", None)
    agree(elder)
    assert said() == ("yes", "alive")
    take_back(elder)
    assert said() == ("no", None)


def test_yes_or_no_alone_says_nothing_more(elder):
    _, who = caller(answer_kind="yes_no", fields=())
    [one] = who.post("/exchange/questions", asking(elder.identity_number.plain)).json()["items"]
    assert (one["answer"], one["fields"]) == ("yes", {})


def test_each_question_is_written_down_and_the_elder_sees_hers(elder):
    agreement, who = caller()
    unknown = factories.identity_number()
    who.post("/exchange/questions", asking(elder.identity_number.plain, unknown, "123"))
    seen = list(Event.objects.filter(kind="exchange.question.answered").order_by("seq"))
    assert [event.person for event in seen] == [elder.id, None]
    assert seen[0].purpose == PURPOSE
    assert seen[0].actor_organisation == agreement.organisation
    assert seen[0].payload["fields"] == ["life_status", "county"]
    questions = {bytes(row.index): row.answer for row in Question.objects.all()}
    assert questions[index_of(unknown, "identity")] == "no"
    assert unknown not in json.dumps([event.payload for event in seen])
    assert QuotaUse.objects.get(span="day").used == 2, "what is no number is not counted"
    [reading] = who_read(system_scope("t"), elder.id)
    assert (reading.purpose, reading.fields) == (PURPOSE, ("life_status", "county"))


def test_the_events_of_the_database_keep_the_chain(elder):
    _, who = caller()
    who.post("/exchange/questions", asking(elder.identity_number.plain, factories.identity_number()))
    for event in Event.objects.filter(kind="exchange.question.answered"):
        assert sealing.digest(bytes(event.salt) + events.canonical(event.payload)) == bytes(
            event.payload_digest
        )
    seal_events(now=now())
    assert verify_chain().broken is None


@pytest.mark.parametrize("purpose", ["", "好奇", "养老待遇"])
def test_a_purpose_beyond_the_agreement_is_refused(elder, purpose):
    _, who = caller()
    answer = who.post("/exchange/questions", asking(elder.identity_number.plain, purpose=purpose))
    assert answer.status_code in (409, 422)
    assert not Question.objects.exists()
    assert not QuotaUse.objects.exists()


def test_the_quota_ends_and_says_when_it_opens_again(elder):
    _, who = caller(hour_limit=2, day_limit=2, batch_limit=2)
    number = elder.identity_number.plain
    assert who.post("/exchange/questions", asking(number)).status_code == 200
    told = who.post("/exchange/questions", asking(number, number))
    problem(told, 429, "too-many")
    assert int(told["Retry-After"]) > 0
    use = QuotaUse.objects.get(span="hour")
    assert (use.used, use.refused) == (1, 2), "a refused batch asks nobody and is counted apart"
    assert Question.objects.count() == 1
    assert who.post("/exchange/questions", asking(number)).status_code == 200
    problem(who.post("/exchange/questions", asking(number)), 429, "too-many")


def test_a_batch_is_as_large_as_agreed(elder):
    _, who = caller(batch_limit=2)
    many = [elder.identity_number.plain] * 3
    told = problem(who.post("/exchange/questions", asking(*many)), 409, "conflict")
    assert "每次人数" in told["detail"]
    problem(who.post("/exchange/questions", asking()), 422, "invalid")
    assert not Question.objects.exists()
    assert who.post("/exchange/questions", asking(*many[:2])).status_code == 200


@pytest.mark.parametrize("step", ["suspend", "end"])
def test_a_stopped_agreement_answers_nothing(elder, step):
    agreement, who = caller()
    scope = steward()
    operations.step_agreement(
        agreement=agreement.id, action=step, reason="核查", scope=scope, by=scope.actor, now=now()
    )
    told = who.post("/exchange/questions", asking(elder.identity_number.plain))
    assert told.status_code == (409 if step == "suspend" else 401)
    assert who.get("/exchange/changes").status_code in (409, 401)


def test_an_agreement_that_ran_out_answers_nothing(elder):
    agreement, who = caller()
    Agreement.objects.filter(id=agreement.id).update(valid_to=timezone.localdate())
    told = problem(who.post("/exchange/questions", asking(elder.identity_number.plain)), 409, "conflict")
    assert "协议未生效" in told["detail"]
    assert not Question.objects.exists()


def test_the_database_itself_refuses_another_departments_agreement(elder):
    mine, _ = caller()
    other = department("test.other")
    scope = Scope((), Actor("person", "x"), organisation=other.id, role="api_client")
    told = [mine.id, elder.id, elder.id, b"x", "", PURPOSE, "", ["{}", "{}"], [b"", b""], [b"", b""]]
    asked = (
        "SELECT * FROM chongyang_exchange_answer(%s, %s, %s, %s, %s, %s, %s, "
        "%s::jsonb[], %s::bytea[], %s::bytea[], now(), current_date)"
    )
    with enter(scope), connection.cursor() as cursor, pytest.raises(DatabaseError, match="beyond its"):
        cursor.execute(asked, told)


def test_the_token_opens_nothing_else(elder):
    _, who = caller()
    problem(who.get("/elders"), 403, "token-name-missing")
    problem(who.get(f"/elders/{elder.id}"), 403, "token-name-missing")
    told = who.get("/exchange/agreement").json()
    assert (told["code"], told["limits"]) == ("social-security", {"hour": 20, "day": 50})


def died(elder):
    clerk = factories.scope_of(factories.make_account(Role.STREET_CLERK, None, "4101"))
    scope = system_scope("decided", clerk.actor)
    with enter(scope):
        registry.change_life_status(
            elder=elder.id,
            status="dead",
            on=now().date(),
            evidence="police",
            scope=scope,
            by=scope.actor,
            now=now(),
        )


def test_parallel_questions_never_pass_the_quota(committed):
    with enter(system_scope("test")):
        elder = factories.make_elder(area=INSIDE)
        number = elder.identity_number.plain
    _, who = caller(hour_limit=7, day_limit=7, batch_limit=1)
    statuses = []

    def one():
        try:
            statuses.append(Caller(None, who.secret).post("/exchange/questions", asking(number)).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 7 + [429] * 9
    with enter(system_scope("test")):
        assert {row.used for row in QuotaUse.objects.all()} == {7}
        assert {row.refused for row in QuotaUse.objects.all()} == {9}
        assert Question.objects.count() == 7


SETTLED = "SELECT coalesce((SELECT max(xid) FROM core_event), '0') < pg_snapshot_xmin(pg_current_snapshot())"


def collect():
    """As the worker does, once no transaction of the cluster (another run's) is older than the events."""
    for _ in range(600):
        with enter(system_scope("test")), connection.cursor() as cursor:
            cursor.execute(SETTLED)
            if cursor.fetchone()[0]:
                break
        time.sleep(0.1)
    return operations.collect_changes(now=now())


def test_changes_of_persons_asked_about_come_in_order_and_of_no_other(committed):
    with enter(system_scope("test")):
        elder, other = factories.make_elder(area=INSIDE), factories.make_elder(area=INSIDE)
        number = elder.identity_number.plain
    agreement, who = caller()
    with enter(system_scope("test")):
        scope = steward()
        operations.subscribe(agreement=agreement.id, url="", scope=scope, by=scope.actor, now=now())
    collect()
    subject = who.post("/exchange/questions", asking(number)).json()["items"][0]["subject"]
    with enter(system_scope("test")):
        died(other)
        move(elder, 410105002001)
        move(elder, OUTSIDE)
        died(elder)
    collect()
    assert collect() == 0, "once"
    told = who.get("/exchange/changes").json()
    assert [(one["number"], one["kind"], one["subject"]) for one in told["items"]] == [
        (1, "moved_street", subject),
        (2, "moved_away", subject),
    ]
    assert told["items"][0]["fields"].keys() == {"life_status", "county"}
    assert told["items"][1]["fields"] == {}, "who left the agreement's areas is told without where to"
    assert who.get("/exchange/changes?after=1&limit=1").json()["last"] == 2
    assert who.get("/exchange/changes?after=2").json() == {"items": [], "last": 2}


def move(elder, area):
    Elder.objects.filter(id=elder.id).update(area=area)
    events.record(
        "registry.elder.updated",
        by=SYSTEM,
        now=now() + timedelta(0),
        area=area,
        subject_type="registry.elder",
        subject=elder.id,
        person=elder.id,
        payload={"fields": ["area"]},
    )
