"""Life-cycle tables: contradictions are refused, and no walk breaks the promises of the table."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chongyang.core.lifecycles import decide, registry
from chongyang.core.lifecycles.decide import Doer, Outcome, Refusal
from chongyang.core.lifecycles.diagram import document, mermaid, spoken
from chongyang.core.lifecycles.table import ANYONE, Action, Lifecycle, State, Timer

MINUTE = timedelta(minutes=1)
CLERK, REVIEWER, OTHER, PRINCIPAL = (uuid4() for _ in range(4))


def benefit(**changes) -> Lifecycle:
    table = {
        "name": "tests.benefit",
        "label": "待遇申请",
        "version": 1,
        "states": (State("draft", "填报"), State("review", "审核"), State("granted", "已批准", final=True)),
        "initial": "draft",
        "deciding": True,
        "opening_stage": "make",
        "actions": (
            Action("submit", "提交", ("draft",), "review", ("clerk",), "make"),
            Action("send_back", "退回", ("review",), "draft", ("reviewer",), "review", reason_required=True),
            Action(
                "approve", "批准", ("review",), "granted", ("reviewer",), "review", quorum=2, needs=("proof",)
            ),
            Action("remind", "催办", ("review",), None, by_system=True),
        ),
        "timers": (Timer("review", 3 * MINUTE, "remind", repeat=1), Timer("review", 4 * MINUTE, "remind")),
    }
    return Lifecycle(**{**table, **changes})


def broken(word, **changes):
    with pytest.raises(ValueError, match=word):
        benefit(**changes)


STATES = benefit().states
ACTIONS = benefit().actions


@pytest.mark.parametrize(
    ("word", "changes"),
    [
        ("room.noun", {"name": "benefit"}),
        ("version", {"version": 0}),
        ("duplicate state 'draft'", {"states": (*STATES, State("draft", "又一"))}),
        ("duplicate action 'submit'", {"actions": (*ACTIONS, ACTIONS[0])}),
        ("bad name 'Lost'", {"states": (*STATES, State("Lost", "失"))}),
        ("may be called 'open'", {"actions": (*ACTIONS, replace(ACTIONS[0], name="open"))}),
        ("unknown initial", {"initial": "nowhere"}),
        (
            "names unknown state 'nowhere'",
            {"actions": (*ACTIONS, replace(ACTIONS[0], name="x", target="nowhere"))},
        ),
        ("timer names unknown state", {"timers": (Timer("nowhere", MINUTE, "remind"),)}),
        ("'lost' is unreachable", {"states": (*STATES, State("lost", "失"))}),
        (
            "no way from state 'pit'",
            {
                "states": (*STATES, State("pit", "坑")),
                "actions": (*ACTIONS, replace(ACTIONS[0], name="fall", target="pit")),
            },
        ),
        (
            "leaves the final state",
            {"actions": (*ACTIONS, replace(ACTIONS[1], name="undo", sources=("granted",)))},
        ),
        ("starts nowhere", {"actions": (*ACTIONS, replace(ACTIONS[0], name="x", sources=()))}),
        ("done by nobody", {"actions": (*ACTIONS, replace(ACTIONS[0], name="x", roles=()))}),
        ("quorum that cannot", {"actions": (*ACTIONS, replace(ACTIONS[0], name="x", quorum=0))}),
        ("leads nowhere", {"actions": (*ACTIONS, replace(ACTIONS[2], name="x", target=None))}),
        ("lacks a stage", {"actions": (*ACTIONS, replace(ACTIONS[0], name="x", stage=None))}),
        ("has a stage", {"actions": (*ACTIONS, replace(ACTIONS[3], name="x", stage="make"))}),
        ("stage of who opens", {"opening_stage": None}),
        ("no opening stage", {"deciding": False}),
        ("unknown action 'x'", {"timers": (Timer("review", MINUTE, "x"),)}),
        ("can not start there", {"timers": (Timer("draft", MINUTE, "remind"),)}),
        ("not the system's", {"timers": (Timer("draft", MINUTE, "submit"),)}),
        ("final state 'granted'", {"timers": (Timer("granted", MINUTE, "remind"),)}),
        ("more than nothing", {"timers": (Timer("review", timedelta(0), "remind"),)}),
        ("repeat less", {"timers": (Timer("review", MINUTE, "remind", repeat=-1),)}),
        ("person's facts", {"actions": (*ACTIONS[:3], replace(ACTIONS[3], needs=("proof",)))}),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(word, changes):
    broken(word, **changes)


def test_a_working_table_is_reopened_by_persons_with_a_reason_alone():
    states = (State("running", "办理中"), State("closed", "办结", final=True))
    close = Action("close", "办结", ("running",), "closed", (ANYONE,))
    reopen = Action("reopen", "重开", ("closed",), "running", (ANYONE,), reason_required=True)
    table = Lifecycle("tests.work", "工作", 1, states, "running", (close, reopen))
    assert table.action("reopen").target == "running"
    with pytest.raises(ValueError, match="must be a person's, with a reason"):
        replace(table, actions=(close, replace(reopen, reason_required=False)))


def refused(result) -> str:
    assert isinstance(result, Refusal)
    return result.reason


def allowed(result) -> Outcome:
    assert isinstance(result, Outcome)
    return result


def test_each_refusal_has_its_reason():
    table, clerk, reviewer = (
        benefit(),
        Doer(CLERK, frozenset({"clerk"})),
        Doer(REVIEWER, frozenset({"reviewer"})),
    )
    assert refused(decide.step(table, "draft", "dance", doer=clerk)) == decide.UNKNOWN_ACTION
    assert refused(decide.step(table, "review", "submit", doer=clerk)) == decide.WRONG_STATE
    assert refused(decide.step(table, "draft", "submit", doer=reviewer)) == decide.ROLE_LACKS
    assert refused(decide.step(table, "review", "remind", doer=clerk)) == decide.SYSTEM_ONLY
    assert refused(decide.step(table, "draft", "submit", doer=Doer(system=True))) == decide.NO_PERSON
    assert (
        refused(decide.step(table, "draft", "submit", doer=Doer(None, frozenset({"clerk"}))))
        == decide.NO_PERSON
    )
    assert (
        refused(decide.step(table, "review", "send_back", doer=reviewer, reason=" ")) == decide.REASON_LACKS
    )
    lacking = decide.step(table, "review", "approve", doer=reviewer)
    assert lacking == Refusal(decide.FACTS_LACK, ("proof",))


def test_a_delegate_and_the_principal_both_count():
    table = benefit()
    delegate = Doer(OTHER, frozenset({"reviewer"}), on_behalf_of=CLERK)
    holders = {CLERK: "make"}
    again = decide.step(
        table, "draft", "submit", doer=Doer(CLERK, frozenset({"clerk"})), prior_holders=holders
    )
    assert allowed(again).target == "review"
    result = decide.step(table, "review", "send_back", doer=delegate, reason="缺件", prior_holders=holders)
    assert refused(result) == decide.TWO_STAGES


def test_a_quorum_counts_persons_not_votes():
    def vote(doer, votes):
        return decide.step(benefit(), "review", "approve", doer=doer, facts={"proof"}, votes=votes)

    reviewer = Doer(REVIEWER, frozenset({"reviewer"}))
    first = allowed(vote(reviewer, []))
    assert (first.target, first.moved, first.votes_lacking, first.complete) == ("review", False, 1, False)
    votes = [frozenset({REVIEWER})]
    assert refused(vote(reviewer, votes)) == decide.VOTED
    assert refused(vote(replace(reviewer, account=OTHER, on_behalf_of=REVIEWER), votes)) == decide.VOTED
    assert refused(vote(replace(reviewer, on_behalf_of=PRINCIPAL), votes)) == decide.VOTED
    assert allowed(vote(replace(reviewer, account=OTHER), votes)).target == "granted"


def test_timers_fire_in_order_with_their_repeats_and_paces():
    table = benefit(
        timers=(Timer("review", 3 * MINUTE, "remind", 1, (("rural", MINUTE),)), *benefit().timers[1:])
    )
    assert [after for after, _ in table.schedule("review")] == [3 * MINUTE, 4 * MINUTE, 6 * MINUTE]
    assert [after for after, _ in table.schedule("review", "rural")] == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert table.schedule("draft") == ()


def test_a_registered_version_is_never_replaced(monkeypatch):
    monkeypatch.setattr(registry, "_tables", {})
    first = registry.register(benefit())
    assert registry.register(benefit()) == first
    newer = registry.register(benefit(version=2, label="新"))
    assert registry.get("tests.benefit") is newer
    assert registry.get("tests.benefit", 1) == first
    assert registry.all_lifecycles() == (first, newer)
    with pytest.raises(ValueError, match="other content"):
        registry.register(benefit(label="另"))
    with pytest.raises(LookupError, match=r"tests\.other"):
        registry.get("tests.other")


def test_the_diagram_shows_states_ways_and_timers():
    drawn = mermaid(benefit())
    assert '    state "审核" as review' in drawn
    assert "    review --> granted: 批准 ×2" in drawn
    assert "    review --> review: 3分后 催办" in drawn
    lapse = Action("lapse", "逾期", ("review",), "draft", by_system=True)
    timed = mermaid(benefit(actions=(*ACTIONS, lapse), timers=(Timer("review", MINUTE, "lapse"),)))
    assert [line for line in timed.splitlines() if "逾期" in line] == ["    review --> draft: 1分后 逾期"]
    assert "    granted --> [*]" in drawn
    page = document([benefit()])
    assert page.startswith("# ")
    assert "| 批准 | `approve` | `review` | `granted` | `reviewer` | `review` | 2 | `proof` |" in page
    assert spoken(timedelta(days=1, seconds=90)) == "1天1分30秒"
    assert spoken(timedelta(milliseconds=200)) == "0.2秒"


PEOPLE = [UUID(int=number) for number in range(1, 5)]
ROLES = ("clerk", "reviewer")
STAGES = ("make", "review", "release")


@st.composite
def tables(draw):
    """Tables that hold together; the random ones that do not are passed over."""
    names = [f"s{number}" for number in range(draw(st.integers(2, 5)))]
    deciding = draw(st.booleans())
    actions = tuple(draw(actions_over(names, f"a{n}", deciding)) for n in range(draw(st.integers(2, 7))))
    states = tuple(State(name, name, final=name == names[-1]) for name in names)
    stage = "make" if deciding else None
    try:
        return Lifecycle("tests.random", "随机", 1, states, "s0", actions, (), deciding, stage)
    except ValueError:
        assume(False)
        raise


@st.composite
def actions_over(draw, names, name, deciding):
    sources = tuple(draw(st.lists(st.sampled_from(names[:-1]), min_size=1, max_size=3, unique=True)))
    target = draw(st.sampled_from([None, *names, names[-1]]))
    roles = tuple(draw(st.lists(st.sampled_from(ROLES), min_size=1, max_size=2, unique=True)))
    quorum = draw(st.sampled_from([1, 1, 2, 3])) if target not in (None, *sources) else 1
    stage = draw(st.sampled_from(STAGES)) if deciding else None
    return Action(name, name, sources, target, roles, stage, quorum)


tries = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from(PEOPLE),
        st.sampled_from(ROLES),
        st.sampled_from([None, None, *PEOPLE]),
    ),
    max_size=40,
)


@given(table=tables(), attempts=tries)
def test_no_walk_breaks_the_promises(table, attempts):
    """Never an unknown state, never two stages for one person, never a quorum with one person twice."""
    state = table.initial
    holders: dict[UUID, str] = {}
    votes: dict[str, list[frozenset[UUID]]] = {}
    for number, account, role, principal in attempts:
        name = table.actions[number % len(table.actions)].name
        doer = Doer(account, frozenset({role}), on_behalf_of=principal)
        result = decide.step(table, state, name, doer=doer, prior_holders=holders, votes=votes.get(name, []))
        if isinstance(result, Refusal):
            continue
        action = table.action(name)
        assert state in action.sources
        assert role in action.roles
        for person in doer.persons if action.stage else ():
            assert holders.setdefault(person, action.stage) == action.stage
        votes.setdefault(name, []).append(doer.persons)
        if result.moved:
            cast = votes[name]
            assert action.quorum == 1 or len(cast) == action.quorum
            assert action.quorum == 1 or len(frozenset().union(*cast)) == sum(len(vote) for vote in cast)
            state, votes = result.target, {}
        assert state in {known.name for known in table.states}
