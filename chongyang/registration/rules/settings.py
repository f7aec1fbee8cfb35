"""The numbers of the room, from its data files."""

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def load(name: str) -> dict[str, Any]:
    """One parsed document: `changes`, `bulk`, `invitations`."""
    text = resources.files("chongyang.registration").joinpath("data", f"{name}.yaml")
    return dict(yaml.safe_load(text.read_text(encoding="utf-8")))
