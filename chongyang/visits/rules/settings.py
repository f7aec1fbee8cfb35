"""The numbers of this room, from its data."""

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def settings(name: str) -> dict[str, Any]:
    """A parsed document of `data/`: `score` or `missed`."""
    text = resources.files("chongyang.visits").joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))
