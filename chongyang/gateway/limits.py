"""How much one device may say, and who speaks in its name. Pure; moments are seconds of a steady clock."""

from collections.abc import Hashable
from dataclasses import dataclass, field

BURST = 120  # frames of one device and kind at once: a watch that comes back hands over what it stored
RATE = 2.0  # a second after that
TELL_SECONDS = 10.0  # between two frames that say how many were dropped
CONTESTED_SECONDS = 600.0
SWEEP_SECONDS = 60.0


@dataclass(slots=True)
class Bucket:
    """What is left of one device's allowance for one kind of frame."""

    left: float
    at: float
    dropped: int = 0
    told_at: float = float("-inf")

    def take(self, now: float) -> bool:
        self.left = min(BURST, self.left + (now - self.at) * RATE)
        self.at = now
        if self.left < 1:
            self.dropped += 1
            return False
        self.left -= 1
        return True

    def is_forgotten(self, now: float) -> bool:
        """Whether keeping it makes no difference: it is full again, and nothing of it is left to say."""
        return not self.dropped and self.left + (now - self.at) * RATE >= BURST

    def tell(self, now: float) -> int:
        """How many were dropped, to be said now; 0 if there is nothing to say, or it was said lately."""
        if not self.dropped or now - self.told_at < TELL_SECONDS:
            return 0
        dropped, self.dropped, self.told_at = self.dropped, 0, now
        return dropped


@dataclass
class Limiter:
    """An allowance for each key (device and kind), so that a flood of one kind does not hide another."""

    dropped: int = 0
    _buckets: dict[Hashable, Bucket] = field(default_factory=dict)
    _swept_at: float = 0.0

    def take(self, key: Hashable, now: float) -> bool:
        """Whether one more frame of this key may be kept."""
        self._sweep(now)
        allowed = self._buckets.setdefault(key, Bucket(BURST, now)).take(now)
        self.dropped += not allowed
        return allowed

    def tell(self, key: Hashable, now: float) -> int:
        """How many frames of this key were dropped since it was last told; 0 most of the time."""
        bucket = self._buckets.get(key)
        return bucket.tell(now) if bucket else 0

    def _sweep(self, now: float) -> None:
        if now - self._swept_at < SWEEP_SECONDS:
            return
        self._swept_at = now
        old = [key for key, bucket in self._buckets.items() if bucket.is_forgotten(now)]
        for key in old:
            del self._buckets[key]


@dataclass
class Identities:
    """Which connection speaks for a device, and whether two do at once.

    A device that lost its network comes back on a new connection and never uses the old one again: that is no
    contest. It is one when the older connection speaks after the newer one took over.
    """

    _speaker: dict[str, int] = field(default_factory=dict)
    _former: dict[str, set[int]] = field(default_factory=dict)
    _contested: dict[str, float] = field(default_factory=dict)

    def hear(self, serial: str, connection: int, now: float) -> bool:
        """Note who spoke; whether the name is contested, now or in the last ten minutes."""
        speaker = self._speaker.get(serial)
        if speaker is not None and speaker != connection:
            former = self._former.setdefault(serial, set())
            if connection in former:
                self._contested[serial] = now
            former.add(speaker)
        self._speaker[serial] = connection
        return self._is_contested(serial, now)

    def _is_contested(self, serial: str, now: float) -> bool:
        if now - self._contested.get(serial, float("-inf")) < CONTESTED_SECONDS:
            return True
        self._contested.pop(serial, None)
        return False

    def leave(self, serial: str, connection: int) -> None:
        """The connection is closed: it will not speak again."""
        former = self._former.get(serial, set())
        former.discard(connection)
        if not former:
            self._former.pop(serial, None)
        if self._speaker.get(serial) == connection:
            del self._speaker[serial]
