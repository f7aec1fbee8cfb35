"""The public home."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chongyang.core.running import running_clauses
from chongyang.policy import queries as policy
from chongyang.territory import queries as territory
from chongyang.territory.enums import ROLE_LABELS, Role

WORDED = ("task", "safeguard", "target", "paragraph", "preamble")


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the line to call, the state of the plan, and the way to every desk."""
    context = {"plans": [_plan_state(document) for document in policy.list_documents()]}
    context["accounts"] = _demo_accounts() if settings.DEMO else []
    return render(request, "home/home.html", context)


def _plan_state(document: Any) -> dict[str, Any]:
    """How many clauses of a plan something runs today."""
    clauses = [clause for clause in policy.list_clauses(document.key) if clause.kind in WORDED]
    running = sum(clause.id in running_clauses() for clause in clauses)
    return {"document": document, "clauses": len(clauses), "running": running}


def _demo_accounts() -> list[dict[str, str]]:
    posts = {post.role: post for post in territory.list_demo_accounts()}
    held = [(role, posts[role.value]) for role in Role if role.value in posts]
    return [
        {"role": ROLE_LABELS[role], "username": post.account.username, "place": post.organisation.name}
        for role, post in held
    ]
