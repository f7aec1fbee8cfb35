"""What the room does."""

from chongyang.purchase.operations.vouchers import Held, hold, release, spend

__all__ = ["Held", "hold", "release", "spend"]
