"""Two files parted again: what was written to groups meanwhile follows whom a person chooses."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now as clock_now
from chongyang.core.models import Case
from chongyang.groups.models import Care, Member, Membership, Proposal
from chongyang.linkage import operations
from chongyang.linkage.operations import UnableToMerge
from chongyang.territory.enums import Role
from chongyang.workshop import merge_check
from tests import factories
from tests.groups.people import MINIMUM, TODAY, clerk, does, grant, scope_of
from tests.groups.test_classes import file_of

pytestmark = pytest.mark.django_db
AREA = 410105001001
LATER = timedelta(seconds=5)


@pytest.fixture
def pair(db):
    """Two files with a household and a carer each, linked for one person."""
    files = [factories.make_elder(area=AREA, name=name) for name in ("陈秀兰", "陈秀岚")]
    for elder in files:
        keep(elder)
    steward = factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, "410105"))
    return files, steward, merge_check.dump([elder.id for elder in files]), merged(files, steward)


def keep(elder):
    scope = clerk()
    with enter(scope):
        does("open_household", scope, elder=elder.id, members=(), on=TODAY, source="street")


def merged(files, scope):
    with enter(scope):
        return operations.merge_files(
            double=files[0].id,
            survivor=files[1].id,
            reason="同名同日生，电话相同",
            scope=scope,
            by=scope.actor,
            now=clock_now(),
            second_by=uuid4(),
        )


def part(merge, scope, whose=None):
    with enter(scope):
        operations.part_files(
            merge=merge.id,
            whose=whose or {},
            reason="不是同一个人",
            scope=scope,
            by=scope.actor,
            now=clock_now() + LATER,
        )


def test_households_and_care_are_byte_for_byte_what_they_were(pair):
    files, steward, before, merge = pair
    part(merge, steward)
    assert merge_check.dump([elder.id for elder in files]) == before
    assert Member.objects.count() == 2


def test_a_class_granted_meanwhile_goes_to_whom_a_person_chooses(pair):
    files, steward, _, merge = pair
    held = grant(scope_of(), files[1], MINIMUM, now=clock_now() + timedelta(seconds=1))
    assert MINIMUM.kind in file_of(files[1])
    listed = {item.row for group in operations.written_since(merge) for item in group.items}
    assert held.id in listed
    part(merge, steward, {held.id: files[0].id})
    assert Membership.objects.get(id=held.id).person == files[0].id
    assert [MINIMUM.kind in file_of(elder) for elder in files] == [True, False]


def test_a_proposal_goes_with_its_case(pair):
    files, steward, _, merge = pair
    row = does("propose_class", clerk(), elder=files[1].id, kind="minimum_living", source="street")
    part(merge, steward, {row.id: files[0].id})
    assert Proposal.objects.get(id=row.id).person == files[0].id
    assert Case.objects.get(id=row.id).person == files[0].id


def test_what_the_other_has_already_is_not_given_to_her(pair):
    files, steward, _, merge = pair
    grant(scope_of(), files[0], MINIMUM, now=clock_now() + timedelta(seconds=1))
    held = grant(scope_of(), files[1], replace(MINIMUM, number="2"), now=clock_now() + timedelta(seconds=1))
    with pytest.raises(UnableToMerge):
        part(merge, steward, {held.id: files[0].id})
    assert Care.objects.count() == 0
