"""Agreements: what cannot stand, two persons, their steps, their key, who may."""

from datetime import timedelta

import pytest

from chongyang.core.clock import now
from chongyang.exchange import operations, queries
from chongyang.exchange.models import Agreement, AgreementStep
from chongyang.exchange.rules.unusual import unusual_of
from chongyang.territory.enums import Role
from chongyang.territory.models import ApiToken
from chongyang.territory.permissions import NotAllowed
from tests import factories
from tests.exchange.helpers import TODAY, agreed, reviewer, steward, terms

pytestmark = pytest.mark.usefixtures("db")

WRONG = {
    "code": {"code": "Ä"},
    "areas": {"areas": ()},
    "purposes": {"purposes": (("", "x"),)},
    "law": {"law": ""},
    "fields": {"answer_kind": "yes_no"},
    "changes": {"changes": ("married",)},
    "hour_limit": {"hour_limit": 90},
    "batch_limit": {"batch_limit": 21},
    "signed_on": {"signed_on": TODAY + timedelta(days=1)},
    "valid_to": {"valid_to": TODAY - timedelta(days=1)},
    "organisation": {"organisation": "nobody"},
}


def propose(scope=None, **columns):
    scope = scope or steward()
    return operations.propose_agreement(terms=terms(**columns), scope=scope, by=scope.actor, now=now())


@pytest.mark.parametrize("name", sorted(WRONG))
def test_terms_that_cannot_stand_say_which_and_why(name):
    with pytest.raises(operations.UnableToAgree) as refused:
        propose(**WRONG[name])
    assert name in refused.value.reasons


def test_sensitive_fields_need_a_statutory_duty():
    with pytest.raises(operations.UnableToAgree) as refused:
        propose(basis="consent", fields=("ability_level",))
    assert "fields" in refused.value.reasons
    propose(basis="statutory", fields=("ability_level",))


def test_areas_beyond_ones_reach_cannot_be_agreed():
    inside = factories.scope_of(factories.make_account(Role.DATA_STEWARD, None, "410105"))
    with pytest.raises(operations.UnableToAgree):
        propose(inside, areas=("410102",))
    with pytest.raises(operations.UnableToAgree):
        propose(inside, areas=("4101",))


def test_nobody_decides_what_she_proposed():
    row, other = propose(), reviewer()
    from dataclasses import replace

    own = replace(other, actor=replace(other.actor, account=row.proposed_by))
    with pytest.raises(operations.UnableToAgree):
        decide(row, own)
    decide(row, other)
    row.refresh_from_db()
    assert (row.state, row.decided_by) == ("in_force", other.actor.account)
    with pytest.raises(operations.UnableToAgree):
        decide(row, other)


def decide(row, scope, *, is_accepted=True, reason=""):
    operations.decide_agreement(
        agreement=row.id, is_accepted=is_accepted, reason=reason, scope=scope, by=scope.actor, now=now()
    )


def test_a_refusal_says_why_and_ends_it():
    row, other = propose(), reviewer()
    with pytest.raises(operations.UnableToAgree):
        decide(row, other, is_accepted=False)
    decide(row, other, is_accepted=False, reason="依据不足")
    assert Agreement.objects.get().state == "ended"
    assert AgreementStep.objects.filter(action="refuse", reason="依据不足").exists()


def test_a_new_key_ends_the_former_and_an_end_ends_all():
    row, _ = agreed()
    scope = steward()
    operations.give_key(agreement=row.id, scope=scope, by=scope.actor, now=now())
    assert [token.revoked_at is None for token in ApiToken.objects.order_by("created_at", "id")] == [
        False,
        True,
    ]
    operations.step_agreement(
        agreement=row.id, action="end", reason="期满", scope=scope, by=scope.actor, now=now()
    )
    assert not ApiToken.objects.filter(revoked_at=None).exists()
    assert ApiToken.objects.first().account.has_usable_password() is False


@pytest.mark.parametrize("role", [Role.STREET_CLERK, Role.OPERATOR, Role.SECURITY_ADMIN, Role.API_CLIENT])
def test_other_roles_neither_read_nor_propose(role):
    scope = factories.scope_of(factories.make_account(role))
    with pytest.raises(NotAllowed):
        propose(scope)
    with pytest.raises(NotAllowed):
        queries.list_agreements(scope, now())


def test_an_agreement_of_the_city_is_not_in_a_countys_reach():
    row, _ = agreed(areas=("410102",))
    county = factories.scope_of(factories.make_account(Role.DATA_STEWARD, None, "410105"))
    assert queries.list_agreements(county, now()) == []
    with pytest.raises(queries.NotFound):
        queries.access_agreement(county, row.id, now())


def test_what_is_unusual_is_said():
    assert unusual_of(0, 0, 0, 0) == ["三十天没有查询，协议可能已用不着。"]
    assert unusual_of(100, 90, 0, 0) == []
    assert len(unusual_of(100, 10, 20, 50)) == 3
    assert unusual_of(5, 0, 0, 5) == []
