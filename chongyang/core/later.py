"""A library that takes long to load and is seldom needed: loaded when something of it is first used.

numpy, scipy and polars are one to two seconds of every start on a busy machine, and a program that was
killed is back that much later. A module that needs such a library in one function imports it there; one that
needs it throughout names it here, and for the type checker as usual:

    if TYPE_CHECKING:
        import polars as pl
    else:
        pl = Later("polars")
"""

from importlib import import_module
from typing import Any


class Later:
    """Stands for a module; each name is looked up once."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        found = getattr(import_module(self._name), name)
        setattr(self, name, found)
        return found
