"""An outsider at the web's doors: what is no text, guessed addresses, cookies, lock-out and codes."""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from chongyang.core.clock import now
from chongyang.emergency import operations as emergency
from chongyang.emergency.models import Incident
from chongyang.territory.enums import Role
from tests import factories
from tests.web.test_account import LOGIN, account, code_of, with_factor  # noqa: F401
from tests.web.test_seat import press, signed_in

pytestmark = pytest.mark.usefixtures("db")
NUL = "a\x00b"
PROBES = ("/healthz", "/readyz", "/metrics")
EVIL = "https://evil.example/"


@pytest.fixture
def desk(settings) -> Client:
    settings.SECOND_FACTOR_REQUIRED = False
    return signed_in(factories.make_operator())


@pytest.fixture
def incident(desk) -> Incident:
    row = press(factories.make_elder())
    desk.post(reverse("seat_acknowledge", args=[row.id]))
    return row


def patterns(resolver=None, prefix="") -> Iterator[tuple[str, URLPattern]]:
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, route)
        else:
            yield route, one


def addresses() -> list[str]:
    """Every address of the site but the streams, with keys that nobody has."""
    key = str(uuid4())
    found = []
    for route, _ in patterns():
        if "(?" in route or "^" in route:
            continue
        parts = [key if "<uuid" in part else "1" if "<" in part else part for part in route.split("/")]
        found.append("/" + "/".join(parts))
    return sorted({one for one in found if not one.endswith("/live/")})


WORDS = """
text q reason other note outcome case_number target result contact person responder dispatch level yes caller
began_at purpose next language type login password code area name phone username display_name organisation
role codes field action on_duty false_reason kind after page born_on identity_number post
"""
NAMES = WORDS.split()
GARBAGE = (
    "\x01\x1b[31m\x7f",
    "长" * 3000,
    "-1",
    "' OR 1=1 --",
    "\ufeff\u202e\U0001f9d3",
    "9" * 400,
    "%s{0}{{x}}",
)
ROLES = (Role.OPERATOR, Role.STREET_CLERK, Role.SECURITY_ADMIN, Role.FAMILY, Role.CONTRACTOR)
OTHERS = ("/account/", "/api/")  # a library's, and a door with trials of its own


def garbled(turn: int) -> dict[str, list[str]]:
    """Every field twice, each with garbage; another kind at each turn."""
    return {name: [GARBAGE[(place + turn) % len(GARBAGE)], "x"] for place, name in enumerate(NAMES)}


@pytest.mark.parametrize("role", ROLES)
def test_garbage_in_any_field_of_any_address_is_no_error_of_ours(settings, role):
    settings.SECOND_FACTOR_REQUIRED = False
    client = signed_in(factories.make_account(role))
    client.raise_request_exception = False
    for turn, path in enumerate(one for one in addresses() if not one.startswith(OTHERS)):
        nul = client.post(path, {"text": NUL, "reason": NUL})
        assert nul.status_code == 400, path
        for answer in (client.post(path, garbled(turn)), client.get(path, garbled(turn)), client.post(path)):
            assert answer.status_code < 500, path


def test_an_idle_session_with_a_broken_referer_goes_to_sign_in(desk):
    session = desk.session
    session["seen"] = 1
    session.save()
    answer = desk.post("/seat/next/", headers={"referer": "http://[x/"})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("seat_attempt", {"target": "120", "case_number": NUL}),
        ("seat_search", {"text": NUL}),
        ("seat_close", {"outcome": "no_contact", "note": NUL}),
        ("seat_reopen", {"reason": NUL}),
        ("seat_triage", {"level": NUL}),
        ("seat_identify", {"person": NUL}),
    ],
)
def test_a_nul_is_told_and_changes_nothing(desk, incident, name, said):
    answer = desk.post(reverse(name, args=[incident.id]), said)
    assert answer.status_code in (200, 400)
    incident.refresh_from_db()
    assert incident.state == "acknowledged"


