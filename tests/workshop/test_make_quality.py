"""Demo data of quality and of the time bank: made once, through the operations, with what the pages show."""

from chongyang.core.clock import now
from chongyang.quality.models import Appeal, Rating, ScoreEvent
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from chongyang.timebank.models import Activity, TimeAccount
from chongyang.workshop.accounts import demo_posts
from chongyang.workshop.quality import make_quality
from chongyang.workshop.timebank import CLERK, VOLUNTEER, make_timebank
from tests import factories
from tests.orders.homes import family_of
from tests.quality.people import helped, make_provider, own


def demo(username, account):
    Account.objects.filter(id=account.id).update(username=username, is_demo=True)


def test_quality_is_made_once(db):
    provider = make_provider()
    for _ in range(10):
        helped(provider)
    demo("operator", factories.make_operator())
    demo("contractor", Account.objects.get(id=own(provider).actor.account))
    made = make_quality(now())
    assert (made["ratings"], made["events"], made["appeals"]) == (10, 2, 1)
    assert make_quality(now()) == {}
    assert (Rating.objects.count(), ScoreEvent.objects.count(), Appeal.objects.count()) == (10, 2, 1)


def test_without_accounts_nothing_is_made(db):
    assert make_quality(now()) == {}
    assert make_timebank(now()) == {}


def test_the_time_bank_is_made_once(db):
    demo("volunteer", factories.make_account(Role.VOLUNTEER, None, "410105"))
    demo("street_clerk", factories.make_account(Role.STREET_CLERK, None, "410105"))
    assert make_timebank(now()) == {"activities": 6, "confirmed": 4}
    assert make_timebank(now()) == {}
    assert TimeAccount.objects.get().earned == 450
    assert Activity.objects.filter(state="told").count() == 2


def test_an_elder_received_hours_and_asks_for_company(db):
    demo("volunteer", factories.make_account(Role.VOLUNTEER, None, "410105"))
    demo("street_clerk", factories.make_account(Role.STREET_CLERK, None, "410105"))
    elder = factories.make_elder()
    demo("family", family_of(elder))
    assert make_timebank(now()) == {"activities": 6, "confirmed": 4, "transfers": 1, "bookings": 1}
    hers = TimeAccount.objects.get(person=elder.id)
    assert (hers.received, hers.held, hers.left) == (120, 60, 60)
    assert TimeAccount.objects.get(person=None).given == 120


def test_the_demo_has_who_gives_her_hours(db):
    """Without her account the time bank of a demo city stood empty, and nobody could open it."""
    (post,) = (one for one in demo_posts() if one.username == VOLUNTEER)
    (clerk,) = (one for one in demo_posts() if one.username == CLERK)
    assert post.role is Role.VOLUNTEER
    assert post.codes[0].startswith(clerk.codes[0])
