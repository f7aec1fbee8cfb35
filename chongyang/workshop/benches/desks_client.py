"""The live desks of a bench, in a process of their own: raw sockets, nothing of the program imported.

Reads one JSON line with its orders, opens the desks, says `ready`, and prints what it saw at the next line.
"""

import asyncio
import json
import re
import sys
import time
from typing import Any

WAITING = re.compile(rb'data-waiting="(\d+)"')
ROW = re.compile(rb'data-incident="([0-9a-f-]{36})"')
MADE = re.compile(rb"^id: (\d{16})$", re.MULTILINE)  # when the server had the fragment, in microseconds
TAIL = 64
PAUSE = 0.25  # before a desk comes back


class Client:
    """All desks of one run."""

    def __init__(self, orders: dict[str, Any]) -> None:
        self.orders = orders
        self.seen: list[list[tuple[int, float]]] = [[] for _ in orders["desks"]]
        self.opened: list[list[float]] = [[] for _ in orders["desks"]]  # when each connection had a board
        self.made: list[tuple[float, float]] = []  # of each chunk with a new fragment: rendered, here
        self.rows: dict[str, float] = {}  # when each incident had a line on any desk, if that is asked
        self.seen_away = 0

    def head(self, path: str, session: str, more: str = "") -> bytes:
        host = f"127.0.0.1:{self.orders['port']}"
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: {host}",
            f"Cookie: sessionid={session}",
            *more.split("|"),
            "",
            "",
        ]
        return "\r\n".join(line for line in lines if line or line == "").encode()

    async def open_desk(self, number: int, session: str, opened: asyncio.Event) -> None:
        """One live desk, opened again like a browser's if the server goes and the orders say so."""
        while True:
            try:
                await self.watch(number, session, opened)
            except OSError:
                self.seen_away += 1
            if not self.orders.get("again"):
                return
            await asyncio.sleep(PAUSE)

    async def watch(self, number: int, session: str, opened: asyncio.Event) -> None:
        """One connection of a desk: notes when it first saw each number of waiting incidents."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.orders["port"])
        writer.write(self.head(self.orders["live"], session, "Accept: text/event-stream"))
        is_new = True
        rest, known = b"", max((count for count, _ in self.seen[number]), default=-1)
        while chunk := await reader.read(262_144):
            now = time.time()
            found = WAITING.findall(rest + chunk)
            if self.orders.get("rows"):
                for row in ROW.findall(rest + chunk):
                    self.rows.setdefault(row.decode(), now)
            if self.orders.get("rows") and (made := MADE.findall(chunk)):
                self.made.append((int(made[-1]) / 1e6, now))
            rest = chunk[-TAIL:]
            if found and is_new:
                self.opened[number].append(now)
                is_new = False
            for waiting in map(int, found):
                if waiting > known:
                    known = waiting
                    self.seen[number].append((waiting, now))
                    opened.set()

    async def run(self) -> None:
        desks = await self.open_desks()
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        for task in desks:
            task.cancel()
        await asyncio.gather(*desks, return_exceptions=True)

    async def open_desks(self) -> list["asyncio.Task[None]"]:
        """All desks, a few at a time, until each has its first board."""
        tasks, events = [], []
        for number, session in enumerate(self.orders["desks"]):
            event = asyncio.Event()
            tasks.append(asyncio.create_task(self.open_desk(number, session, event)))
            events.append(event)
            if number % 10 == 9:
                await asyncio.wait_for(event.wait(), 30)
        await asyncio.wait_for(asyncio.gather(*(event.wait() for event in events)), 60)
        return tasks

    def told(self) -> dict[str, Any]:
        return {
            "seen": self.seen,
            "rows": self.rows,
            "made": self.made,
            "opened": self.opened,
        }


if __name__ == "__main__":
    client = Client(json.loads(sys.stdin.readline()))
    asyncio.run(client.run())
    print(json.dumps(client.told()))