def test_a_nul_in_a_cookie_is_no_error_of_ours(db):
    for cookie in (
        'sessionid="a\\000bcdefghijklmnop"',
        'type="\\000"',
        'django_language="\\000"',
        'csrftoken="\\000"',
    ):
        answer = Client(raise_request_exception=False).get("/", headers={"cookie": cookie})
        assert answer.status_code in (200, 302, 400), cookie


def test_a_note_of_a_megabyte_is_refused_beside_its_field(desk, incident):
    answer = desk.post(
        reverse("seat_close", args=[incident.id]), {"outcome": "no_contact", "note": "长" * 350_000}
    )
    assert answer.status_code == 200
    incident.refresh_from_db()
    assert incident.closed_at is None


@pytest.mark.parametrize("began", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "x", ""])
def test_a_call_that_began_in_another_age_is_no_error_of_ours(desk, began):
    desk.raise_request_exception = False
    said = {"caller": "", "purpose": "emergency", "note": "n", "began_at": began}
    answer = desk.post(reverse("seat_call"), said)
    assert answer.status_code in (200, 302)
    for row in Incident.objects.all():
        assert (now() - row.opened_at).days < 2
        assert desk.get(reverse("seat_incident", args=[row.id])).status_code == 200


def test_pages_of_the_signed_in_stay_in_no_cache(desk, incident):
    desk.raise_request_exception = False
    paths = [*addresses(), reverse("seat_incident", args=[incident.id])]
    for path in paths:
        if "/static/" in path or path.startswith("/api/"):
            continue
        answer = desk.get(path)
        if answer.status_code == 200 and path not in PROBES:
            assert "no-store" in answer["Cache-Control"], path
    shown = desk.post(reverse("seat_caller", args=[incident.id]))
    assert "no-store" in shown["Cache-Control"]
    found = desk.post(reverse("seat_callers"), {"caller": "13803710001"})
    assert "no-store" in found["Cache-Control"]


ELSEWHERE = [EVIL, "//evil.example/", "/\\evil.example", "javascript:alert(1)", "\r\nX: y"]


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_door_leads_to_another_site_nor_splits_a_header(client, account, target):  # noqa: F811
    for path, said in (("/type/", {"type": "large"}), ("/language/", {"language": "en"})):
        answer = client.post(path, {**said, "next": target})
        assert answer.status_code in (204, 302)
        assert "evil" not in answer.get("Location", "")
        assert "X" not in answer.headers
    secret = with_factor(account)
    login = reverse("account_login")
    client.post(f"{login}?next={target}", {**LOGIN, "next": target})
    inside = client.post(reverse("mfa_authenticate"), {"code": code_of(secret), "next": target})
    assert inside.status_code == 302
    assert "evil" not in inside["Location"]


def test_an_idle_session_comes_back_to_its_whole_address_and_nowhere_else(desk, settings):
    session = desk.session
    session["seen"] = 1
    session.save()
    answer = desk.get("/plan/x&next=https:%2F%2Fevil.example%2F")
    assert "next=https" not in answer["Location"]


def test_signing_in_gives_a_new_session(client, account):  # noqa: F811
    secret = with_factor(account)
    client.get(reverse("account_login"))
    client.cookies["sessionid"] = "fixed00000000000000000000000000"
    client.post(reverse("account_login"), LOGIN)
    between = client.cookies["sessionid"].value
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert between != "fixed00000000000000000000000000"
    assert client.cookies["sessionid"].value != between


def test_after_the_password_alone_every_desk_is_shut(client, account):  # noqa: F811
    with_factor(account)
    client.post(reverse("account_login"), LOGIN)
    for path in ("/seat/", "/go/", "/street/", "/cockpit/", reverse("mfa_view_recovery_codes")):
        answer = client.get(path)
        assert answer.status_code in (302, 403, 404), path
        assert "/account/" in answer.get("Location", "/account/")


