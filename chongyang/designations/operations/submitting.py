"""An application is handed in, completed, or taken back."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from chongyang.core import access
from chongyang.core.operations import cases
from chongyang.core.scopes import Actor, Scope, system_scope
from chongyang.core.words import N_
from chongyang.designations import queries
from chongyang.designations.enums import DRAFT, ENDED
from chongyang.designations.models import Application, Evidence
from chongyang.designations.operations.applying import editable, title_of
from chongyang.designations.operations.errors import UnableToApply
from chongyang.designations.operations.steps import begin_case, close_notices, step, tell
from chongyang.designations.rules import flows, scores
from chongyang.designations.rules.titles import Title
from chongyang.funding.rules.forms import Faults, Faulty
from chongyang.providers import queries as providers

LACKS_FILES = N_("还缺材料：%(kinds)s。")
NO_STATEMENT = N_("请写明申报说明。")
HOLDS = N_("这个对象已持有这一称号（牌匾 %(plaque)s），不能重复申报。")
OPEN = N_("这个对象的同一称号已有一件申报在办理。")
TOO_FEW_BEDS = N_("方案要求 %(beds)s 张以上床位，登记的是 %(held)s 张。")
NOT_PUBLIC = N_("方案要求公办养老机构，登记的不是公办或公建民营。")
GONE = N_("这个机构已经停业，不能申报。")
OVER = N_("这件申报已经办结，不能再撤回。")
PUBLIC_OWNERS = ("public", "public_built_private_run")


@transaction.atomic
def submit(*, application: UUID, scope: Scope, by: Actor, now: datetime) -> Application:
    """Hand a draft in, or what came back for completion: it begins at the first stage. Raises UnableToApply
    with a sentence for each fault, NotFound.
    """
    row = editable(application, scope)
    is_first = row.state == DRAFT
    with access.enter(system_scope("submission", actor=by)):
        _check(row, now)
        if is_first:
            begin_case(row, by, now)
        else:
            step(row, "resubmit", by, now)
            row.answer = None
        row.version += 1
        _save(row)
        tell("submitted" if is_first else "completed", row, by, now)
    return row


def _save(row: Application) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "designapp_open_once" not in str(error):
            raise
        raise UnableToApply({"holder": OPEN}) from None


def _check(row: Application, now: datetime) -> None:
    title = title_of(row.title)
    faults: Faults = {}
    if not row.statement.plain:
        faults["statement"] = Faulty(NO_STATEMENT)
    present = set(Evidence.objects.filter(application=row).values_list("kind", flat=True))
    if lacking := [kind for kind in flows.load().evidence if kind not in present]:
        faults["evidence"] = Faulty(LACKS_FILES, kinds="、".join(lacking))
    try:
        scores.read_points(title, row.self_points)
    except scores.UnableToScore as refused:
        faults["points"] = Faulty(refused.reason, **refused.values)
    faults |= _check_place(title, row) | _check_held(title, row, now)
    if faults:
        raise UnableToApply(faults)


def _check_place(title: Title, row: Application) -> Faults:
    """What the plan's own words ask of a place, by the register of places."""
    if row.provider is None:
        return {}
    place = providers.get_provider(row.provider)
    if place is None or place.closed_on is not None:
        return {"holder": Faulty(GONE)}
    if place.beds < title.needs.get("beds", 0):
        return {"holder": Faulty(TOO_FEW_BEDS, beds=title.needs["beds"], held=place.beds)}
    if title.needs.get("is_public") and place.owner_kind not in PUBLIC_OWNERS:
        return {"holder": Faulty(NOT_PUBLIC)}
    return {}


def _check_held(title: Title, row: Application, now: datetime) -> Faults:
    """No second living title of a kind; one with grades may be asked for again, for another grade."""
    living = queries.living_of(row.title, row.slot, timezone.localdate(now))
    if living is None or title.grades:
        return {}
    return {"holder": Faulty(HOLDS, plaque=living.plaque)}


@transaction.atomic
def take_back(*, application: UUID, scope: Scope, by: Actor, now: datetime) -> Application:
    """The applicant's side no longer wants it. Raises UnableToApply where it was decided, NotFound."""
    cases.hold(application)
    row = queries.access_own(scope, application)
    if row.state in (DRAFT, *ENDED):
        raise UnableToApply({"state": OVER})
    with access.enter(system_scope("submission", actor=by)):
        step(row, "take_back", by, now)
        close_notices(row, now)
        row.save()
    return row
