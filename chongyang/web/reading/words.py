"""Words of the desk. Shown with `|tr`."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from chongyang.core.labels import Labelled
from chongyang.core.lifecycles import registry as tables
from chongyang.core.looks import all_looks
from chongyang.registry.enums import PURPOSE_WORDS
from chongyang.territory import queries as territory
from chongyang.territory.enums import ROLE_LABELS
from chongyang.web.parts.file_words import part_word
from chongyang.web.parts.lists import joined

ROLES = {role.value: label for role, label in ROLE_LABELS.items()}
TONES = {
    "closed": "good",
    "handed": "good",
    "done": "good",
    "escalated": "bad",
    "late": "bad",
    "asked": "warn",
    "explained": "note",
    "approved": "accent",
    "refused": "bad",
    "answered": "accent",
}


def label_of(words: type[Labelled], code: str) -> str:
    """The word of a code in the reader's language; a code of a later version stands for itself."""
    found = dict(words.choices()).get(code)
    return gettext(found) if found else code


def state_of(lifecycle: str, state: str) -> dict[str, str]:
    """A state's word and tone."""
    return {"words": gettext(tables.get(lifecycle).state(state).label), "tone": TONES.get(state, "warn")}


def action_of(lifecycle: str, action: str) -> str:
    """What a step was; the opening has a word of its own."""
    table = tables.get(lifecycle)
    return gettext(table.action(action).label) if table.has_action(action) else gettext("建立")


def purpose_of(code: str) -> str:
    """For what somebody read, as far as it is a word of ours."""
    return gettext(PURPOSE_WORDS[code]) if code in PURPOSE_WORDS else code


class Who:
    """Accounts and organisations by name, in two queries for a whole page."""

    def __init__(self, accounts: Iterable[UUID | None], organisations: Iterable[UUID | None] = ()) -> None:
        self.names = territory.names_of(one for one in accounts if one)
        self.organisations = territory.organisation_names(organisations)

    def name(self, account: UUID | None) -> str:
        return self.names.get(account, "") if account else gettext("系统")

    def organisation(self, key: UUID | None) -> str:
        return self.organisations.get(key, "") if key else ""


def events_shown(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Readings as lines of a table: what was done, for what, with which fields; no name of an elder."""
    looks = all_looks()
    return [
        {
            "at": row.at,
            "what": gettext(looks.get(row.kind, row.kind)),
            "purpose": purpose_of(row.purpose),
            "fields": joined(part_word(name) for name in (row.payload or {}).get("fields", ())),
            "person": row.person,
            "place": row.area,
            "glass": (row.payload or {}).get("glass", ""),
        }
        for row in rows
    ]


def steps_shown(lifecycle: str, rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Steps of a case for a timeline."""
    rows = list(rows)
    who = Who(row.actor_account for row in rows)
    return [
        {
            "label": action_of(lifecycle, row.action),
            "at": row.at,
            "who": who.name(row.actor_account),
            "detail": row.reason,
            "state": "done",
        }
        for row in rows
    ]
