"""An application explained, its letter, and who could do it alone."""

import io
import json
from dataclasses import replace
from uuid import UUID

import pytest
import yaml
from django.core.management import CommandError, call_command

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.lifecycles import registry
from chongyang.core.lifecycles.table import Action, Lifecycle, State
from chongyang.core.scopes import system_scope
from chongyang.funding import operations, queries
from chongyang.funding.papers import data_of, set_letter
from chongyang.funding.rules import flows
from chongyang.funding.rules.duties import chain_of, way_of
from chongyang.policy.rules import programmes
from chongyang.policy.rules.amounts import RULES
from chongyang.policy.rules.cases import differences, load_cases
from chongyang.policy.rules.engine.steps import amount, condition
from chongyang.territory.enums import Role
from tests import factories
from tests.funding import people
from tests.funding.people import do
from tests.funding.test_whole_way import after_notice, to_notice


def approved():
    people.budgets("bed_construction")
    row = to_notice(people.submitted(people.clerk()))
    after_notice(row)
    do(operations.propose, people.city(), application=row.id)
    return do(operations.approve, people.city_finance(), application=row.id)


def said(command, *args):
    out = io.StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def test_a_case_is_explained_to_the_words_of_its_clause_and_to_its_budget(db):
    row = approved()
    told = json.loads(said("explain", str(row.id), "--json"))
    rests = {one["id"]: one for step in told["steps"] for one in step["rests_on"]}
    assert rests["2018-34:bed.new"]["quote"]
    assert rests["2018-34:bed.new"]["clause"] == "2018-34/3.2.2"
    assert told["order"]["amount_fen"] == 10_200_000
    assert {part["level"] for part in told["parts"]} == {"city", "county"}
    assert all(part["committed_fen"] == 5_100_000 for part in told["parts"])
    assert [step["stage"] for step in told["taken"]][:2] == ["applying", "acceptance"]
    words = said("explain", row.number)
    assert "9000" in words
    assert "付款" in words
    assert "测试养老院" not in words
    for wrong in ("0" * 10, "x", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(CommandError):
            said("explain", wrong)


def test_the_letter_says_what_why_and_how_much(db):
    row = approved()
    with enter(system_scope("t")):
        told = queries.explain(system_scope("t"), row.id)
    data = data_of(told)
    assert data["to"] == "测试养老院"
    assert data["amount"] == "102,000.00 元"
    assert ["市级 · 一般公共预算", "51,000.00 元"] in data["parts"]
    assert any("三(二)2" in step[2] for step in data["steps"])
    assert set_letter(told, at=now()).startswith(b"%PDF")
    with pytest.raises(ValueError, match="nothing was decided"):
        set_letter(replace(told, decision=None), at=now())


def test_a_refusal_has_a_letter_with_its_reason(db):
    row = people.submitted(people.clerk())
    do(operations.pass_on, people.county(), application=row.id)
    today = people.timezone.localdate(now())
    found = {**people.BEDS, "is_public": True}
    check = do(operations.record_site, people.county(), application=row.id, found=found, visited_on=today)
    do(operations.sign_site, people.county_finance(), application=row.id, check=check.id)
    for _ in range(2):
        do(operations.propose, people.city(), application=row.id, reason="公办机构")
    do(operations.refuse, people.city_finance(), application=row.id, reason="公办机构不在范围内")
    told = queries.explain(system_scope("t"), row.id)
    assert "公办机构不在范围内" in data_of(told)["paragraphs"][0]
    assert set_letter(told, at=now()).startswith(b"%PDF")


def test_every_chain_takes_more_than_two_people(db):
    for flow in flows.load().flows.values():
        assert way_of(flow.table).persons >= 6
    told = json.loads(said("check_duties", "--json"))
    assert len({chain["area"] for chain in told}) >= 12
    assert not any(chain["by_few"] for chain in told)


def test_a_table_that_two_could_walk_is_found():
    """What is proposed by one and decided by one other, as a table that nobody ships."""
    table = Lifecycle(
        name="test.short",
        label="短",
        version=1,
        deciding=True,
        opening_stage="applying",
        states=(State("open", "待决定"), State("done", "已决定", final=True)),
        initial="open",
        actions=(
            Action("approve", "同意", ("open",), "done", ("county_reviewer",), stage="decision"),
            Action("touch", "补充", ("open",), None, ("family",), stage="applying"),
        ),
    )
    way = way_of(table)
    assert way.persons == 2
    one, two = UUID(int=1), UUID(int=2)
    roles = {one: {"family"}, two: {"county_reviewer"}}
    chain = chain_of("short", 0, [way], roles)
    assert chain.by_few
    assert set(chain.fewest) == {one, two}
    assert not chain_of("short", 0, [way], {one: {"family"}}).by_few


def test_an_account_with_posts_of_every_stage_is_named(db):
    """The law of the life cycle forbids it; the report still names who could, if it did not."""
    account = factories.make_account(Role.COUNTY_REVIEWER, None, people.COUNTY)
    from chongyang.territory.models import Post

    post = Post.objects.get(account=account)
    paying = [way_of(registry.get("treasury.batch"))] if _has_batch() else []
    wanted = {
        role
        for way in [way_of(flows.get_flow("person").table), *paying]
        for roles in way.stages.values()
        for role in roles
    }
    for role in sorted(wanted - {post.role}):
        Post.objects.create(
            account=account,
            role=role,
            organisation=post.organisation,
            intervals=post.intervals,
            valid_from=post.valid_from,
        )
    told = json.loads(said("check_duties", "--json"))
    held = next(one for one in told if one["name"] == "person" and one["area"] == 410105000000)
    assert held["covered_by"] == [account.username]
    assert not held["by_few"]


def _has_batch():
    try:
        registry.get("treasury.batch")
    except LookupError:
        return False
    return True


def test_a_new_programme_is_a_file_and_a_rule_of_a_few_lines(db, tmp_path, monkeypatch):
    """docs/how-to/add-a-programme.md, step by step: from a file to an approved application."""
    import polars as pl

    def meal_point(v):
        """The county's meal points: a fixed sum, once."""
        v.parameter("community_facility.condition")
        yield condition("is_open", "已开办", pl.col("is_open"))
        yield amount("开办补贴", pl.lit(2_000_000), {"county": 100})

    monkeypatch.setitem(RULES, "meal_point", meal_point)
    told = {
        "code": "meal_point",
        "title": "社区助餐点开办补贴（测试）",
        "clause": "2018-34/3.1.1",
        "rule": "meal_point",
        "flow": "institution",
        "applicant": "助餐点举办者",
        "who": "organisation",
        "object": "facility",
        "period": "once",
        "fund": "general_budget",
        "funds": {"county": "lottery"},
        "evidence": ["登记证书"],
        "stop": ["停办"],
        "recovery": "一年内停办的全额收回",
        "confirmed": False,
        "inputs": {"is_open": {"type": "yes_no", "label": "是否已开办"}},
    }
    (tmp_path / "meals.yaml").write_text(yaml.safe_dump([told], allow_unicode=True), encoding="utf-8")
    case = {
        "name": "已开办",
        "day": people.DAY,
        "given": {"is_open": True},
        "expect": {"answer": "yes", "yuan": 20000},
    }
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "meal_point.yaml").write_text(yaml.safe_dump([case]), encoding="utf-8")
    programmes.look_in(tmp_path)
    try:
        held = programmes.get_programme("meal_point")
        assert [differences(one, held) for one in load_cases() if one.programme == "meal_point"] == [[]]
        people.budgets("meal_point", fund="lottery")
        row = people.submitted(
            people.clerk(), "meal_point", inputs={"is_open": True}, place=people.place().id
        )
        row = to_notice(row, found={"is_open": True})
        after_notice(row)
        do(operations.propose, people.city(), application=row.id)
        row = do(operations.approve, people.city_finance(), application=row.id)
        assert row.amount_fen == 2_000_000
    finally:
        programmes.look_in(None)
