"""Awards, months, signals and samples by JSON: the desk's queries and operations, three persons, by scope."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import system_scope
from chongyang.funding.models import Award, MonthRun, SampleLine, Signal
from chongyang.funding.operations.signalling import raise_signal
from chongyang.funding.queries import awards as reads
from chongyang.funding.queries import signals
from chongyang.territory.enums import Role
from chongyang.treasury.models import PaymentOrder
from tests import factories
from tests.api.callers import caller, problem
from tests.funding import awards, people
from tests.funding.awards import COUNTY, JUNE, Three

pytestmark = pytest.mark.django_db
FAR = 410102001002
HANDLING = (Role.STREET_CLERK, Role.COUNTY_REVIEWER, Role.COUNTY_FINANCE, Role.THIRD_PARTY_ASSESSOR)


@pytest.fixture(autouse=True)
def _folder(settings, tmp_path):
    settings.FILES = tmp_path / "files"


def reviewer(code="410105"):
    return caller(Role.COUNTY_REVIEWER, code)


def finance():
    return caller(Role.COUNTY_FINANCE, "410105")


def ids(answer):
    return {row["id"] for row in answer.json()["items"]}


def paid_case():
    """An award whose first month is paid, drawn in a sample, with a signal on its case."""
    people.budgets("carer_post_allowance")
    made = awards.award()
    Three().run(JUNE)
    PaymentOrder.objects.update(state="paid", paid_on=timezone.localdate(now()))
    with enter(system_scope("test")):
        raise_signal(rule="bad_sample", application=made.application_id, finding={"way": "call"}, now=now())
    return made


def days():
    today = timezone.localdate(now())
    return {"from_on": str(today - timedelta(days=30)), "to_on": str(today + timedelta(days=1))}


def draw(who):
    return who.post("/funding/samples", {"area": COUNTY, "each": 5, "seed": 42, **days()})


@pytest.mark.parametrize("role", HANDLING)
@pytest.mark.parametrize("place", ["4101", "410105", "410105001", "410102"])
def test_the_door_shows_what_the_desk_shows(db, role, place):
    made = paid_case()
    far = awards.award(area=FAR)
    assert draw(reviewer()).status_code == 201
    account = factories.make_account(role, None, place)
    who, scope = caller(role, account=account), factories.scope_of(account)
    with enter(scope):
        wanted = {
            "awards": reads.list_awards(scope),
            "months": reads.list_runs(scope),
            "signals": signals.list_signals(scope),
            "samples": signals.list_samples(scope),
            "sample-lines": signals.list_sample_lines(scope),
        }
    for path, rows in wanted.items():
        assert ids(who.get(f"/funding/{path}")) == {str(row.id) for row in rows}, path
    seen = {str(row.id) for row in wanted["awards"]}
    for one in (made, far):
        for path in ("", "/facts", "/months", "/stops"):
            status = who.get(f"/funding/awards/{one.id}{path}").status_code
            assert status == (200 if str(one.id) in seen else 404), path
    run = MonthRun.objects.get()
    reaches = 200 if run.id in {row.id for row in wanted["months"]} else 404
    assert {who.get(f"/funding/months/{run.id}{path}").status_code for path in ("", "/lines")} == {reaches}
    signal, line = Signal.objects.get(), SampleLine.objects.get()
    assert who.get(f"/funding/signals/{signal.id}").status_code == (200 if wanted["signals"] else 404)
    assert who.get(f"/funding/sample-lines/{line.id}").status_code == (200 if wanted["sample-lines"] else 404)


@pytest.mark.parametrize("path", ["awards", "months", "signals", "signal-rules", "samples", "sample-lines"])
def test_who_handles_nothing_is_refused(db, path):
    applicant = caller(Role.INSTITUTION_CLERK, organisation=people.organisation())
    assert applicant.get(f"/funding/{path}").status_code == 403
    problem(caller(Role.OPERATOR).get(f"/funding/{path}"), 403, "token-name-missing")


def test_a_month_by_three_persons(db):
    people.budgets("carer_post_allowance")
    made, one, two = awards.award(), reviewer(), reviewer()
    body = {"programme": "carer_post_allowance", "county": COUNTY, "month": "2019-06-01"}
    run = one.post("/funding/months", body).json()
    assert (run["state"], run["awards"], run["due_fen"]) == ("computed", 1, 10_000)
    path = f"/funding/months/{run['id']}"
    problem(one.post(f"{path}/steps", {"action": "check"}), 409, "conflict")
    assert two.post(f"{path}/steps", {"action": "check"}).json()["state"] == "checked"
    problem(two.post(f"{path}/steps", {"action": "approve"}), 409, "conflict")
    assert finance().post(f"{path}/steps", {"action": "approve"}).json()["state"] == "approved"
    assert one.get(f"{path}/approval").json() is None
    (line,) = one.get(f"{path}/lines").json()["items"]
    assert (line["award"], line["difference_fen"]) == (str(made.id), 10_000)
    assert PaymentOrder.objects.get(person=made.payee).amount_fen == 10_000
    problem(reviewer("410102").post("/funding/months", body), 409, "conflict")


def test_lines_and_months_by_pages(db):
    people.budgets("carer_post_allowance")
    awards.award()
    awards.award()
    who, three = reviewer(), Three()
    first = three.run(JUNE)
    three.run(JUNE.replace(month=7))
    page = who.get(f"/funding/months/{first.id}/lines?limit=1").json()
    rest = who.get(f"/funding/months/{first.id}/lines?limit=1&after={page['next']}").json()
    assert len({page["items"][0]["id"], rest["items"][0]["id"]}) == 2
    assert rest["next"] is None
    page = who.get("/funding/months?limit=1").json()
    rest = who.get(f"/funding/months?limit=1&cursor={page['next']}").json()
    assert [page["items"][0]["month"], rest["items"][0]["month"]] == ["2019-07-01", "2019-06-01"]
    page = who.get("/funding/awards?limit=1").json()
    rest = who.get(f"/funding/awards?limit=1&after={page['next']}").json()
    assert ids(who.get("/funding/awards")) == {page["items"][0]["id"], rest["items"][0]["id"]}
    assert Award.objects.count() == 2


def test_a_fact_and_a_stop_by_two(db):
    made, one, two = awards.award(), reviewer(), reviewer()
    path = f"/funding/awards/{made.id}"
    told = {"name": "is_at_post", "value": False, "from_on": "2019-07-01", "source": "核查记录"}
    assert one.post(f"{path}/facts", told).json()["value"] is False
    problem(one.post(f"{path}/facts", {**told, "name": "gift"}), 409, "conflict")
    (waits,) = one.get(f"{path}/stops").json()
    assert (waits["kind"], waits["state"]) == ("condition", "proposed")
    stop = one.post(f"{path}/stops", {"reason": "转岗", "from_on": "2019-08-01"}).json()
    problem(one.post(f"/funding/stops/{stop['id']}/decision", {"confirm": True}), 409, "conflict")
    assert two.post(f"/funding/stops/{stop['id']}/decision", {"confirm": True}).json()["state"] == "confirmed"
    problem(reviewer("410102").post(f"{path}/facts", told), 404, "not-found")


def test_a_signal_is_answered_and_objected_to(db):
    made = awards.award()
    applicant = factories.make_account(Role.CARE_WORKER)
    made.application.asked_by = applicant.id
    made.application.save()
    with enter(system_scope("test")):
        signal = raise_signal(
            rule="bad_sample", application=made.application_id, finding={"way": "call"}, now=now()
        )
    one, two, owner = reviewer(), reviewer(), caller(Role.CARE_WORKER, account=applicant)
    path, of_case = f"/funding/signals/{signal.id}", f"/funding/applications/{made.application_id}/signals"
    assert owner.get(of_case).json() == []
    told = {"founded": True, "answer": "不在岗"}
    problem(reviewer("410102").post(f"{path}/answer", told), 404, "not-found")
    assert one.post(f"{path}/answer", told).json()["state"] == "founded"
    assert [row["id"] for row in owner.get(of_case).json()] == [str(signal.id)]
    assert owner.post(f"{path}/appeal", {"text": "在岗，有考勤"}).json()["state"] == "appealed"
    problem(one.post(f"{path}/reply", {"upheld": True, "reply": "核对"}), 409, "conflict")
    done = two.post(f"{path}/reply", {"upheld": False, "reply": "核对后属实在岗"}).json()
    assert (done["state"], "answer" in done) == ("unfounded", False)
    rules = {row["name"]: row for row in one.get("/funding/signal-rules").json()}
    assert rules["bad_sample"]["count"] == 0


def test_a_sample_is_drawn_again_and_gets_its_result(db):
    paid_case()
    who = reviewer()
    first, again = draw(who).json(), draw(who).json()
    assert (first["seed"], again["seed"]) == (42, 42)
    lines = who.get(f"/funding/sample-lines?sample={first['id']}").json()["items"]
    assert len(lines) == 1
    body = {"result": "good", "way": "call", "note": "在岗"}
    done = who.post(f"/funding/sample-lines/{lines[0]['id']}/result", body).json()
    assert (done["result"], "note" in done) == ("good", False)
    problem(who.post(f"/funding/sample-lines/{lines[0]['id']}/result", body), 409, "conflict")
    page = who.get("/funding/samples?limit=1").json()
    assert who.get(f"/funding/samples?limit=1&cursor={page['next']}").json()["next"] is None
    problem(draw(reviewer("410102")), 409, "conflict")
