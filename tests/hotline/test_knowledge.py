"""The knowledge base: two persons, versions, finding by characters, pinyin and initials, gaps."""

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

from chongyang.core.access import enter
from chongyang.core.operations.cases import UnableToStep
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.hotline import operations as hotline
from chongyang.hotline import queries
from chongyang.hotline.models import Article, ArticleVersion, Gap
from chongyang.hotline.operations import UnableToHandle
from chongyang.hotline.rules.knowledge import ArticleForm, shipped
from chongyang.policy import queries as policy
from chongyang.territory.enums import Role
from tests.conftest import owner_dsn
from tests.emergency.races import as_system
from tests.factories import make_account, scope_of

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
FORM = ArticleForm(
    key="test",
    category="policy",
    question="高龄津贴怎么申请",
    answer="到社区申请",
    sources=({"title": "测试"},),
)


def lead():
    return scope_of(make_account(Role.SHIFT_LEAD))


def published(form=FORM):
    writer, approver = scope_of(make_account(Role.OPERATOR)), lead()
    with enter(writer):
        version = hotline.write_article(form=form, scope=writer, now=NOW)
    with enter(approver):
        return hotline.approve_article(version=version.id, scope=approver, now=NOW)


def load_all():
    with enter(system_scope("load")):
        hotline.load_shipped(by=SYSTEM, now=NOW)
    approver = lead()
    with enter(approver):
        for row in queries.list_waiting(approver):
            hotline.approve_article(version=row.id, scope=approver, now=NOW)


def find(text, **words):
    scope = scope_of(make_account(Role.OPERATOR))
    with enter(scope):
        return [row.article.key for row in queries.find_articles(scope, text, on=NOW.date(), **words)]


def test_nobody_approves_what_he_wrote(db):
    own = lead()
    with enter(own):
        version = hotline.write_article(form=FORM, scope=own, now=NOW)
        with pytest.raises(UnableToStep):
            hotline.approve_article(version=version.id, scope=own, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        ArticleVersion.objects.filter(id=version.id).update(approved_by=own.actor.account)
    assert find("高龄") == []


def test_a_new_version_takes_the_place_of_the_old(db):
    first = published()
    second = published(ArticleForm(**{**FORM.__dict__, "answer": "到街道申请"}))
    first.refresh_from_db()
    assert (first.state, second.state, second.number) == ("superseded", "published", 2)
    assert first.article_id == second.article_id


def test_a_seat_does_not_approve(db):
    desk = scope_of(make_account(Role.OPERATOR))
    other = scope_of(make_account(Role.OPERATOR))
    with enter(desk):
        version = hotline.write_article(form=FORM, scope=desk, now=NOW)
    with enter(other), pytest.raises(UnableToStep):
        hotline.approve_article(version=version.id, scope=other, now=NOW)


def test_medical_articles_say_when_to_call_120(db):
    desk = scope_of(make_account(Role.OPERATOR))
    with enter(desk), pytest.raises(UnableToHandle) as error:
        hotline.write_article(form=ArticleForm(**{**FORM.__dict__, "is_medical": True}), scope=desk, now=NOW)
    assert set(error.value.faults) == {"call_120_when"}


def test_the_starter_articles_wait_and_name_clauses_that_exist(db):
    with enter(system_scope("load")):
        hotline.load_shipped(by=SYSTEM, now=NOW)
        assert hotline.load_shipped(by=SYSTEM, now=NOW) == 0
    assert Article.objects.count() == len(shipped()[1])
    assert set(ArticleVersion.objects.values_list("state", flat=True)) == {"review"}
    for form in shipped()[1]:
        assert form.sources, form.key
        for source in form.sources:
            if "clause" in source:
                assert policy.get_clause(source["clause"])
            else:
                assert "confirmed" in source, form.key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("高龄津贴", "aged-allowance"),
        ("高", "aged-allowance"),
        ("gaolingjin", "aged-allowance"),
        ("gljt", "aged-allowance"),
        ("体检", "yearly-check"),
        ("我妈八十五了能领高龄津贴吗", "aged-allowance"),
        ("摔跤", "fall-prevention"),
    ],
)
def test_found_by_characters_pinyin_and_a_whole_question(db, typed, key):
    load_all()
    assert key in find(typed)[:3]


def test_nothing_matches_nothing(db):
    load_all()
    assert find("qqqq") == []
    assert find("'; drop table & | ! ( :*") == []
    assert len(find("")) > 5


def many(number):
    """So many published articles, without their cases: enough that an index pays."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hotline_article (id, key, area, owner, uses) "
            "SELECT gen_random_uuid(), 'many-' || n, 410100000000, 'x', 0 FROM generate_series(1, %s) n",
            [number],
        )
        cursor.execute(
            "INSERT INTO hotline_articleversion (id, article_id, number, state, category, question, answer, "
            "say, keywords, is_medical, call_120_when, sources, written_at, approved_by, body) "
            "SELECT gen_random_uuid(), id, 1, 'published', 'policy', 'q', 'a', '', '{}', false, '{}', '[]', "
            "now(), id, array_to_tsvector(ARRAY['x' || row_number() OVER ()]) FROM hotline_article "
            "WHERE key LIKE 'many-%'"
        )


def test_the_index_serves_the_run_role(committed):
    """A public table's policy is `true`: `@@`, which is not leakproof, may use the GIN index."""
    as_system(lambda: many(3000))
    desk = as_system(lambda: scope_of(make_account(Role.OPERATOR)))
    with psycopg.connect(**owner_dsn(), autocommit=True) as owner:
        owner.execute("ANALYZE hotline_articleversion")
    asked = "SELECT id FROM hotline_articleversion WHERE state = 'published' AND body @@ $$'x7'$$::tsquery"
    with enter(desk), connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {asked}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "articleversion_body" in plan, plan


def test_used_in_a_call_counts_once(db):
    published()
    desk, call = scope_of(make_account(Role.OPERATOR)), uuid4()
    with enter(desk):
        assert hotline.use_article(key="test", scope=desk, now=NOW, call=call) == 1
        assert hotline.use_article(key="test", scope=desk, now=NOW, call=call) == 1
        assert hotline.use_article(key="test", scope=desk, now=NOW, call=uuid4()) == 2


def test_what_nobody_found_is_a_list_with_counts(db):
    desk, leader = scope_of(make_account(Role.OPERATOR)), lead()
    with enter(desk):
        for _ in range(3):
            hotline.report_gap(words=" 公交卡 ", scope=desk, now=NOW)
    gap = Gap.objects.get()
    assert (gap.words, gap.times) == ("公交卡", 3)
    with enter(leader):
        hotline.settle_gap(gap=gap.id, scope=leader, now=NOW)
        assert queries.list_gaps(leader) == []
