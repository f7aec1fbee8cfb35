"""All life cycles of the program, every version of each: a running case keeps the version it began with."""

from chongyang.core.lifecycles.table import Lifecycle

_tables: dict[tuple[str, int], Lifecycle] = {}


def register(lifecycle: Lifecycle) -> Lifecycle:
    """Make a table known. The same table twice is harmless, another under its name and version is refused."""
    key = (lifecycle.name, lifecycle.version)
    if _tables.setdefault(key, lifecycle) != lifecycle:
        raise ValueError(
            f"life cycle {lifecycle.name!r} version {lifecycle.version} is registered with other content"
        )
    return lifecycle


def get(name: str, version: int | None = None) -> Lifecycle:
    """The exact version, or the newest. Raises LookupError with the name that is not known."""
    if version is None:
        version = max((known for known_name, known in _tables if known_name == name), default=0)
    try:
        return _tables[name, version]
    except KeyError:
        raise LookupError(f"no life cycle {name!r} version {version}") from None


def all_lifecycles() -> tuple[Lifecycle, ...]:
    """Every registered table, ordered by name and version."""
    return tuple(_tables[key] for key in sorted(_tables))


def states_of(*names: str) -> dict[str, str]:
    """The states of some life cycles, in any version, with their words."""
    held = (table for table in all_lifecycles() if table.name in names)
    return {state.name: state.label for table in held for state in table.states}
