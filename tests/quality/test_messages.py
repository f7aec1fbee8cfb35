"""What is decided about a provider reaches its people as a message, every time."""

from datetime import timedelta

from chongyang.alerting.models import Delivery
from chongyang.core import outbox
from chongyang.services import operations as services
from chongyang.territory.enums import Role
from chongyang.territory.models import Organisation
from tests import factories
from tests.alerting.test_matters import NOON as NOW
from tests.alerting.ways import make_channel, step
from tests.orders.people import make_provider

DAY = timedelta(days=1)


def told(at):
    outbox.deliver_due(now=at, only=["handler:alerting."])
    step(at)
    rows = Delivery.objects.filter(run__version__chain__code="provider.told", target_kind="account")
    return [row.target for row in rows.order_by("queued_at", "id") if not row.failure]


def test_a_suspension_its_end_and_the_next_are_each_told_to_its_people_alone(db):
    provider = make_provider()
    org = Organisation.objects.get(id=provider.organisation)
    head = factories.make_account(Role.CONTRACTOR, org)
    make_channel(head)
    make_channel(factories.make_account(Role.CONTRACTOR), number="13700000002")
    county = factories.scope_of(factories.make_account(Role.COUNTY_REVIEWER, None, "410105"))
    said = {"provider": provider.id, "scope": county, "by": county.actor}
    services.suspend(reason="三次未按时上门", now=NOW, **said)
    assert told(NOW) == [head.id]
    assert told(NOW) == [head.id]
    services.resume(now=NOW + DAY, **said)
    assert told(NOW + DAY) == [head.id] * 2
    services.suspend(reason="再次未按时上门", now=NOW + 2 * DAY, **said)
    assert told(NOW + 2 * DAY) == [head.id] * 3
