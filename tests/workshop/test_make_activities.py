"""Demo data of courses and journeys: made once, through the operations, and says that it is invented."""

from chongyang.activities.models import Enrolment, Offering, RollMark
from chongyang.core.clock import now
from chongyang.territory.enums import Role
from chongyang.territory.models import Account
from chongyang.workshop.activities import make_activities
from tests import factories
from tests.workforce.made import organisation


def demo(username, account):
    Account.objects.filter(id=account.id).update(username=username, is_demo=True)


def test_without_accounts_nothing_is_made(db):
    assert make_activities(now()) == {}


def test_courses_are_made_once(db):
    for _ in range(30):
        factories.make_elder()
    demo("school_secretary", factories.make_account(Role.INSTITUTION_CLERK, organisation("演示学堂")))
    demo("county_reviewer", factories.make_account(Role.COUNTY_REVIEWER, None, "410105"))
    demo("operator", factories.make_operator())
    assert make_activities(now()) == {"hosts": 2, "offerings": 5, "enrolments": 30}
    assert make_activities(now()) == {}
    assert all("演示" in row.title for row in Offering.objects.all())
    assert Enrolment.objects.filter(state="waiting").count() == 1
    assert RollMark.objects.exists()
