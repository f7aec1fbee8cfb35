"""What the seat does to an incident: a view parses a form, calls one operation, answers with the card."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chongyang.core.clock import now as clock_now
from chongyang.core.operations.cases import ALREADY_DONE, UnableToStep
from chongyang.core.words import N_
from chongyang.emergency import operations as emergency
from chongyang.emergency import queries
from chongyang.emergency.rules.outcomes import Outcome
from chongyang.emergency.rules.protocols import GENERAL
from chongyang.registry import operations as elders
from chongyang.registry.enums import SearchPurpose
from chongyang.territory import queries as territory
from chongyang.territory.rules.capabilities import Can
from chongyang.web.parts.doors import opens_for, scope_of
from chongyang.web.seat.asking import chosen_for, judged_context, read_answers
from chongyang.web.seat.forms import CloseForm, read_key
from chongyang.web.seat.views import show_card

DOUBLE_CLICK = timedelta(seconds=4)
NOTHING_WAITS = N_("现在没有待受理的呼救")
MOVED_ON = N_("事件已有新进展，下面是最新情况。")
REFUSED = (
    emergency.UnableToComplete,
    emergency.UnableToOffer,
    emergency.UnableToSplit,
    emergency.UnableToReopen,
    emergency.UnableToTriage,
)


def act(request: HttpRequest, incident: UUID, do: Callable[..., Any], **words: Any) -> HttpResponse:
    """Run one operation; what refuses it is told on the fresh card, which then shows how things stand."""
    scope = scope_of(request)
    goes_on = words.pop("goes_on", False)
    try:
        done = do(incident=incident, scope=scope, now=clock_now(), **words)
    except UnableToStep as error:
        if not _is_own_repetition(request, incident, error):
            return show_card(request, incident, problem=tell(request, incident, error))
    except REFUSED as error:
        return show_card(request, incident, problem=gettext(str(error)))
    if goes_on and done.id != incident:
        return go_on(request, done.id)
    return answer(request, incident)


def go_on(request: HttpRequest, survivor: UUID) -> HttpResponse:
    """The card of the incident in which this one ended, at its own address."""
    response = answer(request, survivor)
    if request.headers.get("HX-Request"):
        response["HX-Push-Url"] = reverse("seat_incident", args=[survivor])
    return response


def answer(request: HttpRequest, incident: UUID) -> HttpResponse:
    """The card for htmx; a plain form goes back to the page, so that reloading repeats nothing."""
    if request.headers.get("HX-Request"):
        return show_card(request, incident)
    return redirect("seat_incident", incident)


def _is_own_repetition(request: HttpRequest, incident: UUID, error: UnableToStep) -> bool:
    """A second click of the person who did it a moment ago."""
    if error.reason != ALREADY_DONE or error.done_at is None:
        return False
    row = queries.access_incident(scope_of(request), incident)
    return row.taken_by == scope_of(request).actor.account and clock_now() - error.done_at < DOUBLE_CLICK


def tell(request: HttpRequest, incident: UUID, error: UnableToStep) -> str:
    """Who has it since when, or that the page was older than the incident."""
    row = queries.access_incident(scope_of(request), incident)
    if error.reason != ALREADY_DONE or row.taken_by is None:
        return f"{gettext(error.reason)}。{gettext(MOVED_ON)}"
    name = territory.names_of([row.taken_by]).get(row.taken_by, "")
    told = {"who": name, "when": f"{timezone.localtime(error.done_at):%H:%M:%S}"}
    return gettext("%(who)s 已在 %(when)s 办理。下面是最新情况。") % told


@require_POST
@opens_for(Can.ANSWER_CALLS)
def acknowledge(request: HttpRequest, incident: UUID) -> HttpResponse:
    """Take this one."""
    return act(request, incident, emergency.acknowledge)


@require_POST
@opens_for(Can.ANSWER_CALLS)
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the gravest that nobody has; one that a colleague takes meanwhile is passed over."""
    scope = scope_of(request)
    for row in queries.list_open(scope):
        if row.state != "open":
            break
        try:
            emergency.acknowledge(incident=row.id, scope=scope, now=clock_now())
        except UnableToStep:
            continue
        return redirect("seat_incident", row.id)
    messages.info(request, NOTHING_WAITS)
    return redirect("seat")


@require_POST
@opens_for(Can.ANSWER_CALLS)
def attempt(request: HttpRequest, incident: UUID) -> HttpResponse:
    """Called the elder, a contact, 120, 119 or 110."""
    said = request.POST
    target, result = said.get("target", ""), said.get("result", "")
    contact = read_key(said.get("contact", ""))
    if target in ("120", "119", "110"):
        result = "handed_over"
    number = said.get("case_number", "").strip()[:40]
    try:
        return act(
            request,
            incident,
            emergency.record_attempt,
            target=target,
            result=result,
            contact=contact,
            case_number=number,
        )
    except ValueError:
        return HttpResponseBadRequest()


