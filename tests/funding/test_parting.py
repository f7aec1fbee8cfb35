"""An application that was made while two files were one goes to whom it is for."""

from datetime import timedelta

import pytest

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.models import Case
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.funding.models import Application, ClaimedObject, Evidence
from chongyang.funding.operations import UnableToApply, parting
from tests import factories
from tests.funding import people
from tests.funding.test_bad_input import HOME_CARE


def applied(elder):
    helper = people.helper_of(elder)
    return people.submitted(helper, "home_care_purchase", inputs=HOME_CARE, person=elder.id)


def given(row, elder):
    with enter(system_scope("t")):
        parting.give_application(row=row.id, person=elder.id, area=elder.area, by=SYSTEM, now=now())


def test_an_open_application_goes_with_everything_that_hangs_on_it(db):
    one, two = factories.make_elder(), factories.make_elder(name="周桂英")
    row = applied(one)
    (item,) = parting.applications_since([one.id], now() - timedelta(days=1))
    assert (item.row, item.fixed) == (row.id, False)
    given(row, two)
    assert Application.objects.get(id=row.id).person == two.id
    assert set(Evidence.objects.values_list("person", flat=True)) == {two.id}
    assert Case.objects.get(id=row.id).person == two.id
    assert str(two.id) in ClaimedObject.objects.get(application=row, kind="own").slot


def test_it_is_not_given_to_somebody_who_applied_herself(db):
    one, two = factories.make_elder(), factories.make_elder(name="周桂英")
    row = applied(one)
    applied(two)
    with pytest.raises(UnableToApply):
        given(row, two)


def test_what_has_ended_stays(db):
    elder = factories.make_elder()
    row = applied(elder)
    Application.objects.filter(id=row.id).update(state="refused")
    assert parting.applications_since([elder.id], now() - timedelta(days=1))[0].fixed
