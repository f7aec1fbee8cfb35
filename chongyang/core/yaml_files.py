"""Our data files: YAML by libyaml where it is installed, seven times as quick as in Python."""

from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """As `yaml.safe_load`. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=LOADER)  # noqa: S506 - both are safe loaders
