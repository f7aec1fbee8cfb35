"""The sealed columns are read once for each change, and what is gone leaves no readout."""

import pytest

from chongyang.core.clock import now
from chongyang.core.fields import index_of
from chongyang.registry.models import Elder, Profile, Readout
from chongyang.registry.operations.readouts import refresh_readouts
from tests import factories

pytestmark = pytest.mark.usefixtures("db")


def test_what_is_sealed_is_read_once_and_again_after_a_change():
    elder = factories.make_elder(phone="13800001234")
    bare = factories.make_elder()
    bare.phone = None
    bare.save()
    assert refresh_readouts(now()) == 2
    row = Readout.objects.get(id=elder.id)
    assert bytes(row.phone_index) == index_of(elder.phone.plain, "phone")
    assert (row.area, row.is_phone_wrong) == (elder.area, False)
    assert Readout.objects.get(id=bare.id).phone_index is None
    assert refresh_readouts(now()) == 0

    elder.phone = "1"
    elder.save()
    assert refresh_readouts(now()) == 1
    assert Readout.objects.get(id=elder.id).is_phone_wrong


def test_a_file_that_is_gone_leaves_no_readout():
    elder = factories.make_elder()
    refresh_readouts(now())
    Profile.objects.filter(id=elder.id).delete()
    Elder.objects.filter(id=elder.id).delete()
    refresh_readouts(now())
    assert not Readout.objects.exists()
