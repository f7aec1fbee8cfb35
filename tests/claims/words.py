"""Claims for tests: a department's word about a person, without a file or a feed."""

import hashlib
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from chongyang.claims.models import Claim
from chongyang.claims.operations import Placed, belong
from chongyang.claims.rules.fields import pack
from chongyang.core.keys import new_key
from chongyang.core.scopes import SYSTEM, system_scope

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
RUN = UUID("01900000-0000-7000-8000-000000000001")
SYSTEM_SCOPE = system_scope("test")


def tell(
    elder: Any | None,
    *,
    source: str = "police",
    feed: str = "",
    record: str = "1",
    on: date = date(2026, 11, 1),
    area: int | None = None,
    until: date | None = None,
    run: UUID = RUN,
    told: dict[str, Any] | None = None,
    **values: Any,
) -> Claim:
    """One record of a source says so; it is of this person. `area` is where it was told."""
    feed, values = feed or f"{source}_test", {**values, **(told or {})}
    index = hashlib.sha256(f"{feed}/{record}".encode()).digest()
    claim = Claim(
        id=new_key(),
        area=area if area is not None else (elder.area if elder else 410105001000),
        feed=feed,
        source=source,
        run=run,
        record_index=index,
        digest=hashlib.sha256(repr(values).encode()).digest(),
        valid_from=on,
        valid_to=until,
    )
    claim.fields = pack(values)
    claim.save(force_insert=True)
    if elder is not None:
        row = Placed(feed=feed, record_index=index, person=elder.id, area=elder.area)
        belong(row=row, scope=SYSTEM_SCOPE, by=SYSTEM, now=NOW)
    return claim
