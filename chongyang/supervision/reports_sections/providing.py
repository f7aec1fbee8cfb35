"""Who tells a section: providers under the keys of `data/reports.yaml`."""

from collections.abc import Callable, Iterator

from chongyang.supervision.reports_sections.asked import Asked
from chongyang.supervision.rules.reports import Block, Section, section
from chongyang.supervision.rules.reports_plan import load_plan

Provider = Callable[[Asked], Iterator[Block]]
_providers: dict[str, Provider] = {}


def tells(key: str) -> Callable[[Provider], Provider]:
    """Register who tells a section."""

    def register(provider: Provider) -> Provider:
        _providers[key] = provider
        return provider

    return register


def providers() -> frozenset[str]:
    """The keys that somebody tells."""
    return frozenset(_providers)


def gather(asked: Asked) -> list[Section]:
    """The sections of a report in their order; one that nobody tells stands there without a value."""
    chosen = load_plan().sections_of(asked.period.span)
    found = []
    for place, row in enumerate(chosen, start=1):
        provider = _providers.get(row.key)
        blocks = list(provider(asked)) if provider else []
        if not blocks:
            asked.empty.append(row.heading)
        found.append(section(place, row.key, row.heading, blocks))
    return found
