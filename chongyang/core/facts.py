"""Facts of this installation, kept for a minute: whether its people are invented, when it was made."""

import time
from typing import Any

from chongyang.core.models import Fact

_kept: dict[str, tuple[float, Any]] = {}
KEEP_SECONDS = 60


def get(name: str, default: Any = None) -> Any:
    """A fact's value; read at most once a minute in each process."""
    held = _kept.get(name)
    if held and time.monotonic() - held[0] < KEEP_SECONDS:
        return held[1]
    value = Fact.objects.filter(name=name).values_list("value", flat=True).first()
    _kept[name] = (time.monotonic(), default if value is None else value)
    return _kept[name][1]


def put(name: str, value: Any) -> None:
    """Write a fact (as the owner or in the system scope)."""
    Fact.objects.update_or_create(name=name, defaults={"value": value})
    _kept.pop(name, None)


def is_synthetic() -> bool:
    """Whether the people of this city are invented."""
    return bool(get("synthetic", default=False))
