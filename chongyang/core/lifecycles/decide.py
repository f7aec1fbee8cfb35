"""May this person take this step now? Pure: the answer depends on the arguments alone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from chongyang.core.lifecycles.table import ANYONE, Action, Lifecycle
from chongyang.core.words import N_

UNKNOWN_ACTION = N_("没有这个操作")
WRONG_STATE = N_("当前状态不允许此操作")
SYSTEM_ONLY = N_("此操作只能由系统执行")
ROLE_LACKS = N_("您的角色无权执行此操作")
FACTS_LACK = N_("缺少必需的事实")
REASON_LACKS = N_("必须说明理由")
NO_PERSON = N_("此操作必须由实名人员办理")
TWO_STAGES = N_("同一人不得办理同一事项的两个环节")
VOTED = N_("您已表决，须由其他人员继续办理")


@dataclass(frozen=True)
class Doer:
    """Who wants to act: the account, the roles held now, and the principal when acting for somebody else."""

    account: UUID | None = None
    roles: frozenset[str] = frozenset()
    system: bool = False
    on_behalf_of: UUID | None = None

    @property
    def persons(self) -> frozenset[UUID]:
        """The delegate and the principal: both have acted."""
        return frozenset(person for person in (self.account, self.on_behalf_of) if person)


@dataclass(frozen=True)
class Outcome:
    """The step is right. `moved` is false when the case stays; `votes_lacking` persons must still follow."""

    action: Action
    target: str
    moved: bool
    votes_lacking: int = 0

    @property
    def complete(self) -> bool:
        return self.votes_lacking == 0


@dataclass(frozen=True)
class Refusal:
    """The step is refused: `reason` is a sentence for the person, `lacking` the facts that do not hold."""

    reason: str
    lacking: tuple[str, ...] = ()


Votes = Collection[frozenset[UUID]]
"""For each vote given to the action since the case entered its state: the persons (delegate, principal)."""


def step(
    lifecycle: Lifecycle,
    state: str,
    action: str,
    *,
    doer: Doer,
    facts: Collection[str] = frozenset(),
    reason: str = "",
    prior_holders: Mapping[UUID, str] | None = None,
    votes: Votes = (),
) -> Outcome | Refusal:
    """What happens when `doer` does `action` in `state`; the first thing that is wrong is the answer."""
    if not lifecycle.has_action(action):
        return Refusal(UNKNOWN_ACTION)
    chosen = lifecycle.action(action)
    refused = (
        _wrong_place(chosen, state)
        or _wrong_doer(chosen, doer)
        or _lacking(chosen, facts, reason)
        or _second_stage(chosen, doer, prior_holders or {})
        or _voted(chosen, doer, votes)
    )
    return refused or _outcome(chosen, state, len(votes))


def available(lifecycle: Lifecycle, state: str, doer: Doer) -> tuple[Action, ...]:
    """The actions to offer: right in this state and for these roles, whatever facts they still need."""
    return tuple(action for action in lifecycle.actions_from(state) if not _wrong_doer(action, doer))


def _outcome(action: Action, state: str, votes: int) -> Outcome:
    lacking = max(action.quorum - votes - 1, 0)
    target = state if lacking else action.target_from(state)
    return Outcome(action=action, target=target, moved=target != state, votes_lacking=lacking)


def _wrong_place(action: Action, state: str) -> Refusal | None:
    return None if state in action.sources else Refusal(WRONG_STATE)


def _wrong_doer(action: Action, doer: Doer) -> Refusal | None:
    if doer.system:
        return None if action.by_system else Refusal(NO_PERSON)
    if not action.roles:
        return Refusal(SYSTEM_ONLY)
    if ANYONE not in action.roles and not doer.roles & set(action.roles):
        return Refusal(ROLE_LACKS)
    if (action.stage or action.quorum > 1) and doer.account is None:
        return Refusal(NO_PERSON)
    return None


def _lacking(action: Action, facts: Collection[str], reason: str) -> Refusal | None:
    lacking = tuple(name for name in action.needs if name not in facts)
    if lacking:
        return Refusal(FACTS_LACK, lacking)
    if action.reason_required and not reason.strip():
        return Refusal(REASON_LACKS)
    return None


def _second_stage(action: Action, doer: Doer, prior_holders: Mapping[UUID, str]) -> Refusal | None:
    """Nobody holds two stages of one case, nor through a delegate; one's own stage may be repeated."""
    if action.stage is None or doer.system:
        return None
    held = {prior_holders[person] for person in doer.persons if person in prior_holders}
    return Refusal(TWO_STAGES) if held - {action.stage} else None


def _voted(action: Action, doer: Doer, votes: Votes) -> Refusal | None:
    if action.quorum > 1 and any(doer.persons & vote for vote in votes):
        return Refusal(VOTED)
    return None
