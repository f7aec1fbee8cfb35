"""Forms and ways as data: everything that units count is asked once, of somebody who exists."""

import copy

import pytest
import yaml

from chongyang.core.lifecycles.registry import get
from chongyang.indicators.enums import Level
from chongyang.indicators.rules.definitions import clauses_of, load_indicators
from chongyang.indicators.rules.periods import Period
from chongyang.indicators.rules.places import load_places
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.promises import load_targets
from chongyang.reporting.rules import forms, ways
from chongyang.territory.rules.organisations import load_organisations

CLAUSES = {clause.id: clause for document in load_documents() for clause in document.clauses}


def leads_of(indicator) -> list[str]:
    return [lead for clause in clauses_of(indicator, load_targets()) for lead in CLAUSES[clause].lead]


def test_every_indicator_that_units_count_is_asked_in_one_form():
    asked = [name for form in forms.load_forms() for name in form.names]
    counted = {row.key for row in load_indicators() if forms.is_asked(row)}
    assert len(asked) == len(set(asked))
    assert counted <= set(asked)


def test_a_confirmed_form_is_led_by_the_first_lead_unit_of_its_clauses():
    held = {row.key: row for row in load_indicators()}
    for form in forms.load_forms():
        if form.confirmed:
            assert all(leads_of(held[name])[:1] in ([form.lead], []) for name in form.names), form.key


def test_forms_of_the_plan_of_2014_are_asked_for_its_year_alone():
    assert {form.key for form in forms.forms_of(Period.read("2014Q4"))} >= {"units_2014", "city_2014"}
    assert not [form for form in forms.forms_of(Period.read("2018Q4")) if form.key.endswith("2014")]
    assert {"output", "growth", "lottery"} <= {form.key for form in forms.forms_of(Period.read("2018"))}


def test_an_indicator_of_some_units_is_asked_of_them_alone():
    form, day = forms.get_form("streets"), Period.read("2018Q4").days.last
    core = {item.key for item in form.items_for(load_places()["jinshui"], day)}
    assert core - {item.key for item in form.items_for(load_places()["zhongmu"], day)} == {"circle.culture"}
    xingyang = forms.get_form("industry")
    assert "xingyang.backbone" in {i.key for i in xingyang.items_for(load_places()["xingyang"], day)}
    assert "xingyang.backbone" not in {i.key for i in xingyang.items_for(load_places()["jinshui"], day)}


def test_every_level_of_a_form_has_its_chain_and_a_life_cycle():
    for form in forms.load_forms():
        for level in form.levels:
            table = get(ways.chain_of(form.way, level).lifecycle)
            assert table.deciding
            assert table.state("locked").final


def test_the_city_asks_208_streets_and_16_units():
    form, day = forms.get_form("streets"), Period.read("2018Q4").days.last
    assert len(form.places(Level.STREET, day)) == 208
    assert len(form.places(Level.UNIT, day)) == 16


def test_a_line_goes_on_with_who_took_over():
    assert forms.line_of("city.health-family-planning") == {
        "city.health-family-planning",
        "city.health-commission",
    }


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"lead": "city.nobody"}, "no such organisation"),
        ({"items": ["no.such"]}, "no such indicator"),
        ({"items": ["industry.output"]}, "another length"),
        ({"items": ["smart.streets"]}, "asked twice"),
        ({"way": "sideways"}, "sideways"),
    ],
)
def test_a_form_that_contradicts_itself_is_refused(change, why):
    from importlib.resources import files

    text = (files("chongyang.reporting") / "data" / "forms.yaml").read_text(encoding="utf-8")
    told = copy.deepcopy(yaml.safe_load(text))
    told["forms"][1] |= change
    with pytest.raises(forms.UnableToReadForm, match=why):
        forms.read(told)


def test_deadlines_follow_each_other_and_their_organisations_exist():
    assert {form.lead for form in forms.load_forms()} <= {row.key for row in load_organisations()}
    for chain in ways.load().chains.values():
        days = [stage.workdays for stage in chain.stages]
        assert days == sorted(days)
        assert chain.stages[0].name == "filling"
