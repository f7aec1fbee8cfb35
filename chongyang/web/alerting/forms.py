"""The form of a chain: one line for each step. What it reads may be wrong; activation finds out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from chongyang.alerting import queries
from chongyang.alerting.enums import StepKind, Until
from chongyang.core.scopes import Scope
from chongyang.territory.enums import ROLE_LABELS

LINES = 12
SPARE = 2


def choices_for(scope: Scope) -> dict[str, Any]:
    """What the selects offer: kinds of steps, roles, rotas within reach."""
    roles = [(f"role:{role.value}", gettext(label)) for role, label in ROLE_LABELS.items()]
    rotas = [(f"rota:{rota.code}", rota.name) for rota in queries.list_rotas(scope)]
    return {"kinds": StepKind.choices(), "to": [*rotas, *roles], "until": Until.choices()}


def rows_of(steps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The lines of the form for these steps, with some empty ones at the end."""
    lines = min(max(LINES, len(steps) + SPARE), 30)
    filled = [_row(number, step) for number, step in enumerate(steps, 1)]
    return filled + [_row(number, {}) for number in range(len(steps) + 1, lines + 1)]


def _row(number: int, step: Mapping[str, Any]) -> dict[str, Any]:
    hand_over = step.get("hand_over") or {}
    to = f"role:{step['role']}" if step.get("role") else f"rota:{step['rota']}" if step.get("rota") else ""
    to = f"role:{hand_over['role']}" if hand_over.get("role") else to
    return {
        "number": number,
        "kind": step.get("kind", ""),
        "seconds": step.get("seconds") or step.get("each") or step.get("every") or "",
        "to": to,
        "account": step.get("account", ""),
        "start": step.get("from", ""),
        "times": step.get("times", ""),
        "hours": step.get("hours", ""),
        "after": hand_over.get("after", ""),
        "until": step.get("until", ""),
        "is_repeat": step.get("kind") == StepKind.REPEAT,
    }


def read_steps(said: QueryDict) -> list[dict[str, Any]]:
    """The steps of the filled lines, in their order."""
    lines = (_line(said, number) for number in range(1, 31))
    return [_step(line) for line in lines if line["kind"]]


def _line(said: QueryDict, number: int) -> dict[str, str]:
    names = ("kind", "seconds", "to", "account", "start", "times", "hours", "after", "until")
    return {name: said.get(f"{name}-{number}", "").strip()[:60] for name in names}


def _step(line: Mapping[str, str]) -> dict[str, Any]:
    """One step with the fields of its kind alone."""
    kind, (what, _, whom) = line["kind"], line["to"].partition(":")
    step: dict[str, Any] = {"kind": kind}
    if kind == StepKind.WAIT:
        step["seconds"] = _number(line["seconds"])
    elif kind == StepKind.TEAM:
        step["role"] = whom if what == "role" else ""
    elif kind == StepKind.ROTA:
        step["rota"] = whom if what == "rota" else ""
    elif kind == StepKind.PERSON:
        step["account"] = line["account"]
    elif kind == StepKind.CONTACTS and line["seconds"]:
        step["each"] = _number(line["seconds"])
    elif kind == StepKind.REPEAT:
        step |= _repeat(line, whom if what == "role" else "")
    return step


def _repeat(line: Mapping[str, str], role: str) -> dict[str, Any]:
    step: dict[str, Any] = {"from": _number(line["start"]), "every": _number(line["seconds"])}
    if line["times"]:
        return {**step, "times": _number(line["times"])}
    hand_over = {"after": _number(line["after"]), "role": role}
    return {**step, "until": line["until"], "hours": _number(line["hours"]), "hand_over": hand_over}


def _number(text: str) -> int:
    """A whole number; nonsense is nought, which no rule accepts."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
