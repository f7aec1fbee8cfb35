"""`chongyang settle_claims`: what waits is settled, with its rate; nothing to do is said so."""

import io

import pytest
from django.core.management import CommandError, call_command

from chongyang.claims.models import Due
from chongyang.registry.models import Elder
from tests.claims.test_settling import registered
from tests.claims.words import tell

pytestmark = pytest.mark.usefixtures("db")


def said(**options: object) -> str:
    out = io.StringIO()
    call_command("settle_claims", stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def test_what_waits_is_settled_in_parts() -> None:
    for place, name in enumerate(("陈秀兰", "陈秀芝", "陈秀英")):
        tell(registered(name), source="police", record=str(place), nation="回族")
    assert "3 files settled" in said(part=2)
    assert Due.objects.count() == 0
    assert set(Elder.objects.values_list("nation", flat=True)) == {"回族"}
    assert "0 files settled" in said()
    assert "3 files to settle" in said(all=True)


@pytest.mark.parametrize("options", [{"part": 0}, {"workers": 0}])
def test_numbers_that_say_nothing_are_refused(options: dict[str, int]) -> None:
    with pytest.raises(CommandError):
        said(**options)
