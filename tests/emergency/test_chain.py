"""The response chain: durations, gaps and clocks that are wrong."""

from datetime import UTC, datetime, timedelta

from chongyang.emergency.rules import chain
from chongyang.emergency.rules.chain import ChainLink
from chongyang.emergency.rules.lifecycle import incident

START = datetime(2026, 9, 9, 8, tzinfo=UTC)
Chain = dict[ChainLink, datetime]
FULL: Chain = {link: START + timedelta(seconds=20 * number) for number, link in enumerate(ChainLink)}


def seconds(span):
    return None if span is None else span.total_seconds()


def test_nine_links_have_eight_spans():
    spans = chain.spans(FULL)
    assert [(span.start, span.end) for span in spans[:2]] == [
        ("pressed", "received"),
        ("received", "identified"),
    ]
    assert [seconds(span.duration) for span in spans] == [20] * 8
    assert seconds(chain.press_to(FULL, ChainLink.ARRIVED)) == 140
    assert chain.missing(FULL) == ()


def test_a_missing_link_is_bridged():
    part: Chain = {link: at for link, at in FULL.items() if link is not ChainLink.IDENTIFIED}
    spans = chain.spans(part)
    assert ("received", "answered", 40) in [(span.start, span.end, seconds(span.duration)) for span in spans]
    assert chain.missing(part) == (ChainLink.IDENTIFIED,)
    assert chain.between(part, ChainLink.IDENTIFIED, ChainLink.CLOSED) is None
    assert chain.between(part, ChainLink.CLOSED, ChainLink.IDENTIFIED) is None


def test_a_clock_wrong_by_a_day_spoils_no_figure():
    for wrong in (timedelta(days=1), -timedelta(days=1)):
        odd = FULL | {ChainLink.PRESSED: START + wrong}
        assert chain.spans(odd)[0].duration is None
        assert seconds(chain.press_to(odd, ChainLink.ARRIVED)) == 120


def test_a_call_without_a_press_is_measured_from_its_receipt():
    call: Chain = {link: at for link, at in FULL.items() if link is not ChainLink.PRESSED}
    assert chain.beginning(call) == FULL[ChainLink.RECEIVED]
    assert chain.press_to({}, ChainLink.ARRIVED) is None


def test_who_is_known_only_later_took_no_negative_time():
    late = FULL | {ChainLink.IDENTIFIED: FULL[ChainLink.UNDERSTOOD]}
    assert seconds(chain.between(late, ChainLink.IDENTIFIED, ChainLink.ANSWERED)) == 0


def test_every_mapped_step_exists():
    for action in chain.LINK_OF_ACTION:
        assert action == "open" or incident.has_action(action)
