"""The security administrator's work: accounts, posts, locks; never the own rights, never another county's."""

from datetime import timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Event, OutboxMessage
from chongyang.core.scopes import system_scope
from chongyang.territory import operations, queries
from chongyang.territory.enums import Role
from chongyang.territory.models import Account, Organisation, Post
from chongyang.territory.permissions import NotAllowed
from tests import factories

JINSHUI_OFFICE, ZHONGYUAN_OFFICE = "street.410105001.office", "street.410102002.office"


def office(key):
    return queries.get_organisation(key)


@pytest.fixture
def admin(db):
    return factories.make_account(Role.SECURITY_ADMIN)


@pytest.fixture
def clerk(db):
    return factories.make_account(Role.STREET_CLERK, office(JINSHUI_OFFICE))


def told(account):
    scope = factories.scope_of(account)
    return {"scope": scope, "by": scope.actor, "now": now()}


def do(admin, operation, **words):
    words |= told(admin)
    with enter(words["scope"]):
        return operation(**words)


def test_an_account_opens_with_a_password_for_one_sign_in(admin):
    account, password = do(admin, operations.create_account, username="Li.Na", display_name=" 李 娜 ")
    assert (account.username, account.display_name) == ("li.na", "李 娜")
    assert account.check_password(password)
    assert account.password_is_temporary
    operations.change_own_password(
        account=account, password="chrysanthemum-9", by=told(admin)["by"], now=now()
    )
    account.refresh_from_db()
    assert not account.password_is_temporary
    kinds = set(Event.objects.filter(subject=account.id).values_list("kind", flat=True))
    assert kinds == {"territory.account.opened", "territory.password.changed"}
    assert password not in str(list(Event.objects.values_list("payload", flat=True)))


@pytest.mark.parametrize(
    ("username", "shown", "field"),
    [
        ("李娜", "李娜", "username"),
        ("a", "李娜", "username"),
        ("lina", "", "display_name"),
        ("lina", "x" * 61, "display_name"),
        ("lina", "李\x07娜", "display_name"),
    ],
)
def test_names_that_cannot_be_taken(admin, username, shown, field):
    with pytest.raises(operations.UnableToAdminister) as refused:
        do(admin, operations.create_account, username=username, display_name=shown)
    assert refused.value.field == field


def test_a_name_is_taken_once(admin, clerk):
    with pytest.raises(operations.UnableToAdminister) as refused:
        do(admin, operations.create_account, username=clerk.username, display_name="李娜")
    assert refused.value.field == "username"


def test_nobody_manages_the_own_account(admin):
    post = Post.objects.get(account=admin)
    for operation, words in (
        (operations.reset_password, {}),
        (operations.unlock, {}),
        (operations.end_post, {"post": post.id}),
        (operations.close_account, {}),
        (operations.give_post, {"role": "auditor", "organisation": JINSHUI_OFFICE}),
    ):
        with pytest.raises(operations.UnableToAdminister):
            do(admin, operation, account=admin.id, **words)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SECURITY_ADMIN])
def test_other_roles_manage_nobody(clerk, role):
    account = factories.make_account(role)
    with pytest.raises(NotAllowed):
        do(account, operations.end_sessions, account=clerk.id)
    scope = factories.scope_of(account)
    with enter(scope), pytest.raises(NotAllowed):
        queries.find_accounts(scope, "a", now=now())


def test_posts_are_given_once_and_ended(admin, clerk):
    words = {"account": clerk.id, "role": "county_reviewer", "organisation": JINSHUI_OFFICE}
    post = do(admin, operations.give_post, **words, codes=["410105001"])
    assert post.intervals == [[410105001000, 410105001999]]
    with pytest.raises(operations.UnableToAdminister):
        do(admin, operations.give_post, **words)
    before = clerk.session_round
    do(admin, operations.end_post, account=clerk.id, post=post.id)
    clerk.refresh_from_db()
    assert clerk.session_round == before + 1
    with pytest.raises(operations.UnableToAdminister):
        do(admin, operations.end_post, account=clerk.id, post=post.id)


