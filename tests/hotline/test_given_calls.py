"""A call that was written while two files were one is the other person's, with all that was said of it."""

from chongyang.core.access import enter
from chongyang.core.clock import now
from chongyang.core.scopes import SYSTEM, system_scope
from chongyang.hotline.models import Call, CallLine, CallOpening
from chongyang.hotline.operations import parting
from tests import factories


def test_what_was_said_of_a_call_goes_with_it_though_lines_are_never_changed(db):
    wrong, right = factories.make_elder(), factories.make_elder()
    told = {"person": wrong.id, "area": wrong.area}
    call = Call.objects.create(began_at=now(), account=right.id, **told)
    CallLine.objects.create(call=call, at=now(), note="老人要配药", outcome="已联系", **told)
    opening = CallOpening(call=call, kind="recording", at=now(), account=right.id, **told)
    opening.why = "投诉核查"
    opening.save(force_insert=True)

    with enter(system_scope("test")):
        parting.give_call(row=call.id, person=right.id, area=right.area, by=SYSTEM, now=now())

    assert Call.objects.get(id=call.id).person == right.id
    hers = CallLine.objects.get(person=right.id)
    assert (hers.note, hers.outcome) == ("老人要配药", "已联系")
    left = CallLine.objects.get(person=wrong.id)
    assert (left.note, left.outcome, left.why) == ("", "", "")
    assert CallOpening.objects.get(person=right.id).why.plain == "投诉核查"
    assert not CallOpening.objects.get(person=wrong.id).why