def test_a_code_opens_once(client, account):  # noqa: F811
    secret = with_factor(account)
    for expected in (302, 200):
        other = Client()
        other.post(reverse("account_login"), LOGIN)
        assert other.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == expected


def test_the_secret_of_a_second_factor_lies_sealed(account):  # noqa: F811
    secret = with_factor(account)
    kept = json.dumps(Authenticator.objects.get(user=account, type="totp").data)
    assert secret not in kept


@pytest.mark.parametrize("spelling", ["CHEN", " chen ", "Chen", "chen\u3000", "ｃｈｅｎ", "chen\u200b"])
def test_the_lock_holds_for_every_spelling_of_the_name(client, account, spelling):  # noqa: F811
    with_factor(account)
    for _ in range(5):
        client.post(reverse("account_login"), {"login": "chen", "password": "wrong-password"})
    answer = client.post(reverse("account_login"), {**LOGIN, "login": spelling})
    assert answer.status_code == 200


def test_a_letter_that_only_looks_the_same_is_another_name(client):
    from chongyang.core.scopes import SYSTEM
    from chongyang.territory import operations as territory

    territory.open_account(
        username="kiosk-i", display_name="陈", password=LOGIN["password"], by=SYSTEM, now=now()
    )
    for name in ("\u212aiosk-i", "kıosk-i", "kio\u017fk-i", "KIO\u017fK-İ"):
        answer = client.post(reverse("account_login"), {**LOGIN, "login": name})
        assert answer.status_code == 200, name


def test_many_other_names_do_not_wash_a_lock_away(client, account):  # noqa: F811
    for _ in range(5):
        client.post(reverse("account_login"), {"login": "chen", "password": "wrong-password"})
    for number in range(1200):
        cache.set(f"other-{number}", [1], 900)
    answer = client.post(reverse("account_login"), LOGIN)
    assert answer.status_code == 200


def test_unknown_and_known_names_are_answered_alike(client, account):  # noqa: F811
    def shown(name: str) -> str:
        page = client.post(reverse("account_login"), {"login": name, "password": "wrong-password"})
        return page.content.decode().split('role="alert"')[-1][:200]

    assert shown("chen") == shown("nobody-here")


def test_a_visitor_hears_no_stream(client):
    for name in ("seat_live", "responder_live"):
        assert client.get(reverse(name)).status_code in (302, 403)


def test_a_guessed_incident_of_another_county_is_not_there(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    far = signed_in(factories.make_account(Role.OPERATOR, None, "410102"))
    row = press(factories.make_elder())
    names = ("acknowledge", "attempt", "caller", "search", "identify", "judge", "triage", "offer", "close")
    for name in names:
        answer = far.post(reverse(f"seat_{name}", args=[row.id]), {"target": "120"})
        assert answer.status_code == 404, name
    assert far.get(reverse("seat_incident", args=[row.id])).status_code == 404


def test_a_dispatch_is_taken_back_at_its_own_incident_alone(desk, incident):
    responder = factories.make_responder()
    scope = factories.scope_of(factories.make_operator())
    other = press(factories.make_elder(name="王桂芝"))
    emergency.acknowledge(incident=other.id, scope=scope, now=now())
    emergency.triage(incident=other.id, answers={"fell": True}, scope=scope, now=now())
    [dispatch] = emergency.offer(incident=other.id, responders=[responder.id], scope=scope, now=now())
    desk.post(reverse("seat_withdraw", args=[incident.id]), {"dispatch": str(dispatch.id)})
    dispatch.refresh_from_db()
    assert dispatch.state == "offered"


def test_the_json_door_refuses_in_its_own_form(db):
    from tests.api.callers import caller

    asked = caller(Role.OPERATOR)
    answer = asked.get("/incidents?after=%00")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    headers = {"Authorization": f"Bearer {asked.secret}", "Idempotency-Key": "k"}
    form = asked.client.post("/api/calls", {"note": "x"}, headers=headers)
    assert form.status_code == 415
