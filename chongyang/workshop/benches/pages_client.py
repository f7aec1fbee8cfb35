"""Who asks pages in the bench `desks`: apart, for what reads three hundred boards must not time them.

Reads one JSON line with its orders, asks pages at a steady rate, and begins a new phase with each line it
reads; `stop` ends it, and it prints the milliseconds of each phase. Nothing of the program is imported.
"""

import asyncio
import json
import sys
import time
from collections import defaultdict
from typing import Any

PATIENCE = 30.0


class Reader:
    """Pages at a steady rate, whether or not earlier ones have come."""

    def __init__(self, orders: dict[str, Any]) -> None:
        self.orders = orders
        self.phase = "warm"
        self.pages: dict[str, list[float]] = defaultdict(list)
        self.failures = 0

    def head(self, path: str, session: str) -> bytes:
        host = f"127.0.0.1:{self.orders['port']}"
        return (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: sessionid={session}\r\nConnection: close\r\n\r\n"
        ).encode()

    async def ask(self, path: str, session: str) -> None:
        """One page on a fresh connection, timed to its last byte; of the phase in which it was asked."""
        phase, began, answer = self.phase, time.perf_counter(), b""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.orders["port"])
            writer.write(self.head(path, session))
            answer = await asyncio.wait_for(reader.read(-1), PATIENCE)
            writer.close()
        except (OSError, TimeoutError):
            pass
        if answer.startswith(b"HTTP/1.1 200"):
            self.pages[phase].append((time.perf_counter() - began) * 1000)
        else:
            self.failures += 1

    async def ask_on(self) -> None:
        asked, number = set(), 0
        paths, sessions = self.orders["pages"], self.orders["sessions"]
        while True:
            task = asyncio.create_task(self.ask(paths[number % len(paths)], sessions[number % len(sessions)]))
            asked.add(task)
            task.add_done_callback(asked.discard)
            number += 1
            await asyncio.sleep(1 / self.orders["rate"])

    async def run(self) -> None:
        asking = asyncio.create_task(self.ask_on())
        print("ready", flush=True)
        while (line := (await asyncio.to_thread(sys.stdin.readline)).strip()) not in ("stop", ""):
            self.phase = line
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)


if __name__ == "__main__":
    one = Reader(json.loads(sys.stdin.readline()))
    asyncio.run(one.run())
    print(json.dumps({"pages": one.pages, "failures": one.failures}))
