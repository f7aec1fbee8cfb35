"""A vendor of payments that says what a test tells it to say."""

from collections.abc import Iterator

import pytest

from chongyang.checkout.operations import vendors
from tests.checkout.people import Spoken


@pytest.fixture
def spoken() -> Iterator[Spoken]:
    vendor = Spoken()
    vendors.register(vendor)
    yield vendor
    vendors._vendors.pop("spoken")
