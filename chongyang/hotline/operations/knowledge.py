"""Writes of the knowledge base. Articles are public rows, so the room writes them in the system's name;
whoever asks for it has shown the right to it first, and stands in the steps of the case.
"""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Func, Value

from chongyang.core import events
from chongyang.core.access import enter
from chongyang.core.models import Case
from chongyang.core.operations import cases
from chongyang.core.scopes import SYSTEM, Actor, Scope, system_scope
from chongyang.hotline import queries
from chongyang.hotline.models import Article, ArticleUse, ArticleVersion, Gap
from chongyang.hotline.operations.papers import person_of, queue, refuse
from chongyang.hotline.rules import knowledge as rules
from chongyang.hotline.rules.care_calls import today
from chongyang.territory import queries as territory
from chongyang.territory.permissions import demand
from chongyang.territory.rules.capabilities import Can

OWNER = "city.civil-affairs"
COPIED = (
    *("category", "question", "answer", "say", "is_medical", "valid_from", "valid_to"),
    *("keywords", "call_120_when", "sources"),
)
LISTS = ("keywords", "call_120_when", "sources")


@transaction.atomic
def write_article(*, form: rules.ArticleForm, scope: Scope, now: datetime) -> ArticleVersion:
    """A new article, or the next version of one; it waits for a second person. Raises UnableToHandle."""
    demand(scope, Can.ANSWER_CALLS)
    refuse(rules.faults_of(form))
    with enter(system_scope("write_article", actor=scope.actor)):
        return _write(form, scope.actor, now)


def load_shipped(*, by: Actor, now: datetime) -> int:
    """The starter articles, each once: they wait for approval by a person of the city. System scope."""
    fresh = [form for form in rules.shipped()[1] if not Article.objects.filter(key=form.key).exists()]
    for form in fresh:
        _write(form, by, now)
    return len(fresh)


def _write(form: rules.ArticleForm, by: Actor, now: datetime) -> ArticleVersion:
    queue(f"article/{form.key}")
    area = territory.city_interval()[0]
    article, _ = Article.objects.get_or_create(key=form.key, defaults={"area": area, "owner": OWNER})
    number = article.versions.count() + 1
    columns = {name: getattr(form, name) for name in COPIED}
    columns |= {name: list(columns[name]) for name in LISTS}
    version = ArticleVersion(
        article=article, number=number, state="review", written_by=by.account, written_at=now, **columns
    )
    head = f"{form.question} {' '.join(form.keywords)}"
    version.head = _vector(rules.tokens_of(head, spelt=True))
    version.body = _vector(
        rules.tokens_of(f"{head} {form.answer} {form.say}") | rules.tokens_of(head, spelt=True)
    )
    version.save(force_insert=True)
    cases.open_case(lifecycle=rules.ARTICLE, area=area, by=by, now=now, case_id=version.id)
    return ArticleVersion.objects.get(id=version.id)


def _vector(tokens: frozenset[str]) -> Func:
    """A tsvector of these very tokens: no dictionary and no parser stands between."""
    return Func(
        Value(sorted(tokens)),
        function="array_to_tsvector",
        template="%(function)s((%(expressions)s)::text[])",
    )


@transaction.atomic
def approve_article(*, version: UUID, scope: Scope, now: datetime) -> ArticleVersion:
    """Publish; the version before it ends. Who wrote it is refused, by the table and by a constraint."""
    demand(scope, Can.HANDLE_ORDERS)
    with enter(system_scope("approve_article", actor=scope.actor)):
        row = _held(version)
        former = ArticleVersion.objects.filter(article=row.article_id, state="published").first()
        if former and row.state == "review":
            _step(former, "supersede", SYSTEM, now)
        row.approved_by, row.approved_at = scope.actor.account, now
        row.review_due_on = rules.review_due(today(now))
        return _step(row, "approve", scope.actor, now)


@transaction.atomic
def step_article(
    *, version: UUID, action: str, scope: Scope, now: datetime, reason: str = ""
) -> ArticleVersion:
    """Return, withdraw or drop a version."""
    demand(scope, Can.HANDLE_ORDERS)
    with enter(system_scope("step_article", actor=scope.actor)):
        return _step(_held(version), action, scope.actor, now, reason)


def _held(version: UUID) -> ArticleVersion:
    cases.hold(version)
    row = ArticleVersion.objects.filter(id=version).first()
    if row is None:
        raise queries.NotFound(str(version))
    return row


def _step(row: ArticleVersion, action: str, by: Actor, now: datetime, reason: str = "") -> ArticleVersion:
    case = cases.perform(case=Case(id=row.id), action=action, by=by, now=now, reason=reason, how="desk")
    row.state = case.state
    row.save(update_fields=["state", "approved_by", "approved_at", "review_due_on"])
    return row


@transaction.atomic
def use_article(*, key: str, scope: Scope, now: datetime, call: UUID | None = None) -> int:
    """Count that an article helped; once in a call. Returns how often it has helped."""
    demand(scope, Can.ANSWER_CALLS)
    article = queries.get_article(scope, key)
    use = ArticleUse(article=article, call=call, account=person_of(scope), at=now, area=_area_of(scope))
    queue(f"use/{call or use.id}/{key}")
    if call and ArticleUse.objects.filter(article=article, call=call).exists():
        return article.uses
    use.save(force_insert=True)
    with enter(system_scope("use_article", actor=scope.actor)):
        Article.objects.filter(id=article.id).update(uses=F("uses") + 1)
    return article.uses + 1


def _area_of(scope: Scope) -> int:
    return scope.intervals[0][0] if scope.intervals else territory.city_interval()[0]


@transaction.atomic
def report_gap(*, words: str, scope: Scope, now: datetime, note: str = "") -> Gap | None:
    """No article helped: the words that were looked for go on the list, the same ones once with a count."""
    demand(scope, Can.ANSWER_CALLS)
    looked_for = " ".join(words.split())[:60]
    if not looked_for:
        return None
    queue(f"gap/{looked_for}")
    row = Gap.objects.filter(words=looked_for, settled_at=None).first()
    if row is None:
        return Gap.objects.create(
            words=looked_for, note=note[:200], area=_area_of(scope), account=person_of(scope), at=now
        )
    Gap.objects.filter(id=row.id).update(times=F("times") + 1, at=now)
    return row


@transaction.atomic
def settle_gap(*, gap: UUID, scope: Scope, now: datetime) -> None:
    """Somebody wrote the article, or none is needed."""
    demand(scope, Can.LEAD_SHIFT)
    rows = Gap.objects.filter(id=gap, settled_at=None)
    if rows.update(settled_at=now, settled_by=scope.actor.account):
        events.record(
            "hotline.gap.settled",
            by=scope.actor,
            now=now,
            area=_area_of(scope),
            subject_type="gap",
            subject=gap,
        )
