"""Triage at the seat: which protocol, its questions and keys, what is said, the list to work through."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import get_language, gettext

from chongyang.emergency.operations import protocol_of, reached_by_call
from chongyang.emergency.rules import protocols
from chongyang.emergency.rules.guide import Try, progress
from chongyang.emergency.rules.protocols import Protocol, Triage, UnknownProtocol
from chongyang.web.seat.words import key_of_questions


def chosen_for(incident: Any, code: str = "") -> Protocol:
    """The protocol asked for, else the one judged with, else what fits the kind of the incident."""
    try:
        wanted = code or incident.protocol or protocols.suggested(incident.kind).code
        return protocols.get(wanted, incident.protocol_version if wanted == incident.protocol else 0)
    except UnknownProtocol:
        return protocols.get(protocols.GENERAL)


def word_of(said: Any) -> str:
    """A protocol's own word in the reader's language; it carries both, because it is data."""
    is_english = (get_language() or "").startswith("en")
    return said.en if is_english and said.en else str(said.label)


def read_answers(said: QueryDict, protocol: Protocol) -> dict[str, bool | None]:
    """Ticked is yes; the rest is open, but for the life questions when all others were asked and denied."""
    yes = set(said.getlist("yes"))
    answers: dict[str, bool | None] = {code: True for code in protocol.codes if code in yes}
    denied = protocol.life_questions if said.get("rest_no") else ()
    return {**{question.code: False for question in denied}, **answers}


def posted_protocol(request: HttpRequest, incident: Any) -> Protocol:
    """The protocol of the form; raises UnableToTriage for one that does not exist."""
    return protocol_of(incident, request.POST.get("protocol", "")[:20])


def judged_context(incident: Any, protocol: Protocol, answers: Mapping[str, bool | None]) -> dict[str, Any]:
    """The level that the answers give, and why."""
    judged = protocols.judge(protocol, reached_by_call(incident, answers))
    return {"judged": judged, "why": why(protocol, judged), "protocol": protocol}


def why(protocol: Protocol, judged: Triage) -> list[str]:
    """The reasons in the reader's language."""
    words = {question.label: word_of(question) for question in protocol.questions}
    return [words.get(reason) or gettext(reason) for reason in judged.reasons]


def asking_context(
    incident: Any, code: str, attempts: Sequence[Any], contacts: int, is_asking: bool
) -> dict[str, Any]:
    """Everything that the triage part of the card needs."""
    protocol = chosen_for(incident, code)
    return {
        "incident": incident,
        "is_asking": is_asking,
        "protocol_word": word_of(protocol),
        "choices": [_choice(one, protocol) for one in protocols.newest().values()],
        "questions": [_question(protocol, *pair, incident) for pair in key_of_questions(protocol)],
        "guide": _guide(protocol, attempts, contacts),
        **judged_context(incident, protocol, incident.answers),
    }


def _choice(one: Protocol, chosen: Protocol) -> dict[str, Any]:
    return {"code": one.code, "label": word_of(one), "is_chosen": one.code == chosen.code}


def _question(protocol: Protocol, question: Any, key: str, incident: Any) -> dict[str, Any]:
    return {
        "question": question,
        "label": word_of(question),
        "key": key,
        "level": protocol.level_of(question),
        "answer": incident.answers.get(question.code),
    }


def _guide(protocol: Protocol, attempts: Sequence[Any], contacts: int) -> list[dict[str, Any]]:
    """The steps of the list, each with its last try from which its time runs."""
    if not protocol.guide:
        return []
    tries = [Try(one.target, one.result, one.at) for one in attempts]
    return [
        {"row": one, "label": word_of(one.step), "last": _last(attempts, one.step.target)}
        for one in progress(protocol.guide, tries, contacts)
    ]


def _last(attempts: Sequence[Any], target: str) -> Any:
    return next((one for one in reversed(attempts) if one.target == target), None)
