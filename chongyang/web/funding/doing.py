"""What the pages share: who acts, a step with its refusal in words, how a state is said."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext

from chongyang.core.clock import now as clock_now
from chongyang.funding import operations
from chongyang.funding.enums import APPROVED, DRAFT, REFUSED, RETURNED, WITHDRAWN, PaidState
from chongyang.funding.rules import flows
from chongyang.policy.rules.programmes import UnknownProgramme, get_programme
from chongyang.territory import queries as territory
from chongyang.territory.permissions import may
from chongyang.territory.rules.capabilities import Can
from chongyang.treasury import operations as treasury
from chongyang.web.parts.doing import Doing, day_of, private, said
from chongyang.web.parts.doors import scope_of

__all__ = ["PAGE", "base", "day_of", "do", "key_of", "names", "plain_words", "private", "said"]
__all__ += ["state_words", "title_of", "tone_of"]

PAGE = 40
do = Doing((operations.UnableToDo, treasury.UnableToPay)).do


def base(request: HttpRequest, here: str) -> dict[str, Any]:
    """What every page knows."""
    scope = scope_of(request)
    return {
        "tab": here,
        "now": clock_now(),
        "may_handle": may(scope, Can.HANDLE_FUNDING),
        "may_apply": may(scope, Can.APPLY_FUNDING),
        "may_propose": may(scope, Can.HANDLE_FUNDING) and may(scope, Can.APPLY_FUNDING),
    }


def key_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def names(accounts: Iterable[UUID | None]) -> dict[UUID, str]:
    """How those who acted are called at work."""
    return territory.names_of(account for account in accounts if account)


def title_of(code: str) -> str:
    try:
        return gettext(get_programme(code).title)
    except UnknownProgramme:
        return code


def state_words(row: Any) -> str:
    """Where an application stands, in the words of its flow."""
    if row.state == DRAFT:
        return gettext("草稿")
    return gettext(flows.get_flow(row.flow).table.state(row.state).label)


def plain_words(row: Any) -> str:
    """The same for who applied, as one would say it."""
    words = {
        DRAFT: gettext("还没有提交"),
        RETURNED: gettext("请按说明补正后重新提交"),
        REFUSED: gettext("没有同意，理由见下"),
        WITHDRAWN: gettext("您已撤回"),
    }
    if row.state in words:
        return words[row.state]
    if row.state == APPROVED:
        return gettext(PaidState.of(row.paid_state).label) if row.paid_state else gettext("已同意")
    stage = flows.get_flow(row.flow).stage(row.state)
    return gettext("正在办理：%(stage)s") % {"stage": gettext(stage.label)} if stage else ""


TONES = {APPROVED: "good", REFUSED: "bad", RETURNED: "warn", WITHDRAWN: "", DRAFT: ""}


def tone_of(row: Any) -> str:
    return TONES.get(row.state, "note")
