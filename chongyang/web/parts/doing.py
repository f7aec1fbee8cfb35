"""What desks share where a page takes a step: who acts, the refusal in words, what a form typed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from chongyang.core.clock import now as clock_now
from chongyang.core.operations.cases import UnableToStep
from chongyang.web.parts.doors import scope_of

NOBODY = UUID(int=0)
Steps = Mapping[str, tuple[Callable[[], Any], str]]


def private(response: HttpResponse) -> HttpResponse:
    """Nothing of a person or a case stays in a browser's cache."""
    response["Cache-Control"] = "no-store"
    return response


def said(request: HttpRequest) -> dict[str, Any]:
    """Scope, actor and moment, as operations ask for them."""
    scope = scope_of(request)
    return {"scope": scope, "by": scope.actor, "now": clock_now()}


@dataclass(frozen=True, slots=True)
class Doing:
    """Steps of a desk. `refusals` are what its rooms raise beside a stage's own refusal."""

    refusals: tuple[type[Exception], ...]

    def do(self, request: HttpRequest, step: Callable[[], Any], done: str) -> bool:
        """Take a step; what it refuses is told in words. Whether it was taken."""
        refusals: tuple[type[Exception], ...] = (UnableToStep, *self.refusals)
        try:
            step()
        except refusals as refused:
            messages.error(request, refusal_words(refused))
            return False
        if done:
            messages.success(request, done)
        return True

    def act(self, request: HttpRequest, steps: Steps) -> bool:
        """The step that a button asked for; an unknown one is none."""
        action = request.POST.get("do", "")
        return action in steps and self.do(request, *steps[action])


def refusal_words(refused: Exception) -> str:
    """Faults by field in one line, else the reason, in the reader's language."""
    if faults := getattr(refused, "faults", None):
        return " ".join(gettext(why) for why in faults.values() if why)
    return gettext(refused.reason) if isinstance(refused, UnableToStep) else str(refused)


def text_of(request: HttpRequest, name: str, most: int = 1000) -> str:
    """What was typed, without what no column keeps."""
    told = request.POST.get(name, "").replace("\x00", "")[:most]
    return told.encode("utf-8", "ignore").decode()


def key_of(text: str) -> UUID:
    """A key that a form sent; nobody's where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return NOBODY


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
