"""Reports as several desks show them: period and place in the reader's words, the file."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import get_language, gettext

from chongyang.indicators.enums import Level
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import load_places
from chongyang.supervision.reports_files import UnknownForm, file_of
from chongyang.web.parts.giving import given


def period_words(name: str) -> str:
    """2026年第3季度, 2026年度."""
    period = Period.read(name)
    told = {"year": period.year, "quarter": period.quarter}
    return gettext("%(year)s年第%(quarter)s季度") % told if period.quarter else gettext("%(year)s年度") % told


def place_words(key: str) -> str:
    """The place in the reader's language."""
    place = load_places()[key]
    if place.level is Level.CITY:
        return gettext(place.level.label)
    return place.key.title() if get_language() == "en" else place.name


def given_report(row: Any, form: str) -> HttpResponse:
    """Word or PDF of a row; Http404 for another form."""
    try:
        made = file_of(row, form)
    except UnknownForm as error:
        raise Http404(form) from error
    return given(made.data, made.media_type, made.name)
