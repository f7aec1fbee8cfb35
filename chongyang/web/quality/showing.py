"""What the pages of quality share: who acts, a step with its refusal in words, scores and events in words."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language, gettext

from chongyang.core.clock import now as clock_now
from chongyang.quality import enums, operations, queries
from chongyang.quality.rules.score import Score, load
from chongyang.services import operations as services
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doing import Doing, said, text_of
from chongyang.web.parts.doors import scope_of

__all__ = ["base", "do", "event_words", "kind_words", "said", "score_words", "text_of", "today"]

do = Doing((operations.UnableToJudge, services.UnableToDo)).do


def today() -> Any:
    return timezone.localdate(clock_now())


def base(request: HttpRequest, here: str) -> dict[str, Any]:
    """What every page of the desk knows of its reader."""
    scope = scope_of(request)
    reads = may(scope, Can.READ_QUALITY)
    return {
        "tab": here,
        "now": clock_now(),
        "today": today(),
        "reads": reads,
        "calls": may(scope, Can.ORDER_SERVICES),
        "judges": may(scope, Can.JUDGE_QUALITY),
        "admits": may(scope, Can.ADMIT_PROVIDERS),
        "is_own": may(scope, Can.PROVIDE_SERVICES),
        "work": queries.count_work(scope, clock_now(), today()) if reads else {},
    }


def kind_words(key: str) -> str:
    """What an event is called; its key where the file no longer has it."""
    kind = load().kinds.get(key)
    if kind is None:
        return key
    return kind.english if (get_language() or "").startswith("en") else kind.label


def points(tenths: int) -> str:
    return f"{tenths / 10:.1f}"


def score_words(score: Score) -> dict[str, Any]:
    """A score with its tone and the line that it lies under."""
    told = load()
    tone = "good" if score.tenths >= told.warning_below else "warn"
    return {
        "points": points(score.tenths),
        "tone": "bad" if score.tenths < told.suspension_below else tone,
        "helped": score.helped,
        "count": len(score.reasons),
    }


def event_words(rows: Iterable[Any], score: Score, now: Any) -> list[dict[str, Any]]:
    """Each event with its points, what is left of them, and its appeal."""
    reasons = {one.event: one for one in score.reasons}
    return [_event(row, reasons.get(row.id), now) for row in rows]


def _event(row: Any, reason: Any, now: Any) -> dict[str, Any]:
    appeal = getattr(row, "appeal", None)
    return {
        "row": row,
        "kind": kind_words(row.kind),
        "points": points(row.points),
        "left": points(reason.left) if reason else points(0),
        "taken": points(reason.taken) if reason else points(0),
        "counts": reason is not None,
        "appeal": appeal,
        "may_appeal": appeal is None and row.removed_at is None and now <= row.appeal_until,
    }


def following_words(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "kind": gettext(enums.Following.of(row.kind).label),
        "state": gettext(enums.Standing.of(row.state).label),
        "points": points(row.tenths),
        "tone": {"told": "warn", "open": "bad", "accepted": "note"}.get(row.state, ""),
    }
