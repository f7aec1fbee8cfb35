"""Moving a project between stages: which moves are back, and which need a reason and a document."""

from dataclasses import dataclass

from chongyang.core.words import N_
from chongyang.projects.enums import Stage
from chongyang.projects.rules.settings import load_settings

SAME = N_("项目已经在这一阶段。")
NEEDS_BOTH = N_("退回或停缓必须写明原因和依据文件。")
NEEDS_REASON = N_("一次跨越多个阶段，请写明原因。")


@dataclass(frozen=True, slots=True)
class Move:
    """`from_rank` is that of the stage where the project really stood: of a suspended one, before it was."""

    from_rank: int
    to_rank: int

    @property
    def is_back(self) -> bool:
        """Also into suspension; a suspended project that goes on where it was does not go back."""
        return self.to_rank < self.from_rank

    @property
    def is_jump(self) -> bool:
        return self.to_rank - self.from_rank > load_settings().most_stages_at_once


def move_of(stage: Stage, stood: Stage, to: Stage) -> Move:
    """`stood` is the last stage that was not suspension."""
    held = stood if stage is Stage.SUSPENDED else stage
    return Move(held.rank, to.rank)


def fault_of_move(stage: Stage, stood: Stage, to: Stage, reason: str, document: str) -> dict[str, str]:
    """What is wrong with a move, if anything."""
    if stage is to:
        return {"stage": SAME}
    move = move_of(stage, stood, to)
    if move.is_back and not (reason and document):
        return {"reason" if not reason else "document": NEEDS_BOTH}
    if move.is_jump and not reason:
        return {"reason": NEEDS_REASON}
    return {}
