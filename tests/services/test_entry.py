"""Entry: papers, three people of the county, the public list; nobody holds two stages."""

from datetime import date, timedelta

import pytest

from chongyang.core.clock import now
from chongyang.core.models import Event
from chongyang.core.operations.cases import UnableToStep
from chongyang.services import operations, queries
from chongyang.services.models import Entry, EntryFile, ServiceProvider
from chongyang.services.operations import UnableToDo
from chongyang.services.rules import flows, yearly
from chongyang.territory.permissions import NotAllowed
from tests.services import made, people
from tests.services.people import do
from tests.workforce.made import contractor


@pytest.fixture
def applicant(db):
    return contractor(made.organisation())


def test_an_applicant_comes_on_the_public_list_by_three_people(applicant):
    provider = people.admitted(people.submitted(applicant))
    assert provider.state == "in_force"
    assert provider.organisation == applicant.organisation
    assert [one.id for one in queries.list_providers()] == [provider.id]
    assert provider.check_on == yearly.next_check(provider.entered_on)
    steps = queries.list_steps(people.county(), Entry.objects.get().id)
    assert [step.action for step in steps] == ["open", "accept", "report_visit", "admit"]
    assert len({step.actor_account for step in steps}) == 4
    assert Event.objects.filter(kind="services.provider.entered").count() == 1


def test_who_held_one_stage_holds_no_other(applicant):
    row = people.submitted(applicant)
    first = people.county()
    do(operations.accept, first, entry=row.id)
    with pytest.raises(UnableToStep):
        do(operations.report_visit, first, entry=row.id, visited_on=date(2019, 6, 3), finding="看过。")
    do(operations.report_visit, people.county(), entry=row.id, visited_on=date(2019, 6, 3), finding="看过。")
    with pytest.raises(UnableToStep):
        do(operations.admit, first, entry=row.id)
    assert not ServiceProvider.objects.exists()


def test_what_is_missing_is_named_by_field(applicant):
    row = do(operations.begin, applicant)
    with pytest.raises(UnableToDo) as told:
        do(operations.submit, applicant, entry=row.id)
    assert set(told.value.faults) == {"credit_code", "phone", "kinds", "areas", "statement", "evidence"}
    assert "营业执照或登记证书" in told.value.faults["evidence"]
    form = people.filled(kind="bank", credit_code="123", areas=(7,), kinds=("nothing",))
    with pytest.raises(UnableToDo) as told:
        do(operations.save, applicant, entry=row.id, form=form)
    assert set(told.value.faults) == {"kind", "credit_code", "areas", "kinds"}


def test_one_application_at_a_time_and_none_of_who_is_on_the_list(applicant):
    row = people.submitted(applicant)
    with pytest.raises(UnableToDo):
        do(operations.begin, applicant)
    people.admitted(row)
    with pytest.raises(UnableToDo, match="已在册"):
        do(operations.begin, applicant)


def test_a_second_provider_under_one_credit_code_is_refused(applicant):
    people.admitted(people.submitted(applicant))
    other = contractor(made.organisation())
    row = people.drafted(other)
    with pytest.raises(UnableToDo, match="统一社会信用代码"):
        do(operations.submit, other, entry=row.id)


def test_what_came_back_is_completed_and_begins_again(applicant):
    row = people.submitted(applicant)
    judge = people.county()
    with pytest.raises(UnableToStep):
        do(operations.return_entry, judge, entry=row.id, reason=" ")
    do(operations.return_entry, judge, entry=row.id, reason="名册缺证书编号")
    held = Entry.objects.get(id=row.id)
    assert (held.state, held.answer.plain) == ("returned", "名册缺证书编号")
    do(operations.submit, applicant, entry=row.id)
    assert Entry.objects.get(id=row.id).state == "acceptance"
    do(operations.take_back, applicant, entry=row.id)
    assert Entry.objects.get(id=row.id).state == "taken_back"


def test_a_draft_is_dropped_with_its_papers(applicant):
    row = people.drafted(applicant)
    assert do(operations.take_back, applicant, entry=row.id) is None
    assert not Entry.objects.exists()
    assert not EntryFile.objects.exists()


def test_a_refusal_has_a_reason_and_puts_nobody_on_the_list(applicant):
    row = people.at_decision(people.submitted(applicant))
    do(operations.refuse_entry, people.county(), entry=row.id, reason="场所不具备条件")
    assert Entry.objects.get(id=row.id).state == "refused"
    assert not ServiceProvider.objects.exists()
    do(operations.begin, applicant)


def test_neither_another_county_nor_another_provider_reaches_an_application(applicant):
    row = people.submitted(applicant)
    for who in (people.outsider(), contractor(made.organisation())):
        with pytest.raises((queries.NotFound, NotAllowed)):
            do(operations.accept, who, entry=row.id)
        with pytest.raises(queries.NotFound):
            queries.access_entry(who, row.id)
    [file] = EntryFile.objects.filter(kind="管理制度")
    with pytest.raises(queries.NotFound):
        queries.access_entry_file(people.outsider(), file.id)
    assert queries.access_entry_file(people.county(), file.id) == file


def test_who_has_a_post_with_the_provider_does_not_judge_it(applicant):
    from chongyang.core.scopes import SYSTEM, interval_of
    from chongyang.territory import operations as territory
    from chongyang.territory.enums import Role
    from chongyang.territory.models import Account, Organisation

    row = people.submitted(applicant)
    judge = people.county()
    own = Organisation.objects.get(id=applicant.organisation)
    territory.appoint(
        account=Account.objects.get(id=judge.actor.account),
        role=Role.CONTRACTOR,
        organisation=own,
        intervals=[interval_of("410105")],
        by=SYSTEM,
        now=now(),
    )
    with pytest.raises(UnableToDo, match="任职"):
        do(operations.accept, judge, entry=row.id)


def test_a_late_stage_is_told_once(applicant):
    row = people.submitted(applicant)
    late = now() + timedelta(days=40)
    assert operations.tell_late(now=late) == 1
    assert operations.tell_late(now=late) == 0
    assert Event.objects.filter(kind="services.entry.escalate", subject=row.id).count() == 1
    assert queries.count_work(people.county(), late) == {"entries": 1, "checks": 0, "late": 1}


def test_the_next_check_lies_a_year_on_and_a_leap_day_loses_nothing():
    assert yearly.next_check(date(2019, 6, 3)) == date(2020, 6, 3)
    assert yearly.next_check(date(2020, 2, 29)) == date(2021, 2, 28)
    assert yearly.next_check(date(2019, 12, 31)) == date(2020, 12, 31)
    assert flows.load().yearly.months == 12
