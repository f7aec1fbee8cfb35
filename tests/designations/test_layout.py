"""The layout 一核两极四区八中心多点: each part in the words of the text, and what stands in its members."""

import re

import pytest
from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.scopes import nobody
from chongyang.designations.queries.layout import list_standing
from chongyang.designations.rules.layout import UnableToReadLayout, load_layout, members_of, read
from chongyang.policy.rules.documents import load_documents
from chongyang.policy.rules.promises import load_targets
from chongyang.providers.models import Provider
from chongyang.territory.rules import reference
from tests.designations import titled
from tests.funding import people

CLAUSES = {clause.id: clause for document in load_documents() for clause in document.clauses}


def tight(text):
    return re.sub(r"\s", "", text)


def test_each_part_and_member_stands_in_its_clause():
    layout = load_layout()
    for part in layout.parts:
        text = tight(CLAUSES[part.clause].text)
        assert tight(part.quote) in text, part.key
        assert tight(part.beds_quote) in text, part.key
        for member in part.members:
            assert tight(member.quote) in text, member.key
            assert tight(member.develops) in text, member.key


def test_there_are_one_two_four_and_eight_and_no_point_is_invented():
    assert [len(part.members) for part in load_layout().parts] == [1, 2, 4, 8, 0]


def test_targets_and_areas_exist():
    known = {row.id for row in load_targets()}
    codes = {area.code for area in reference.load_areas()}
    for part in load_layout().parts:
        assert set(part.targets) <= known
        for member in part.members:
            assert set(member.targets) <= set(part.targets)
            assert set(member.codes) <= codes, member.key


def test_every_target_of_the_layout_has_its_part():
    held = {target for part in load_layout().parts for target in part.targets} | {load_layout().target}
    asked = {row.id for row in load_targets() if re.match(r"2018-34:(layout|zone)\.", row.id)}
    assert asked <= held


def test_a_member_is_areas_or_lies_in_them():
    told = {"clause": "a", "quote": "", "target": "", "parts": [{"key": "a", "label": "", "english": ""}]}
    part = told["parts"][0] | {"clause": "a", "quote": "", "targets": []}
    member = {"key": "m", "label": "", "english": "", "quote": ""}
    for wrong in (member, member | {"is": ["410102"], "in": ["410102"]}):
        with pytest.raises(UnableToReadLayout):
            read(told | {"parts": [part | {"members": [wrong]}]})
    with pytest.raises(UnableToReadLayout, match="one key"):
        read(told | {"parts": [part | {"members": [member | {"is": ["410102"]}] * 2}]})


def test_what_stands_in_a_centre_is_told_against_its_200_beds(db):
    Provider.objects.all().delete()
    people.place(name="登封福利中心", area=410185001001, owner_kind="public", beds=199)
    people.place(name="登封民办院", area=410185001001, owner_kind="company", beds=400)
    today = timezone.localdate(now())

    def centre():
        held = {one.member.key: one for _, rows in list_standing(nobody(), today) for one in rows}
        return held["town-dengfeng"]

    assert (centre().beds, centre().largest_public, centre().has_home) == (599, 199, False)
    Provider.objects.filter(name="登封福利中心").update(beds=200)
    assert centre().has_home is True
    assert centre().projects is None


def test_titles_stand_in_the_member_where_they_lie(db):
    held = titled.given()
    rows = {one.member.key: one for _, rows in list_standing(nobody(), held.valid_from) for one in rows}
    assert [one.plaque for one in rows["centre"].titles] == [held.plaque]
    assert not rows["town-dengfeng"].titles
    assert rows["centre"].communities is not None


def test_every_member_has_a_key_of_its_own():
    assert len({one.key for one in members_of(load_layout())}) == 15
