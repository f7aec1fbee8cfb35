"""What every row of ours shares: a UUIDv7 key and a declared kind of scope."""

from typing import ClassVar

from django.db import models

from chongyang.core.keys import new_key


class Row(models.Model):
    """A row with our key. `scope_kind` names the row-level-security policy (see core.policies).

    `scope_also` are further columns of areas: a row between two areas (a hand-over) is read from both.
    `erasable` are the columns of an `append_only` table that the retention rule may empty, all at once, and
    nobody else: what they said of a person goes, the line stays (privacy_erase_traces).
    """

    scope_kind: ClassVar[str] = "system"
    scope_person: ClassVar[str] = "person"
    scope_also: ClassVar[tuple[str, ...]] = ()
    has_history: ClassVar[bool] = False
    append_only: ClassVar[bool] = False
    erasable: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)

    class Meta:
        abstract = True
