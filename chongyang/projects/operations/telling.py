"""Events of the library: numbers, stages and months, never a text that somebody typed."""

from datetime import datetime
from typing import Any

from chongyang.core import events
from chongyang.core.scopes import Actor
from chongyang.projects.models import Project


def tell(kind: str, project: Project, by: Actor, now: datetime, /, **payload: Any) -> None:
    """One event about a project: `projects.project.<verb>` and the like."""
    events.record(
        kind,
        by=by,
        now=now,
        area=project.area,
        subject_type="projects.project",
        subject=project.id,
        payload={"number": project.number} | payload,
    )
