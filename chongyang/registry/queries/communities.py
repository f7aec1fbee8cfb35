"""How many elders live in each community, and where its middle is; nothing of any one of them."""

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from chongyang.core.counting import BY_COMMUNITY, Counted
from chongyang.core.scopes import Scope

HOMES = """
    SELECT area, count(*), round(avg(longitude)::numeric, 3)::float8, round(avg(latitude)::numeric, 3)::float8
    FROM registry_elder
    WHERE life_status = 'alive' AND same_as_id IS NULL AND longitude IS NOT NULL AND latitude IS NOT NULL
    GROUP BY area ORDER BY area
"""


def count_communities(scope: Scope, now: datetime) -> Iterator[Counted]:
    """Living elders of the entered scope by community, with the middle of their homes to a thousandth of a
    degree (about 100 metres), so that a lonely house is not told by it; a counter of core.counting.
    """
    with connection.cursor() as cursor:
        cursor.execute(HOMES)
        for area, count, longitude, latitude in cursor.fetchall():
            yield Counted(f"{BY_COMMUNITY}.elders", area, count, (longitude, latitude))
