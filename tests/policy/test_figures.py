"""No figure of the plans is left out: a parameter, target or standard holds it, or a reason is written."""

from chongyang.policy.rules.figures import find_figures, load_passed
from chongyang.policy.rules.promises import load_parameters

FIGURES = list(find_figures())


def test_every_figure_of_the_text_is_held_or_passed_with_a_reason() -> None:
    assert [figure for figure in FIGURES if not figure.held_by and not figure.passed] == []
    assert len(FIGURES) > 200


def test_a_reason_is_given_only_where_nothing_holds_the_figure() -> None:
    needed = {row for figure in FIGURES if not figure.held_by for row in figure.passed}
    assert [row for row in load_passed() if row not in needed or not row.why] == []


def test_a_figure_counts_as_held_only_by_its_own_value() -> None:
    """200 ㎡ stands twice in 三(一)1: as a planning standard and as the threshold of the subsidy."""
    held = {
        name
        for figure in FIGURES
        if figure.clause == "2018-34/3.1.1" and figure.text == "200"
        for name in figure.held_by
    }
    assert held == {"2018-34:facility.minimum_area", "2018-34:community_facility.threshold_area"}
    allowance = next(
        figure for figure in FIGURES if figure.clause == "2018-34/3.9.2" and figure.text == "150"
    )
    assert allowance.held_by == ("2018-34:carer.post_allowance.2",)


def test_every_sum_of_money_of_the_text_is_a_parameter() -> None:
    money = [
        figure
        for figure in FIGURES
        if any(f"{figure.text}{unit}元" in figure.around for unit in ("", "万", "亿")) and not figure.passed
    ]
    parameters = {row.id for row in load_parameters()}
    targets_in_money = {"2018-34/2.3.p2", "2014-25/3.5"}  # output and revenue of an industry, no payment
    missing = [
        figure
        for figure in money
        if not parameters & set(figure.held_by) and figure.clause not in targets_in_money
    ]
    assert len(money) > 25
    assert missing == []


def test_what_is_promised_without_an_amount_is_there_and_says_so() -> None:
    unstated = {row.id for row in load_parameters() if row.kind == "not_stated"}
    assert {
        "2018-34:carer.entry_subsidy",
        "2018-34:carer.social_insurance_subsidy",
        "2018-34:carer.public_welfare_post_subsidy",
        "2018-34:training.school_subsidy",
        "2018-34:training.base_equipment_subsidy",
        "2018-34:training.trainee_subsidy",
        "2018-34:finance.interest_subsidy",
        "2018-34:fund.special",
        "2014-25:training.free",
        "2014-25:post_allowance.amount",
        "2014-25:admission_aid.amount",
    } <= unstated
