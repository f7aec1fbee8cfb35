"""The bench of reports in a small form: values are there before, and one row is made however often."""

import pytest

from chongyang.supervision.models import Report
from chongyang.supervision.reports_files import PDF, WORD, file_of
from chongyang.workshop.benches import report
from tests.factories import JINSHUI, make_elder


@pytest.mark.usefixtures("db")
def test_one_report_is_made_however_often(monkeypatch):
    monkeypatch.setattr(report, "QUARTERS", 2)
    make_elder(area=JINSHUI)
    period = report._count()
    made = [report._timed(lambda: report._make(period)) for _ in range(2)]
    assert [row.id for _, row in made] == [Report.objects.get().id] * 2
    assert all(milliseconds > 0 for milliseconds, _ in made)
    assert {form: file_of(made[0][1], form).name.rpartition(".")[2] for form in (PDF, WORD)} == {
        PDF: "pdf",
        WORD: "docx",
    }
