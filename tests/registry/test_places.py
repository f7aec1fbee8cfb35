"""Addresses as people type them."""

import pytest

from chongyang.registry.rules import places


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("郑州市金水区花园路街道碧沙岗社区幸福花园3号楼2单元501室", ("幸福花园", "幸福花园/3")),
        ("郑州市金水区经八路街道1号院2单元301", ("经八路", "经八路/1")),
        ("郑州市中牟县官渡镇李庄村1组12号", ("李庄村", "李庄村/1")),
        ("郑州市新密市曲梁镇大樊庄村幸福新村03号楼", ("幸福新村", "幸福新村/3")),
        ("幸福新村 ３号楼", ("幸福新村", "幸福新村/3")),
        ("郑州市管城回族区十八里河镇纺织厂家属院1号楼", ("纺织厂家属院", "纺织厂家属院/1")),
        ("郑州市中牟县官渡镇金源社区村2组9号", ("金源社区村", "金源社区村/2")),
        ("碧沙岗社区5号楼", ("碧沙岗社区", "碧沙岗社区/5")),
        ("13800001234", ()),
        ("", ()),
        ("%", ()),
        ("长" * 500, ()),
    ],
)
def test_two_words_find_an_address(address, words):
    assert places.words_of(address) == words


def test_a_building_holds_its_rooms():
    room = places.place_of("幸福花园3号楼2单元501室")
    assert places.place_of("幸福花园3号楼").is_at(room)
    assert not places.place_of("幸福花园3号楼1单元").is_at(room)
    assert not places.place_of("阳光花园3号楼").is_at(room)
