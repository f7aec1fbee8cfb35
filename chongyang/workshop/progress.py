"""A bar for long work in a terminal: rows done, rate, time left. In a log it writes a line now and then."""

import sys
import time
from typing import TextIO

WIDTH = 28
LINES_IN_LOG = 10


class Progress:
    """`step(n)` after each part; `stage(text)` when something else begins."""

    def __init__(self, total: int, unit: str, *, quiet: bool = False, out: TextIO | None = None) -> None:
        self.total, self.unit, self.quiet = max(total, 1), unit, quiet
        self.out = out or sys.stderr
        self.done, self.begun, self.shown = 0, time.monotonic(), 0
        self.live = self.out.isatty()

    def step(self, count: int) -> None:
        self.done += count
        part = self.done * LINES_IN_LOG // self.total
        if self.quiet or not (self.live or part > self.shown):
            return
        self.shown = part
        self._write(line_of(self.done, self.total, time.monotonic() - self.begun, self.unit))

    def stage(self, text: str) -> None:
        if not self.quiet:
            self._write(f"{text} …")

    def close(self) -> None:
        if self.live and not self.quiet:
            self.out.write("\n")

    def _write(self, text: str) -> None:
        self.out.write(f"\r\x1b[K{text}" if self.live else f"{text}\n")
        self.out.flush()


def line_of(done: int, total: int, seconds: float, unit: str) -> str:
    """`[████░░░░]  40 %  520,000 of 1,300,000 elders  31,000/s  0:25 left`."""
    full = WIDTH * done // total
    rate = done / seconds if seconds > 0 else 0.0
    left = f"{_clock((total - done) / rate)} left" if rate else ""
    bar = "█" * full + "░" * (WIDTH - full)
    return f"[{bar}] {100 * done // total:3d} %  {done:,} of {total:,} {unit}  {rate:,.0f}/s  {left}"


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
