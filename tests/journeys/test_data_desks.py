"""The desks around data as pages: nothing is cut off, boxes do not touch, a thumb hits what it aims at."""

from datetime import UTC, datetime

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from chongyang.claims.models import Run
from chongyang.claims.operations import settling, working
from chongyang.core.clock import now
from chongyang.core.operations.integrity import run_checks
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.territory.enums import Role
from tests import factories
from tests.claims.feed_files import people, person, write_csv
from tests.claims.words import tell
from tests.core.integrity_rows import BAD
from tests.emergency.races import as_system
from tests.exchange.helpers import agreed
from tests.linkage.test_deciding import pair_of_files, pair_with_record
from tests.web.test_street import office

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
FEED, CHECK = "police_population", "registry.born_in_future"
WIDTHS = {"phone": 390, "desk": 1280}
FAULTS = """() => {
  const wide = innerWidth > 1000, faults = [];
  const name = (e) => `${e.tagName} ${(e.innerText || e.name || "").trim().slice(0, 30)}`;
  const seen = (e) => e.getClientRects().length && getComputedStyle(e).visibility === "visible" &&
    !e.closest(".visually-hidden");
  if (document.documentElement.scrollWidth > innerWidth) faults.push("the page is wider than its window");
  for (const e of document.querySelectorAll("main .table-scroll"))
    if (e.scrollWidth > e.clientWidth + 1) faults.push(`cut: ${name(e)}`);
  const pressed = "main :is(a.button, button, select, textarea, summary, input:not([type=hidden]))";
  for (const e of document.querySelectorAll(pressed)) {
    const box = (/radio|checkbox/.test(e.type) && e.closest("label") || e).getBoundingClientRect();
    if (!wide && seen(e) && box.height < 43.5) faults.push(`small: ${name(e)} ${box.height}`);
  }
  for (const e of document.querySelectorAll("main .wrap > :is(.alert, .card, .table-scroll)")) {
    const next = e.nextElementSibling;
    if (!next || !seen(next) || !next.matches(".alert, .card, .split, .grid")) continue;
    const gap = next.getBoundingClientRect().top - e.getBoundingClientRect().bottom;
    if (gap < 4) faults.push(`touching: ${name(next)}`);
  }
  return faults;
}"""
"""Nothing of these pages changes by itself once they are loaded."""


def take_in(steward, path, day):
    client = Client(HTTP_HOST="127.0.0.1")
    as_system(lambda: client.force_login(steward))
    file = SimpleUploadedFile(path.name, path.read_bytes())
    client.post(reverse("feeds_upload", args=[FEED]), {"file": file, "told_on": day})
    as_system(lambda: working.work_once(lambda: NOW))
    return as_system(lambda: Run.objects.get(told_on=day).id)


def a_file_that_sources_tell_differently():
    elder = factories.make_elder(area=410105001000)
    tell(elder, name="陈秀芝", nation="回族", address="郑州市金水区花园路街道某某小区十二号楼三单元二〇一室")
    tell(elder, source="health", phone="13912345678", conditions=["diabetes", "hypertension"], record="h")
    tell(elder, record="dead", life_status="dead", died_on="2026-11-12")
    settling.settle(person=elder.id, scope=system_scope("test"), by=SYSTEM, now=now())


def a_check_that_found_something():
    BAD[CHECK]()
    run_checks(now=now())


@pytest.fixture
def desks(site, settings, tmp_path):
    """Addresses with rows behind them, and who works there."""
    settings.FEED_FILES = tmp_path / "kept"
    steward = as_system(lambda: factories.make_account(Role.DATA_STEWARD))
    bad = [*people(30), person(40, 联系电话="12"), person(41, 姓名="=王9")]
    done = take_in(steward, write_csv(tmp_path / "a.csv", bad), "2026-11-01")
    held = take_in(steward, write_csv(tmp_path / "short.csv", people(10)), "2026-11-08")
    as_system(a_file_that_sources_tell_differently)
    as_system(a_check_that_found_something)
    agreement = as_system(lambda: agreed()[0].id)
    pairs = [as_system(make).id for make in (pair_of_files, pair_with_record)]
    reviewer = as_system(lambda: factories.make_account(Role.COUNTY_REVIEWER, None, "410105"))
    clerk = as_system(lambda: factories.make_account(Role.STREET_CLERK, office("410105001")))
    return {
        steward: [
            *("/feeds/", "/feeds/runs/", f"/feeds/{FEED}/", f"/feeds/runs/{done}/", f"/feeds/runs/{held}/"),
            *("/exchange/", "/exchange/new/", f"/exchange/{agreement}/"),
            *("/integrity/", f"/integrity/{CHECK}/"),
        ],
        reviewer: ["/linkage/", *(f"/linkage/pair/{pair}/" for pair in pairs), "/linkage/asks/"],
        clerk: ["/claims/", "/claims/deaths/", "/claims/contests/"],
    }


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_desks_of_data_are_whole_on_a_phone_and_on_a_desk(open_as, desks, language, site):
    cookie = {"name": django_settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site.url}
    found = {}
    for account, paths in desks.items():
        page = open_as(account, "/healthz")
        page.context.add_cookies([cookie])
        for path in paths:
            page.goto(path)
            for device, width in WIDTHS.items():
                page.set_viewport_size({"width": width, "height": 860})
                if faults := page.evaluate(FAULTS):
                    found[f"{path} {device}"] = faults
    assert not found
