"""A project of the library and its approvals: what is permitted is proposed there, with real rows of both."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chongyang.approvals import operations, queries
from chongyang.approvals.models import Application
from chongyang.approvals.rules import catalogue
from chongyang.core.access import enter
from chongyang.core.models import Event
from chongyang.core.scopes import interval_of
from chongyang.projects import operations as library
from chongyang.projects.models import Project, Proposal
from chongyang.projects.queries import NotFound
from chongyang.projects.rules.settings import load_settings
from chongyang.territory.enums import Role
from chongyang.territory.permissions import NotAllowed
from tests.approvals import people
from tests.approvals.people import NOW, do
from tests.projects.people import CENTRE, centre, keeper, said

pytestmark = pytest.mark.django_db
STAGES = ("land", "engineering", "construction", "completion")


@pytest.fixture
def cast(db):
    return people.Cast()


def deliver():
    """As the worker would, twice: an event may come again."""
    for event in Event.objects.filter(kind="approvals.stage.permitted").order_by("at", "id"):
        library.follow_permit(event)
        library.follow_permit(event)


def open_proposals():
    return Proposal.objects.filter(project=centre(), decided_at=None).order_by("proposed_at", "id")


def test_every_stage_of_the_approvals_has_its_stage_of_a_project():
    names = [stage.name for stage in catalogue.load().stages]
    assert names == list(STAGES)
    assert set(names) == set(load_settings().permitted)


def test_each_permitted_stage_moves_the_project_when_its_keeper_agrees(cast):
    row, scope = people.begun(cast, library=CENTRE), keeper()
    stood = []
    for place, stage in enumerate(STAGES):
        at = NOW + timedelta(days=place * 30)
        run = people.permitted(cast, row, at)
        assert run.stage == stage
        deliver()
        for proposal in open_proposals():
            told = {"reason": "已取得许可", **said(scope, at + timedelta(days=1))}
            assert proposal.document
            library.accept_proposal(proposal=proposal.id, **told)
        stood.append(centre().stage)
    assert stood == ["preparation", "preparation", "started", "completed"]
    assert Proposal.objects.filter(project=centre()).count() == 3
    last = centre().changes.order_by("-on", "-id").first()
    documents = queries.list_documents(Application.objects.get(id=row.id))
    assert last.document in {item.number for item in documents}


def test_the_page_of_a_project_knows_its_applications(cast):
    scope = keeper()
    row = people.begun(cast, project=centre().id)
    with enter(scope):
        [draft] = queries.list_of_project(scope, centre().id)
    assert (draft.application.id, draft.is_handed_in, draft.documents) == (row.id, False, ())
    people.permitted(cast, row)
    with enter(scope):
        [held] = queries.list_of_project(scope, centre().id)
    assert held.is_handed_in
    assert [run.stage for run in held.runs] == ["land", "engineering"]
    assert {item.run.stage for item in held.documents} == {"land"}


def test_a_neighbour_and_a_stranger_reach_no_application_of_a_project(cast):
    row = people.begun(cast, project=centre().id)
    neighbour, operator, project = keeper("410102"), people.scope(Role.OPERATOR), centre().id
    with enter(neighbour), pytest.raises(NotFound):
        queries.list_of_project(neighbour, project)
    with pytest.raises(queries.NotFound):
        do(operations.unbind, neighbour, application=row.id)
    with enter(operator), pytest.raises(NotAllowed):
        queries.list_of_project(operator, project)
    with pytest.raises(NotAllowed):
        do(operations.unbind, cast.applicant, application=row.id)
    row.refresh_from_db()
    assert row.project == project


def test_whoever_keeps_a_project_parts_it_from_a_strangers_application(cast):
    """A draft that told the number by mistake does not keep the builder out."""
    row = people.begun(cast, library=CENTRE)
    do(operations.unbind, keeper(), application=row.id)
    row.refresh_from_db()
    assert (row.project, row.state) == (None, "open")
    with pytest.raises(queries.NotFound):
        do(operations.unbind, keeper(), application=row.id)
    again = people.begun(cast, library=CENTRE)
    assert again.project == centre().id
    people.permitted(cast, row)
    deliver()
    assert not Proposal.objects.exists()


def test_an_application_stands_where_the_project_is_built(cast):
    """The window of the project's county has it, wherever its organisation sits."""
    neighbour = Project.objects.get(number="2018-34-08")
    assert people.begun(cast, library=neighbour.number).area == interval_of("410108")[0]
    unplaced = Project.objects.get(number="2018-34-12")
    own = people.begun(cast).area
    assert people.begun(cast, library=unplaced.number).area == own


def test_the_proposal_waits_for_a_person(cast):
    people.permitted(cast, people.begun(cast, library=CENTRE))
    deliver()
    [proposal] = open_proposals()
    assert (proposal.was, proposal.to, centre().stage) == ("reserve", "preparation", "reserve")
    assert timezone.localdate(proposal.proposed_at) == timezone.localdate(NOW + timedelta(hours=1))
