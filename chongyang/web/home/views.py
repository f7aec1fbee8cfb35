"""The public home."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from chongyang.territory import queries as territory
from chongyang.territory.enums import ROLE_LABELS, Role
from chongyang.web.parts.progress import progress_of_plans


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the line to call, the state of the plan, and the way to every desk."""
    context: dict[str, Any] = {"plans": progress_of_plans()}
    context["accounts"] = _demo_accounts() if settings.DEMO else []
    return render(request, "home/home.html", context)


def _demo_accounts() -> list[dict[str, str]]:
    posts = {post.role: post for post in territory.list_demo_accounts()}
    held = [(role, posts[role.value]) for role in Role if role.value in posts]
    return [
        {"role": ROLE_LABELS[role], "username": post.account.username, "place": post.organisation.name}
        for role, post in held
    ]
