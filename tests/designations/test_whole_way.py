"""From an application to the plaque, with another person in every stage; and what is refused on the way."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.models import Event, StageHolder
from chongyang.core.operations.cases import UnableToStep
from chongyang.designations import operations, queries
from chongyang.designations.models import Application, Evaluation, Notice, Objection, TitleHeld
from chongyang.designations.operations import UnableToApply, UnableToJudge, UnableToObject
from tests.designations import titled
from tests.funding import people
from tests.funding.people import do


def test_a_street_goes_the_whole_way(db):
    held = titled.given()
    today = timezone.localdate(now())
    assert [held.plaque, held.total, held.name] == [f"ZHJD-{today.year}-001", 90, "金水区·经八路街道"]
    assert (held.valid_from, held.review_on.year - today.year) == (today, 1)
    assert held.valid_to.year == today.year + 3
    row = Application.objects.get()
    assert row.state == "given"
    holders = StageHolder.objects.filter(case=row.id).order_by("id").values_list("holder", flat=True)
    assert len(set(holders)) == 6
    assert queries.get_plaque(held.plaque.lower()).id == held.id
    told = Event.objects.get(kind="designations.title.given")
    assert told.payload == {"title": "smart_street", "plaque": held.plaque, "grade": None}


def test_what_is_lacking_is_told_in_one_go(db):
    clerk = people.street()
    row = titled.draft(clerk)
    with pytest.raises(UnableToApply) as refused:
        do(operations.submit, clerk, application=row.id)
    assert set(refused.value.faults) == {"statement", "evidence", "points"}
    assert "申报书" in refused.value.faults["evidence"]


def test_the_same_holder_does_not_apply_twice(db):
    clerk = people.street()
    titled.submitted(clerk)
    second = titled.ready(titled.draft(clerk), clerk)
    with pytest.raises(UnableToApply, match="已有一件申报"):
        do(operations.submit, clerk, application=second.id)


def test_who_holds_a_title_does_not_apply_for_it_again(db):
    held, clerk = titled.given(), people.street()
    row = titled.ready(titled.draft(clerk), clerk)
    with pytest.raises(UnableToApply, match=held.plaque):
        do(operations.submit, clerk, application=row.id)


def test_a_name_written_otherwise_is_the_same_holder(db):
    titled.enterprise(name="测试养老（集团）公司")
    county = people.county()
    row = titled.draft(
        county, "smart_enterprise", kind="enterprise", name="测试养老(集团) 公司", area=410105000000
    )
    titled.ready(row, county)
    with pytest.raises(UnableToApply, match="已有一件申报"):
        do(operations.submit, county, application=row.id)


def test_the_database_refuses_two_living_titles_of_a_kind(db):
    from django.db import IntegrityError, transaction

    held = titled.given()
    again = TitleHeld.objects.get(id=held.id)
    again.pk, again.plaque = None, "ZHJD-2026-900"
    with pytest.raises(IntegrityError, match="titleheld_once"), transaction.atomic():
        TitleHeld(
            **{f.attname: getattr(again, f.attname) for f in TitleHeld._meta.fields if f.name != "id"}
        ).save()


def test_a_clerk_applies_for_her_own_place_alone(db):
    own = people.organisation()
    clerk = people.clerk(own)
    place, other = people.place(organisation=own.id), people.place(name="别家")
    row = titled.submitted(clerk, "smart_institution", kind="institution", provider=place.id)
    assert (row.organisation, row.slot) == (own.id, f"institution:{place.id}")
    with pytest.raises(UnableToApply, match="辖区"):
        titled.draft(clerk, "smart_institution", kind="institution", provider=other.id)


def test_nobody_applies_for_what_lies_elsewhere(db):
    with pytest.raises(UnableToApply, match="辖区"):
        titled.draft(people.street(), kind="street", area=410102001000)
    with pytest.raises(UnableToApply, match="这类对象"):
        titled.draft(people.street(), "fine_route", kind="street", area=titled.STREET)
    with pytest.raises(UnableToApply, match="辖区"):
        titled.draft(people.county(), "fine_route", kind="route", name="某游", area=410102000000)
    with pytest.raises(UnableToApply, match="荥阳"):
        titled.draft(people.county(), "park_backbone", kind="enterprise", name="某公司", area=410105000000)
    with pytest.raises(UnableToApply, match="没有这个称号"):
        titled.draft(people.county(), "nothing", kind="street", area=titled.STREET)


def test_the_plan_asks_for_200_public_beds(db):
    county = people.county()
    small = people.place(name="小院", beds=199, owner_kind="public")
    private = people.place(name="民办", beds=300, owner_kind="company")
    for place, said in ((small, "199"), (private, "公办")):
        row = titled.ready(
            titled.draft(county, "model_public_home", kind="institution", provider=place.id), county
        )
        with pytest.raises(UnableToApply, match=said):
            do(operations.submit, county, application=row.id)


def test_an_evaluator_of_the_own_institution_is_refused(db):
    own = people.organisation()
    place = people.place(organisation=own.id)
    row = titled.accepted(
        titled.submitted(people.clerk(own), "smart_institution", kind="institution", provider=place.id)
    )
    from chongyang.territory.enums import Role

    insider = people.scope(Role.THIRD_PARTY_ASSESSOR, "410105", org=own)
    with pytest.raises(UnableToJudge, match="任职"):
        titled.scored(row, who=insider)


def test_who_applied_for_another_does_not_judge(db):
    county = people.county()
    row = titled.enterprise(county)
    with pytest.raises(UnableToJudge, match="经办人"):
        do(operations.pass_on, county, application=row.id)


def test_the_third_party_scores_and_another_signs(db):
    row = titled.accepted(titled.submitted())
    with pytest.raises(UnableToJudge, match="第三方"):
        titled.scored(row, who=people.county())
    found = titled.scored(row)
    with pytest.raises(UnableToJudge, match="另一位"):
        do(operations.sign, people.assessor(), application=row.id, evaluation=found.id)
    titled.scored(row, who=people.assessor())
    with pytest.raises(UnableToJudge, match="改过"):
        do(operations.sign, people.county(), application=row.id, evaluation=found.id)
    assert Evaluation.objects.filter(signed_at=None).count() == 2


def test_a_visit_is_not_before_the_application_nor_tomorrow(db):
    row = titled.accepted(titled.submitted())
    for days in (-3, 1):
        with pytest.raises(UnableToJudge, match="评审日期"):
            do(
                operations.score,
                people.assessor(),
                application=row.id,
                points=titled.full(row.title),
                visited_on=timezone.localdate(now()) + timedelta(days=days),
            )


def test_too_few_points_are_not_proposed_but_advised_against(db):
    row = titled.visited(titled.accepted(titled.submitted()), 50)
    city = people.city()
    with pytest.raises(UnableToJudge, match=r"50\.0.*80"):
        do(operations.propose, city, application=row.id)
    do(operations.advise_against, city, application=row.id, reason="平台没有实际使用")
    row = do(operations.refuse, titled.leading_office(), application=row.id, reason="评分没有达到要求")
    assert (row.state, row.answer.plain) == ("refused", "评分没有达到要求")
    assert not TitleHeld.objects.exists()


def test_nobody_holds_two_stages(db):
    county = people.county()
    row = titled.accepted(titled.submitted(), county)
    found = titled.scored(row)
    with pytest.raises(UnableToStep):
        do(operations.sign, county, application=row.id, evaluation=found.id)


def test_a_completion_begins_again_and_what_was_scored_before_does_not_count(db):
    clerk = people.street()
    row = titled.visited(titled.accepted(titled.submitted(clerk)))
    do(operations.return_for_completion, people.city(), application=row.id, reason="请补材料")
    later = now() + timedelta(minutes=5)
    row = do(operations.submit, clerk, application=row.id, now=later)
    assert row.state == "acceptance"
    assert queries.signed_evaluation(row) is None


def test_an_objection_is_answered_by_another_office(db):
    row = titled.noticed()
    notice, neighbour = Notice.objects.get(), people.outsider()
    made = do(operations.raise_objection, neighbour, notice=notice.id, text="平台没人接听")
    assert not operations.close_due_notices(now=now() + timedelta(days=40))
    said = {"objection": made.id, "upheld": False, "reply": "已核实，平台有人值守。"}
    with pytest.raises(UnableToObject, match="另一个单位"):
        do(operations.answer_objection, people.county(), **said)
    do(operations.answer_objection, titled.other_office(), **said)
    with pytest.raises(UnableToObject, match="答复过"):
        do(operations.answer_objection, titled.other_office(), **said)
    assert operations.close_due_notices(now=now() + timedelta(days=40)) == 1
    row.refresh_from_db()
    assert row.state == "decision"


def test_an_upheld_objection_begins_the_case_again(db):
    row = titled.noticed()
    notice = Notice.objects.get()
    made = do(operations.raise_objection, people.outsider(), notice=notice.id, text="平台没人接听")
    do(
        operations.answer_objection,
        titled.other_office(),
        objection=made.id,
        upheld=True,
        reply="属实，重新评审。",
    )
    row.refresh_from_db()
    notice.refresh_from_db()
    assert row.state == "acceptance"
    assert notice.closed_at


def test_an_objection_after_the_end_of_its_notice_is_refused(db):
    titled.noticed()
    notice = Notice.objects.get()
    with pytest.raises(UnableToObject, match="公示已经结束"):
        do(
            operations.raise_objection,
            people.outsider(),
            notice=notice.id,
            text="晚了",
            now=now() + timedelta(days=60),
        )
    assert not Objection.objects.exists()


def test_a_number_of_a_plaque_is_given_once(db):
    first = titled.given()
    row = titled.at_decision(titled.submitted(people.street("410105002"), kind="street", area=410105002000))
    office = titled.leading_office()
    quota = {"over_quota": "市政府会议纪要〔2026〕1号"}
    with pytest.raises(UnableToJudge, match="已经用过"):
        do(operations.give, office, application=row.id, plaque=first.plaque, **quota)
    with pytest.raises(UnableToJudge, match="ZHJD-"):
        do(operations.give, office, application=row.id, plaque="郑字1号", **quota)
    typed = do(operations.give, office, application=row.id, plaque="zhjd-2026-077", **quota)
    assert typed.plaque == "ZHJD-2026-077"


def test_beyond_the_quota_a_person_decides_with_a_reason(db):
    titled.given()
    row = titled.at_decision(titled.submitted(people.street("410105002"), kind="street", area=410105002000))
    office = titled.leading_office()
    with pytest.raises(UnableToJudge, match=r"金水区.*最多 1 个.*现有 1 个"):
        do(operations.give, office, application=row.id)
    held = do(operations.give, office, application=row.id, over_quota="市政府会议纪要〔2026〕1号")
    assert held.over_quota == "市政府会议纪要〔2026〕1号"
    elsewhere = titled.submitted(people.street("410102001"), kind="street", area=410102001000)
    assert queries.quota_of(titled.get_title("smart_street"), elsewhere.area, held.valid_from).held == 0


def test_a_higher_star_takes_the_place_of_the_former(db):
    county = people.county()
    place = people.place(name="星级院")
    holder = {"kind": "institution", "provider": place.id}
    first = titled.given(titled.submitted(county, "star_home", **holder), 60)
    second = titled.given(titled.submitted(people.county(), "star_home", **holder), 80)
    first.refresh_from_db()
    assert (first.grade, first.state, second.grade) == (3, "lapsed", 4)
    today = timezone.localdate(now())
    assert queries.living_of("star_home", first.slot, today).id == second.id
    with pytest.raises(UnableToJudge, match="不能重复认定"):
        titled.given(titled.submitted(people.county(), "star_home", **holder), 80)


def test_drafts_are_their_writers_alone(db):
    clerk = people.street()
    row = titled.draft(clerk)
    with pytest.raises(queries.NotFound):
        queries.access_handled(people.county(), row.id)
    do(operations.drop_draft, clerk, application=row.id)
    assert not Application.objects.exists()


def test_another_county_reaches_no_case_of_ours(db):
    row = titled.submitted()
    with pytest.raises(queries.NotFound):
        do(operations.pass_on, people.outsider(), application=row.id)
    assert not queries.list_work(people.outsider(), show="open")
    assert [one.id for one in queries.list_work(people.county())] == [row.id]


def test_what_is_late_comes_up_once(db):
    row = titled.submitted()
    later = now() + timedelta(days=40)
    assert operations.fire_deadlines(now=later) == 1
    assert operations.fire_deadlines(now=later) == 0
    row.refresh_from_db()
    assert row.escalated_at
    assert queries.count_work(people.city(), later)["late"] == 1
