"""What hangs in the air is found by keys; the command settles what waits."""

from io import StringIO

import pytest
from django.core.management import call_command

from chongyang.claims.models import Belonging, Due
from chongyang.claims.queries import orphans
from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.registry.models import Elder
from tests.claims.words import SYSTEM_SCOPE, tell
from tests.factories import make_elder
from tests.registry.people import outsider

pytestmark = pytest.mark.usefixtures("db")
HERE = 410105001000


def files(persons):
    return set(Elder.objects.filter(id__in=persons).values_list("id", flat=True))


def test_claims_without_a_person_and_links_without_a_claim_or_a_person():
    elder = make_elder(area=HERE)
    tell(elder, name="甲")
    lone = tell(None, name="乙", record="2")
    gone = tell(elder, name="丙", record="3")
    assert [row.id for row in orphans.unlinked_claims(SYSTEM_SCOPE)] == [lone.id]
    assert orphans.unlinked_claims(SYSTEM_SCOPE, feed="nothing").count() == 0
    assert orphans.empty_links(SYSTEM_SCOPE).count() == 0
    gone.delete()
    assert orphans.empty_links(SYSTEM_SCOPE).count() == 1
    assert orphans.linked_persons(SYSTEM_SCOPE, files) == set()
    nobody = new_key()
    Belonging.objects.filter(record_index=bytes(gone.record_index)).update(person=nobody)
    assert orphans.linked_persons(SYSTEM_SCOPE, files, part=1) == {nobody}
    with enter(outsider()):
        assert orphans.unlinked_claims(outsider()).count() == 0


def test_the_command_settles_what_waits_and_on_wish_everything():
    elder = make_elder(area=HERE)
    tell(elder, source="social_security", card_number="B98765432")
    out = StringIO()
    call_command("settle_claims", stdout=out, stderr=StringIO())
    assert "1 files settled" in out.getvalue()
    assert Elder.objects.get(id=elder.id).card_number.plain == "B98765432"
    assert not Due.objects.exists()
    out = StringIO()
    call_command("settle_claims", "--all", stdout=out, stderr=StringIO())
    assert "1 files to settle" in out.getvalue()
