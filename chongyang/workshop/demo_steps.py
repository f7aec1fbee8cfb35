"""Steps of the demo's money, each by a demo account as at its desk."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from chongyang.core.access import enter
from chongyang.core.operations.cases import UnableToStep
from chongyang.funding import operations
from chongyang.funding.models import Application
from chongyang.policy.rules.programmes import get_programme
from chongyang.treasury import operations as treasury
from chongyang.workshop.papers import scope_of

PDF = (
    b"%PDF-1.7\n% demo file, no real paper\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
    b"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n"
    b"trailer << /Root 1 0 R >>\n%%EOF\n"
)


def quietly(step: Callable[[], Any]) -> bool:
    """One thing that the demo's own data forbids is left out."""
    try:
        step()
    except (operations.UnableToDo, treasury.UnableToDo, treasury.UnableToPay, UnableToStep, LookupError):
        return False
    return True


def by_demo(operation: Callable[..., Any], who: str, at: datetime, **told: Any) -> Any:
    """An operation as a demo account, at a moment. Raises LookupError where there is no such account."""
    scope = scope_of(who, timezone.now())
    if scope is None:
        raise LookupError(who)
    with enter(scope):
        return operation(scope=scope, by=scope.actor, now=at, **told)


def with_evidence(row: Application, name: str, at: datetime) -> None:
    """A file for each item of the programme's list; each says that it is no real paper."""
    for kind in get_programme(row.programme).evidence:
        told = {"application": row.id, "kind": kind, "chunks": [PDF], "name": f"演示-{kind}.pdf"}
        by_demo(operations.attach, name, at, **told)
