"""The pages that check_scope asks for: what must stand on each, by the plain rule, and what stands there.

Rows are told by their marks in the text: `check-…` of elders, devices, incidents, events; a contact by how
far away it lives.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from chongyang.core.models import Event, OutboxMessage
from chongyang.emergency.models import Incident
from chongyang.registry.models import Contact, Elder
from chongyang.telecare.models import Device
from chongyang.territory.rules.capabilities import BY_GRANT_ALONE, WITHOUT_PERSONS, Can, can
from chongyang.workshop.scopes import indicators as scopes_indicators
from chongyang.workshop.scopes import map as scopes_map
from chongyang.workshop.scopes import money as scopes_money
from chongyang.workshop.scopes.expansions import elders_of, fields_of
from chongyang.workshop.scopes.related import FILE_READ
from chongyang.workshop.scopes.rule import is_inside, reaches, reads_persons
from chongyang.workshop.scopes.sample import KIND, WORD
from chongyang.workshop.scopes.visit import Visit

Found = set[Any]
MARKED = re.compile(r"check-[0-9a-f]+")
METRES = re.compile(r"\b(5\d\d) 米")
LINK = re.compile(r"/([0-9a-f]{8}-[0-9a-f-]{27})/")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page or a set of pages as one cell."""

    resource: str
    door: str
    expected: Callable[[Visit], Found]
    found: Callable[[Visit], Found]


def _may(visit: Visit, capability: Can) -> bool:
    return can(visit.who.role, capability)


def _rows(visit: Visit, model: Any) -> list[Any]:
    return [row for row in visit.sample.rows[model] if reaches(visit.who, row)]


def _elders(visit: Visit) -> list[Any]:
    opens = _may(visit, Can.OPEN_FILES) and reads_persons(visit.who.role)
    return _rows(visit, Elder) if opens else []


def _chosen(visit: Visit) -> list[Any]:
    return [elder for elder in visit.sample.rows[Elder] if elder.pk in visit.sample.chosen]


def _files(visit: Visit) -> list[Any]:
    return [elder for elder in _elders(visit) if elder.pk in visit.sample.chosen]


def _hang_on(visit: Visit, elder: Any, model: Any, *, whole: bool = True) -> Iterable[Any]:
    """Rows within reach of a file, or of all files of its person."""
    keys = {one.pk for one in elders_of(visit.sample, elder)} if whole else {elder.pk}
    return [row for row in _rows(visit, model) if row.person in keys]


def _contacts(visit: Visit, elder: Any) -> Found:
    return {str(row.distance_metres) for row in _hang_on(visit, elder, Contact)}


def _on_paper(visit: Visit) -> Found:
    return {
        (elder.pk, mark) for elder in _files(visit) for mark in {elder.access_note, *_contacts(visit, elder)}
    }


def _on_screen(visit: Visit) -> Found:
    return _on_paper(visit) | {
        (elder.pk, mark)
        for elder in _files(visit)
        for mark in (
            *(row.serial for row in _hang_on(visit, elder, Device, whole=False)),
            *(row.number for row in _hang_on(visit, elder, Incident)),
            *(fields_of(row) for row in _hang_on(visit, elder, Event) if row.kind == FILE_READ),
        )
    }


def _opened(page: str) -> Callable[[Visit], Found]:
    """Every elder's file is opened for the role's purpose; a role that is refused once is not asked again."""

    def found(visit: Visit) -> Found:
        told: Found = set()
        if not visit.get("/street/"):
            return {"open to a refused role"} if _asked(visit, _chosen(visit)[0], page) else set()
        for elder in _chosen(visit):
            text = _asked(visit, elder, page)
            told |= {(elder.pk, mark) for mark in {*MARKED.findall(text), *METRES.findall(text)}}
        return told

    return found


def _asked(visit: Visit, elder: Any, page: str) -> str:
    """The file stands open for a while once a purpose was stated."""
    purpose = "audit" if _may(visit, Can.READ_AUDIT) else "service"
    if elder.pk not in visit.opened:
        visit.opened.add(elder.pk)
        visit.post("/street/open/", person=elder.pk, purpose=purpose)
    return visit.get(f"/street/elder/{elder.pk}/{page}")


def _for_family(visit: Visit) -> Found:
    """The family's page of exactly the granted person, with her calls for help."""
    held = _rows(visit, Elder) if _may(visit, Can.FOLLOW_FAMILY) else []
    files = [elder for elder in held if elder.pk in visit.sample.chosen]
    calls = {(elder.pk, row.number) for elder in files for row in _hang_on(visit, elder, Incident)}
    return calls | {(elder.pk, "page") for elder in files}


def _family_pages(visit: Visit) -> Found:
    texts = {elder.pk: visit.get(f"/family/{elder.pk}/") for elder in _chosen(visit)}
    calls = {(key, mark) for key, text in texts.items() for mark in MARKED.findall(text)}
    return calls | {(key, "page") for key, text in texts.items() if text}


