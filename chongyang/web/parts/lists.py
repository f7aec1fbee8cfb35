"""Words one after another, with the marks of the reader's language."""

from collections.abc import Iterable

from django.utils.translation import gettext

from chongyang.core.words import N_

BETWEEN, CLAUSES = N_("、"), N_("；")
MARKS = (N_("，"), N_("（"), N_("）"), N_("："))
"""Marks that templates ask for; they stand here for the catalogue."""


def joined(words: Iterable[str]) -> str:
    """一、二、三, or one, two, three."""
    return gettext(BETWEEN).join(words)


def clauses(words: Iterable[str]) -> str:
    """一；二, or one; two."""
    return gettext(CLAUSES).join(words)


def aside(words: str) -> str:
    """（一）, or one in brackets after a space."""
    return f"{gettext('（')}{words}{gettext('）')}"
