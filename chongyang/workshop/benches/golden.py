"""`chongyang bench golden`: opening a golden record of 200 claims over HTTP, and settling files in parts.

The claims are invented: 40 records of eight sources in force with what each said before. A street clerk opens
the page again and again; each opening unseals all claims, decides every field and writes its event.
"""

import hashlib
import time
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import httpx
from django.db.models import Q

from chongyang.claims.models import Belonging, Claim
from chongyang.claims.operations import settling
from chongyang.claims.rules.fields import pack
from chongyang.core import clock
from chongyang.core.access import enter
from chongyang.core.keys import new_key
from chongyang.core.scopes import system_scope
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from chongyang.workshop.benches.city import City, bench_city
from chongyang.workshop.benches.frame import Goal, Result, settle, summary
from chongyang.workshop.benches.people import Worker, sign_in
from chongyang.workshop.benches.serving import serving
from chongyang.workshop.databases import working_on

ELDERS = 20_000
CLAIMS, RECORDS, OPENINGS, WARM = 200, 40, 200, 20
OPEN_P95 = 60.0
SETTLED_A_SECOND = 300
"""Of one process, with records that all disagree with the file; a modest floor, not what is hoped for."""
SETTLED, PER_FILE = 5_000, 4
STREET = 410105001000
SOURCES = (
    *("police", "civil_affairs", "health", "social_security", "medical_insurance"),
    *("disabled_federation", "veterans", "funeral"),
)
NAMES = ("陈桂兰", "陈桂英", "王秀珍", "李玉梅")
MARK = "claims-table"


def run(elders: int = ELDERS) -> Result:
    """Write the claims, open the page again and again, then settle five thousand files."""
    with bench_city(elders) as city, working_on(city.environment["DATABASE_URL"]):
        result = Result("golden", {"name": city.template, "copied_as": city.database, "elders": elders})
        person = _with_claims()
        result.machine["busy_before"] = settle()
        times, size = _open(city, person)
        seconds, again = _settle_many()
    result.figures = {
        "claims": CLAIMS,
        "in_force": RECORDS,
        "ms": summary(times),
        "page_bytes": size,
        "settled_files": SETTLED,
        "settle_seconds": round(seconds, 2),
        "settled_a_second": round(SETTLED / seconds),
    }
    result.goals = [
        Goal(f"opening {CLAIMS} claims of a person, p95 in ms", "<=", OPEN_P95, summary(times)["p95"]),
        Goal(
            "files of four claims settled a second by one process", ">=", SETTLED_A_SECOND, SETTLED / seconds
        ),
        Goal("files that a second settling changes", "==", 0, again),
    ]
    return result


def _with_claims() -> UUID:
    """One elder of the street with 200 claims of 40 records."""
    with enter(system_scope("bench")):
        living = Elder.objects.filter(area__range=(STREET, STREET + 999), life_status="alive")
        elder = living.order_by("identity_index")[0]
        rows, links = [], []
        for record in range(RECORDS):
            source = SOURCES[record % len(SOURCES)]
            index = hashlib.sha256(f"golden/{elder.id}/{record}".encode()).digest()
            links.append(_link(elder, source, index))
            turns = CLAIMS // RECORDS
            rows += [_claim(elder, source, index, record, turn, turns) for turn in range(turns)]
        Belonging.objects.bulk_create(links)
        Claim.objects.bulk_create(rows)
        return elder.id


def _link(elder: Elder, source: str, index: bytes) -> Belonging:
    told = {"person": elder.id, "area": elder.area, "how": "linked", "since": clock.now()}
    return Belonging(feed=f"bench_{source}", record_index=index, probability=0.999, **told)


def _claim(elder: Elder, source: str, index: bytes, record: int, turn: int, turns: int) -> Claim:
    """The last turn is in force; each says eight fields, and every third record disagrees in one."""
    first = date(2024, 1, 1) + timedelta(days=180 * turn)
    claim = Claim(
        id=new_key(),
        area=elder.area if record % 2 else STREET + 100_000,
        feed=f"bench_{source}",
        source=source,
        run=new_key(),
        record_index=index,
        digest=hashlib.sha256(f"{record}/{turn}".encode()).digest(),
        valid_from=first,
        valid_to=None if turn == turns - 1 else first + timedelta(days=180),
    )
    claim.fields = pack(_said(elder, record, turn))
    return claim


def _said(elder: Elder, record: int, turn: int) -> dict[str, Any]:
    return {
        "name": NAMES[record % 3] if record % 3 == 0 else elder.name,
        "sex": elder.sex,
        "born_on": elder.born_on,
        "nation": ("汉族", "回族")[turn % 2],
        "phone": f"1390000{record:04d}",
        "address": f"郑州市金水区经八路街道幸福花园{record + 1}号楼{turn + 1}单元301",
        "marriage": ("married", "widowed")[record % 2],
        "conditions": [("hypertension", "diabetes", "copd", "coronary")[record % 4]],
    }


def _open(city: City, person: UUID) -> tuple[list[float], int]:
    """The page, opened for a purpose, asked in turn by one clerk; milliseconds of each answer."""
    (session,) = sign_in([Worker("bench-golden", Role.STREET_CLERK, ("410105001",))], now=clock.now())
    times, size = [], 0
    with serving(city, threads=2) as port:
        base = f"http://127.0.0.1:{port}"
        with httpx.Client(
            base_url=base, cookies={"sessionid": session}, timeout=30, trust_env=False
        ) as client:
            client.get("/claims/").raise_for_status()
            token = {"X-CSRFToken": client.cookies.get("csrftoken") or "", "Referer": base}
            told = {"person": str(person), "purpose": "correction"}
            client.post("/claims/open/", data=told, headers=token)
            for turn in range(WARM + OPENINGS):
                began = time.perf_counter()
                answer = client.get(f"/claims/elder/{person}/")
                if turn >= WARM:
                    times.append((time.perf_counter() - began) * 1000)
                answer.raise_for_status()
                if MARK not in answer.text:
                    raise RuntimeError("the page shows no golden record")
                size = len(answer.content)
    return times, size


def _settle_many() -> tuple[float, int]:
    """Thousands of files of four claims each: seconds of a first settling, and what a second one changes."""
    scope = system_scope("bench")
    with enter(scope):
        living = Elder.objects.filter(~Q(area__range=(STREET, STREET + 999)), life_status="alive")
        elders = list(living.order_by("identity_index")[:SETTLED])
        rows, links = [], []
        for elder in elders:
            for record in range(PER_FILE):
                index = hashlib.sha256(f"many/{elder.id}/{record}".encode()).digest()
                links.append(_link(elder, SOURCES[record], index))
                rows.append(_claim(elder, SOURCES[record], index, record, 4, 5))
        Belonging.objects.bulk_create(links)
        Claim.objects.bulk_create(rows)
    keys = [elder.id for elder in elders]
    began = time.perf_counter()
    _in_parts(keys, scope)
    seconds = time.perf_counter() - began
    return seconds, _in_parts(keys, scope)


def _in_parts(keys: list[UUID], scope: Any) -> int:
    changed = 0
    for first in range(0, len(keys), settling.PART):
        with enter(scope):
            part = keys[first : first + settling.PART]
            changed += settling.settle_part(persons=part, scope=scope, now=clock.now())
    return changed
