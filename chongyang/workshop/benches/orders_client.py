"""Who places orders in the bench `orders`: apart, so that its own work is a process of its own.

Reads one JSON line with its orders, places orders over kept connections as fast as they are answered, some of
them twice under one key, and prints what was answered. What it asks is prepared before and what it is told is
read after, so that it takes little of the cores while it places. Nothing of the program is imported.
"""

import asyncio
import json
import random
import sys
import time
from typing import Any

REPEATED, HOT, PREPARED = 0.02, 0.1, 5_000
READ_LIMIT, MADE = 1 << 20, 201


class Placer:
    """Connections that place orders until the time is over."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told, self.chance = told, random.Random(told["seed"])
        self.answers: list[tuple[str, int, float, bytes]] = []
        self.number, self.until = 0, 0.0
        self.bodies = [self.body() for _ in range(PREPARED)]

    def body(self) -> bytes:
        hot = self.chance.random() < HOT
        person = self.chance.choice(self.told["hot" if hot else "persons"])
        begin, end = self.chance.choice(self.told["windows"])
        asked = {"person": person, "item": self.told["item"], "from_at": begin, "to_at": end}
        return json.dumps(asked | {"offer": self.chance.choice(self.told["offers"])}).encode()

    def request(self, key: str, body: bytes, token: str) -> bytes:
        head = (
            f"POST {self.told['path']} HTTP/1.1\r\nHost: 127.0.0.1:{self.told['port']}\r\n"
            f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
            f"Idempotency-Key: {key}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    async def place_on(self, place: int) -> None:
        """One connection: place, read, place again; one in fifty is said a second time."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.told["port"], limit=READ_LIMIT)
        token = self.told["tokens"][place % len(self.told["tokens"])]
        while time.time() < self.until:
            self.number += 1
            key, body = f"bench-{self.told['seed']}-{self.number}", self.bodies[self.number % PREPARED]
            for _ in range(2 if self.chance.random() < REPEATED else 1):
                began = time.perf_counter()
                writer.write(self.request(key, body, token))
                status, answer = await self.read(reader)
                self.answers.append((key, status, (time.perf_counter() - began) * 1000, answer))
        writer.close()

    async def read(self, reader: asyncio.StreamReader) -> tuple[int, bytes]:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").lower().split("\r\n")
        length = next((int(line[15:]) for line in lines if line.startswith("content-length:")), 0)
        return int(head[9:12]), await reader.readexactly(length)

    async def run(self) -> float:
        began = time.time()
        self.until = began + self.told["seconds"]
        await asyncio.gather(*(self.place_on(place) for place in range(self.told["connections"])))
        return time.time() - began


def read_answers(answers: list[tuple[str, int, float, bytes]]) -> list[tuple[str, int, float, str, int]]:
    """The key, status and milliseconds of each, and which order it told with what of it covered."""
    told = []
    for key, status, ms, answer in answers:
        row: dict[str, Any] = json.loads(answer) if status == MADE else {"id": "", "covered_fen": 0}
        told.append((key, status, ms, row["id"], row["covered_fen"]))
    return told


if __name__ == "__main__":
    one = Placer(json.loads(sys.stdin.readline()))
    lasted = asyncio.run(one.run())
    failed = sum(status != MADE for _, status, *_ in one.answers)
    print(json.dumps({"seconds": lasted, "failed": failed, "answers": read_answers(one.answers)}))