def _by_link(text: str, known: Iterable[Any]) -> Found:
    return set(LINK.findall(text)) & {str(key) for key in known}


def _listed(visit: Visit) -> Found:
    return {str(elder.pk) for elder in _elders(visit)}


def _searched(visit: Visit) -> Found:
    text = visit.post("/street/", text=WORD)
    keys = [elder.pk for elder in visit.sample.rows[Elder]]
    return {str(key) for key in keys if str(key) in text}


def _mark(event: Any) -> Any:
    return event.payload["mark"] if event.kind == KIND else fields_of(event)


def _events(visit: Visit) -> list[Any]:
    return _rows(visit, Event) if _may(visit, Can.READ_AUDIT) else []


def _readings(visit: Visit) -> Found:
    return {_mark(row) for row in _events(visit) if row.kind == FILE_READ}


def _trail(visit: Visit) -> Found:
    return set(MARKED.findall(visit.get("/admin/audit/", kind=FILE_READ)))


def _about(visit: Visit) -> Found:
    """Of one person: what happened to her, and who read her file."""
    person = _chosen(visit)[0].pk
    return {_mark(row) for row in _events(visit) if row.person == person}


def _trail_about(visit: Visit) -> Found:
    return set(MARKED.findall(visit.get("/admin/audit/", subject=_chosen(visit)[0].pk)))


def administers(visit: Visit, area: int, person: Any = None) -> bool:
    """Who may know no person administers the areas of his organisation; others what their scope reaches."""
    role = visit.who.role
    by_area = is_inside(visit.who, area) and role not in BY_GRANT_ALONE
    return by_area or (role not in WITHOUT_PERSONS and person in visit.who.place.persons)


def _dead(visit: Visit) -> Found:
    if not _may(visit, Can.RESEND_MESSAGES):
        return set()
    rows = visit.sample.rows[OutboxMessage]
    return {str(row.pk) for row in rows if administers(visit, row.area, row.person)}


def _dead_shown(visit: Visit) -> Found:
    return _by_link(visit.get("/admin/messages/"), (row.pk for row in visit.sample.rows[OutboxMessage]))


def _accounts(visit: Visit) -> Found:
    held = visit.sample.accounts if _may(visit, Can.MANAGE_ACCOUNTS) else []
    return {str(key) for area, key in held if is_inside(visit.who, area)}


def _accounts_found(visit: Visit) -> Found:
    text = visit.get("/admin/accounts/", q=WORD)
    return _by_link(text, (key for _, key in visit.sample.accounts))


def _accounts_opened(visit: Visit) -> Found:
    """Each by its address; of whom the desk refuses, the last one alone is asked for."""
    keys = [str(key) for _, key in visit.sample.accounts]
    keys = keys if visit.get("/admin/accounts/", q=WORD) else keys[-1:]
    return {key for key in keys if visit.get(f"/admin/accounts/{key}/")}


def _nothing(visit: Visit) -> Found:
    return set()


def _named_in_figures(visit: Visit) -> Found:
    """Sums name nobody: no mark of any row, no key of any elder."""
    text = visit.get("/cockpit/open/")
    keys = {str(elder.pk) for elder in visit.sample.rows[Elder]}
    return (
        set(MARKED.findall(text)) | {key for key in keys if key in text} | ({WORD} if WORD in text else set())
    )


SHEETS = (
    Sheet("elders", "desk search", _listed, _searched),
    Sheet("file of elder", "expansion", _on_screen, _opened("")),
    Sheet("print sheet", "report", _on_paper, _opened("print/")),
    Sheet("family page", "detail", _for_family, _family_pages),
    Sheet("figures", "report", _nothing, _named_in_figures),
    Sheet("audit events", "admin", _readings, _trail),
    Sheet("audit events of a person", "admin", _about, _trail_about),
    Sheet("dead letters", "admin", _dead, _dead_shown),
    Sheet("accounts", "admin", _accounts, _accounts_found),
    Sheet("accounts opened", "admin", _accounts, _accounts_opened),
    *(
        Sheet(f"figure {key}", "map", scopes_map.expected_of(key), scopes_map.shown_of(key))
        for key in scopes_map.FIGURES
    ),
    *(
        Sheet(name, "desk", scopes_money.expected_of(model, rule), scopes_money.opened_at(model, first, path))
        for name, model, rule, first, path in scopes_money.PAGES
    ),
    Sheet("scenarios", "desk", scopes_money.expected_scenarios, scopes_money.shown_scenarios),
    Sheet("scenarios", "API list", scopes_money.expected_scenarios, scopes_money.told_scenarios),
    Sheet("figure by street", "map", scopes_map.expected_streets, scopes_map.shown_streets),
    Sheet(
        "indicator rows",
        "page",
        scopes_indicators.expected_on_page,
        scopes_indicators.found_on_page,
    ),
)
