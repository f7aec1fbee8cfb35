"""The bench of payments in a small form, on the suite's database: every payment answered, no fen astray."""

from chongyang.workshop.benches import payments
from chongyang.workshop.benches.frame import Result


def test_a_small_batch_is_released_written_and_reconciled(committed):
    result = Result("payments", {"name": "the suite's own"})
    payments.prepare(400)
    payments.measure(400, result)
    assert result.holds, result.as_dict()["goals"]
    assert result.figures["returned"] == 4
    assert set(payments.MEASURED) <= set(result.figures["seconds"])