@pytest.mark.parametrize("role", ["auditor", "system_admin", "security_admin"])
def test_the_three_administrators_stay_apart(admin, clerk, role):
    with pytest.raises(operations.UnableToAdminister):
        do(admin, operations.give_post, account=clerk.id, role=role, organisation=JINSHUI_OFFICE)


def test_a_county_manages_its_own_accounts_alone(db, clerk):
    other = factories.make_account(Role.SECURITY_ADMIN, office(ZHONGYUAN_OFFICE))
    scope = factories.scope_of(other)
    with enter(scope):
        assert queries.find_accounts(scope, clerk.username, now=now()) == []
        with pytest.raises(queries.UnknownAccount):
            queries.get_held(scope, clerk.id, now=now())
    with pytest.raises(queries.UnknownAccount):
        do(other, operations.close_account, account=clerk.id)
    fresh, _ = do(other, operations.create_account, username="wang.li", display_name="王莉")
    for words in ({"organisation": JINSHUI_OFFICE}, {"organisation": ZHONGYUAN_OFFICE, "codes": ["410105"]}):
        with pytest.raises(operations.UnableToAdminister):
            do(other, operations.give_post, account=fresh.id, role="street_clerk", **words)


def test_a_closed_account_keeps_its_history_and_loses_its_posts(admin, clerk):
    do(admin, operations.close_account, account=clerk.id)
    clerk.refresh_from_db()
    assert not clerk.is_active
    assert queries.list_posts(clerk.id, now() + timedelta(seconds=1)) == []
    with pytest.raises(operations.UnableToAdminister):
        do(admin, operations.close_account, account=clerk.id)
    assert Event.objects.filter(kind="territory.account.closed", subject=clerk.id).exists()


def test_the_system_administrator_resends_what_it_cannot_read(db):
    message = OutboxMessage.objects.create(
        destination="sms", key="1", payload={"to": "13800001234"}, area=factories.JINSHUI, state="dead",
        attempts=8, due_at=now(), created_at=now(), last_error="ConnectionError",
    )  # fmt: skip
    account = factories.make_account(Role.SYSTEM_ADMIN)
    scope = factories.scope_of(account)
    with enter(scope):
        (row,) = operations.list_dead_messages(scope=scope, by=scope.actor)
        assert not hasattr(row, "payload")
        operations.resend_message(message=message.id, scope=scope, by=scope.actor, now=now())
    with enter(system_scope("test")):
        message.refresh_from_db()
        assert (message.state, message.attempts) == ("waiting", 0)
        assert Event.objects.get(kind="core.message.resent").actor_role == "system_admin"


def test_a_shift_lead_resends_in_the_own_areas(db):
    lead = factories.make_account(Role.SHIFT_LEAD, None, "410102")
    for area in (factories.JINSHUI, factories.ZHONGYUAN):
        OutboxMessage.objects.create(
            destination="sms", key=str(area), area=area, state="dead", due_at=now(), created_at=now()
        )
    scope = factories.scope_of(lead)
    with enter(scope):
        assert [m.area for m in operations.list_dead_messages(scope=scope, by=scope.actor)] == [
            factories.ZHONGYUAN
        ]


def test_an_older_session_does_not_open_the_door(admin, clerk):
    former = clerk.get_session_auth_hash()
    do(admin, operations.end_sessions, account=clerk.id)
    assert Account.objects.get(id=clerk.id).get_session_auth_hash() != former


def test_who_reaches_no_area_sees_no_dead_letter(db):
    OutboxMessage.objects.create(
        destination="sms", key="1", area=factories.JINSHUI, state="dead", due_at=now(), created_at=now()
    )
    for role in (Role.SHIFT_LEAD, Role.SYSTEM_ADMIN):
        nowhere = Organisation.objects.create(
            key=f"nowhere.{role.value}", name="无", short_name="无", kind="check", area=factories.JINSHUI
        )
        scope = factories.scope_of(factories.make_account(role, nowhere))
        with enter(scope):
            assert operations.list_dead_messages(scope=scope, by=scope.actor) == []
