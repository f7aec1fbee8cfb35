"""The plan's progress, for every desk that shows it: which clauses have something that runs them today."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from chongyang.core.running import list_running, running_clauses
from chongyang.policy import queries as policy

TASK = "task"
WORDED = (TASK, "safeguard", "target", "paragraph", "preamble")


@dataclass(slots=True)
class Progress:
    """How far one document runs; `running` are the ids of its clauses with something that runs them."""

    document: Any
    tasks: int = 0
    tasks_running: int = 0
    clauses: int = 0
    clauses_running: int = 0
    running: list[str] = field(default_factory=list)

    def add(self, clause: str, kind: str) -> None:
        runs = clause in running_clauses()
        self.clauses += kind in WORDED
        self.clauses_running += kind in WORDED and runs
        self.tasks += kind == TASK
        self.tasks_running += kind == TASK and runs
        if runs:
            self.running.append(clause)

    def list_runners(self) -> Iterator[tuple[str, str, list[str]]]:
        """Number of the clause, its id, and what runs it."""
        for clause in self.running:
            yield clause.partition("/")[2], clause, [entry.label for entry in list_running(clause)]


def progress_of_plans() -> list[Progress]:
    """Every published document, the newest first; two statements."""
    held = {document.key: Progress(document) for document in policy.list_documents()}
    for clause, document, kind in policy.list_kinds():
        held[document].add(clause, kind)
    return list(held.values())
