"""The real web server on a bench's copy of the city."""

import os
import resource
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from chongyang.workshop import stack
from chongyang.workshop.benches.city import City
from chongyang.workshop.probes import answers_at, free_port
from chongyang.workshop.supervisor import Child, Supervisor


@contextmanager
def serving(
    city: City, *, threads: int, workers: int = 1, more: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Granian with this many threads on a free port, as `make demo` starts it; stopped afterwards. `workers`
    are processes, `more` further settings.
    """
    port = free_port()
    env = {**city.environment, "CHONGYANG_POOL": "1", "CHONGYANG_DEMO": "0", "CHONGYANG_LOG": "WARNING"}
    env |= {"CHONGYANG_AS_OWNER": "0", **(more or {})}
    words = stack.web_words(port, threads, workers)
    child = Child("bench_web", words, answers_at(f"http://127.0.0.1:{port}/healthz"), env)
    with Supervisor([child], stack.LOGS, say=sys.stderr.write, stop_seconds=4):
        yield port


def processor_seconds() -> float:
    """What this process and the children it has waited for have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def cores() -> int:
    return os.cpu_count() or 1
