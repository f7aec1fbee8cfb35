"""The shipped chains' names in the reader's language; a name that the city wrote stays as it is written."""

from functools import lru_cache
from importlib import resources

import yaml


@lru_cache(maxsize=1)
def _english() -> dict[str, str]:
    text = resources.files("chongyang.alerting").joinpath("data/chains.yaml").read_text(encoding="utf-8")
    return {row["name"]: row["name_en"] for row in yaml.safe_load(text)}


def name_in(name: str, language: str | None) -> str:
    """The name of a chain for somebody who reads this language."""
    return name if (language or "zh").startswith("zh") else _english().get(name, name)
