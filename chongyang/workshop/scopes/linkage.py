"""Matters of linkage in check_scope: pairs that wait, questions of other counties, merges."""

from datetime import datetime

from chongyang.core.keys import new_key
from chongyang.linkage import queries
from chongyang.linkage.models import Ask, Merge, Pair
from chongyang.registry.models import Elder
from chongyang.territory.rules.capabilities import Can
from chongyang.workshop.scopes.asking import list_and_detail, listed, may_read
from chongyang.workshop.scopes.rule import Resource
from chongyang.workshop.scopes.sample import Sample


def add_rows(sample: Sample, now: datetime) -> None:
    """One of each for every elder; the other side is a record of the same place."""
    for elder in list(sample.rows[Elder]):
        sample.add(
            Pair(
                area=elder.area,
                other_area=elder.area,
                kind="file_record",
                left_feed="registry",
                left_record=elder.id.bytes,
                left_person=elder.id,
                right_feed="check",
                right_record=new_key().bytes,
                right_person=new_key(),
                weight=3.0,
                probability=0.9,
                found_at=now,
            )
        )
        sample.add(
            Ask(
                pair=new_key(),
                area=elder.area,
                from_area=elder.area,
                person=elder.id,
                other_person=new_key(),
                weight=3.0,
                reason="check",
                asked_at=now,
            )
        )
        merge = Merge(
            area=elder.area,
            other_area=elder.area,
            double=elder.id,
            survivor=new_key(),
            reason="check",
            merged_at=now,
        )
        merge.image = "{}"
        sample.add(merge)


JUDGES = may_read(Can.ADJUDICATE)

RESOURCES = (
    Resource(
        "pairs",
        Pair,
        JUDGES,
        list_and_detail(queries.list_pairs, queries.access_pair),
    ),
    Resource("asks", Ask, JUDGES, {"list": listed(queries.list_asks)}),
    Resource(
        "merges",
        Merge,
        JUDGES,
        list_and_detail(queries.list_merges, queries.access_merge),
    ),
)
