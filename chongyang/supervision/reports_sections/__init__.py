"""The sections of a report: each a small provider under the key that `data/reports.yaml` gives it.

A provider is asked with `Asked` and yields blocks of `rules.reports`; where it has no value it yields
nothing, and the paper says so. It reads other rooms through their queries alone, as the reader of the place
or in the system's scope: a report is the same whoever makes it, and holds no person.
"""

from chongyang.supervision.reports_sections import care, numbers, sources, work
from chongyang.supervision.reports_sections.asked import Asked, Numbers
from chongyang.supervision.reports_sections.providing import gather, providers

__all__ = ["Asked", "Numbers", "care", "gather", "numbers", "providers", "sources", "work"]
