"""The numbers of this room, from its YAML files; none of them is confirmed by the city yet."""

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def settings(name: str) -> dict[str, Any]:
    """The parsed document `data/<name>.yaml`."""
    text = resources.files("chongyang.privacy").joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))
