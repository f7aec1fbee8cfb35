"""Pages in tests: a name that no context holds is a fault, static files are looked up when asked for."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.template import engines


class Undefined(str):
    """What Django puts in the place of an undefined variable: here it fails the test."""

    __slots__ = ()

    def __mod__(self, name: Any) -> str:
        raise AssertionError(f"undefined in a template: {name}")


@pytest.fixture(autouse=True)
def _strict_templates(settings: Any) -> Iterator[None]:
    settings.WHITENOISE_AUTOREFRESH = True
    engine = engines["django"].engine
    former, engine.string_if_invalid = engine.string_if_invalid, Undefined("%s")
    yield
    engine.string_if_invalid = former


@pytest.fixture
def password_alone(settings: Any) -> None:
    """For tests of desks, which are not about signing in."""
    settings.SECOND_FACTOR_REQUIRED = False
