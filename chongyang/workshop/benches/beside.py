"""Processes beside a bench: who asks or presses must not be slowed by who measures."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from chongyang.workshop.benches.city import UnableToBench

DESKS = Path(__file__).with_name("desks_client.py")
PAGES = Path(__file__).with_name("pages_client.py")


class Client:
    """One process beside: orders in as a line, `ready` out, a line to go on, and what it saw as a line."""

    def __init__(self, program: Path, orders: dict[str, Any]) -> None:
        words = [sys.executable, "-I", str(program)]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._say(json.dumps(orders))
        if self._hear() != "ready":
            raise UnableToBench(f"{program.name} did not get ready")

    def go(self, word: str = "go") -> None:
        self._say(word)

    def told(self) -> dict[str, Any]:
        """What it saw; waits for its end."""
        line = self._hear()
        self.process.wait(30)
        if not line:
            raise UnableToBench("a client ended without a word")
        return dict(json.loads(line))

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()

    def _say(self, line: str) -> None:
        assert self.process.stdin, "a pipe was asked for"
        print(line, file=self.process.stdin, flush=True)

    def _hear(self) -> str:
        assert self.process.stdout, "a pipe was asked for"
        return self.process.stdout.readline().strip()
