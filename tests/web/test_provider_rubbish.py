"""The provider's desk: whatever is typed in a form, it is no error of ours."""

import pytest
from django.urls import reverse
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.services import operations
from chongyang.services.models import YearlyCheck
from tests.services import made, people
from tests.web.provider_desk import browser
from tests.workforce.made import contractor, make_carer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
RUBBISH = (
    "",
    "nan",
    "-1",
    "1e999",
    "八",
    "²",
    "9999-12-31",
    "0001-01-01",
    "410105",
    "a" * 5000,
    "\ud800",
    "'\"<b>",
)
FIELDS = (
    *(
        "item",
        "price",
        "areas",
        "valid_from",
        "valid_to",
        "offer",
        "area",
        "day-1",
        "name",
        "identity_number",
    ),
    *("phone", "dialects", "longitude", "latitude", "travel_mode", "weekly_hours", "starts_on", "skill"),
    *(
        "issuer",
        "number",
        "last_on",
        "credential",
        "from_on",
        "to_on",
        "kind",
        "absence",
        "username",
        "ends_on",
    ),
    *(
        "kinds",
        "credit_code",
        "address",
        "about",
        "statement",
        "version",
        "leaves_on",
        "reason",
        "visited_on",
    ),
    *("finding", "mend_until", "assessor", "points", "evaluated_on", "low", "high", "document", "confirmed"),
)
DEEDS = {
    "provider_offers": ("make", "change", "end"),
    "provider_capacity": ("",),
    "provider_carer_new": ("",),
    "provider_carer": ("update", "certify", "withdraw", "away", "back", "account", "end"),
    "provider_entry": ("begin", "save", "submit", "leave"),
    "provider_check": ("report", "look", "pass", "mend", "fail", "nothing"),
    "provider_one": ("evaluate", "leave", "suspend", "finish", "resume"),
    "provider_case": ("accept", "visit", "return", "admit", "refuse"),
    "provider_prices": ("",),
}


@pytest.mark.parametrize("name", DEEDS)
def test_rubbish_in_a_form_is_no_error_of_ours(db, settings, tmp_path, name):
    settings.FILES = tmp_path / "files"
    org = made.organisation()
    own = contractor(org)
    provider = made.make_provider(org, check_on=timezone.localdate(now()))
    operations.open_due(now=now())
    keys = {"provider_carer": make_carer(org.id).id, "provider_check": YearlyCheck.objects.get().id}
    keys |= {
        "provider_one": provider.id,
        "provider_case": people.submitted(contractor(made.organisation())).id,
    }
    county = name in ("provider_one", "provider_case", "provider_prices")
    clients = [browser(people.county())] if county else [browser(own)]
    clients += [browser(people.county())] if name == "provider_check" else []
    url = reverse(name, args=[keys[name]] if name in keys else [])
    for client in clients:
        for deed in DEEDS[name]:
            for word in RUBBISH:
                answer = client.post(
                    url, dict.fromkeys(FIELDS, word.encode("utf-8", "replace").decode()) | {"do": deed}
                )
                assert answer.status_code < 500, (deed, word[:20])