@require_POST
@opens_for(Can.ANSWER_CALLS)
def show_caller(request: HttpRequest, incident: UUID) -> HttpResponse:
    """The number that called, shown for half a minute; that it was shown is written down."""
    number = emergency.show_caller(incident=incident, scope=scope_of(request), now=clock_now())
    cover = str(queries.access_incident(scope_of(request), incident).caller_number)
    return render(request, "seat/seat_caller.html", {"number": number, "cover": cover})


@require_POST
@opens_for(Can.ANSWER_CALLS)
def search(request: HttpRequest, incident: UUID) -> HttpResponse:
    """Who might it be? By name, number, telephone."""
    text = request.POST.get("text", "").strip()[:60]
    scope, purpose = scope_of(request), SearchPurpose.IDENTIFYING.value
    found = elders.search_elders(
        text=text, purpose=purpose, scope=scope, by=scope.actor, now=clock_now(), limit=8
    )
    return show_card(request, incident, found=found, text=text)


@require_POST
@opens_for(Can.ANSWER_CALLS)
def identify(request: HttpRequest, incident: UUID) -> HttpResponse:
    """It is this person; the card is that of the incident which goes on for her."""
    person = read_key(request.POST.get("person", ""))
    if person is None:
        return show_card(request, incident, problem=gettext("请先查找并选择老人。"))
    return act(request, incident, emergency.identify, person=person, goes_on=True)


@require_POST
@opens_for(Can.ANSWER_CALLS)
def judge(request: HttpRequest, incident: UUID) -> HttpResponse:
    """The level that the answers would give; nothing is kept."""
    row = queries.access_incident(scope_of(request), incident)
    protocol = chosen_for(row, request.POST.get("protocol", "")[:20] or GENERAL)
    context = judged_context(row, protocol, read_answers(request.POST, protocol))
    return render(request, "seat/seat.html#judged", context)


@require_POST
@opens_for(Can.ANSWER_CALLS)
def triage(request: HttpRequest, incident: UUID) -> HttpResponse:
    """Keep the answers and the level; what is not ticked any more was corrected to no."""
    row = queries.access_incident(scope_of(request), incident)
    code, level = request.POST.get("protocol", "")[:20], request.POST.get("level", "")
    protocol = chosen_for(row, code or GENERAL)
    answers = read_answers(request.POST, protocol)
    was_said = {said for said, answer in row.answers.items() if answer and said in protocol.codes}
    untold = dict.fromkeys(was_said - answers.keys(), False)
    said = {**untold, **answers}
    return act(request, incident, emergency.triage, answers=said, level=level, protocol=code or GENERAL)


@require_POST
@opens_for(Can.ANSWER_CALLS)
def offer(request: HttpRequest, incident: UUID) -> HttpResponse:
    """Ask one or several to go."""
    chosen = [key for text in request.POST.getlist("responder") if (key := read_key(text))]
    return act(request, incident, emergency.offer, responders=chosen)


@require_POST
@opens_for(Can.ANSWER_CALLS)
def withdraw(request: HttpRequest, incident: UUID) -> HttpResponse:
    """Take one offer or journey back."""
    dispatch = read_key(request.POST.get("dispatch", ""))
    queries.access_incident(scope_of(request), incident)
    if dispatch not in {row.id for row in queries.list_dispatches(scope_of(request), incident)}:
        return HttpResponseBadRequest()

    def take_back(*, incident: UUID, **words: Any) -> None:
        emergency.withdraw(dispatch=dispatch, **words)

    return act(request, incident, take_back)


@require_POST
@opens_for(Can.ANSWER_CALLS)
def close(request: HttpRequest, incident: UUID) -> HttpResponse:
    """Close with an outcome; what is lacking is told beside its field."""
    form = CloseForm(request.POST)
    form.is_valid()
    said = {"outcome": "", **form.cleaned_data}
    if said["outcome"] != Outcome.FALSE_ALARM:  # the field is not shown then, and may hold an old choice
        said["false_reason"] = ""
    try:
        return act(request, incident, emergency.close, **said)
    except emergency.UnableToClose as error:
        for name, fault in error.faults.items():
            form.add_error(name, gettext(fault))
        return show_card(request, incident, form=form)


@require_POST
@opens_for(Can.ANSWER_CALLS)
def reopen(request: HttpRequest, incident: UUID) -> HttpResponse:
    """Open it again, with a reason."""
    reason = request.POST.get("reason", "").strip()[:200]
    return act(request, incident, emergency.reopen, reason=reason)
