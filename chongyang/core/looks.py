"""Which kinds of events are a look at a person: each room says in `apps.ready` what it calls its own.

Whoever the data is about sees these events in plain words; supervisors see them counted.
"""

_looks: dict[str, str] = {}


def looks(kind: str, label: str) -> None:
    """Register a kind of event (`room.noun.verb`) with what was done, as Chinese source text: 打开档案."""
    _looks[kind] = label


def all_looks() -> dict[str, str]:
    """Kinds with their words."""
    return dict(_looks)
