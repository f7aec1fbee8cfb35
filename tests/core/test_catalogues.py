"""Words are found wherever they stand, and a missing translation has a name."""

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from chongyang.core import catalogues

PAGE = """
{% load i18n parts %}
  <h1>{% translate "坐席台" %}</h1>
    <p title="{% translate '值班' %}">
    {% blocktranslate with n=count %}共 {{ n }} 人{% endblocktranslate %}</p>
  {% blocktranslate count n=many %}{{ n }} 条{% plural %}{{ n }} 条记录{% endblocktranslate %}
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    package = tmp_path / "house"
    (package / "web" / "seat" / "templates").mkdir(parents=True)
    (package / "registry").mkdir()
    (package / "web" / "seat" / "templates" / "seat.html").write_text(PAGE)
    (package / "registry" / "enums.py").write_text('NAMES = {"a": N_("老人"), "b": N_("值班")}\n')
    return package


def test_words_are_found_in_code_and_templates(package: Path) -> None:
    words = {key[0] for key in catalogues.gather(package).home}
    assert words == {"坐席台", "值班", "共 %(n)s 人", ("%(n)s 条", "%(n)s 条记录"), "老人"}


def test_data_says_which_of_its_keys_are_words_for_people(package: Path) -> None:
    data = package / "registry" / "data"
    data.mkdir()
    told = "- {name: 老人档案, note: 内部说明}\n- {name: 银行回单, steps: [{basis: 民法典}]}\n"
    (data / "kept.yaml").write_text("# What is kept.\n# shown to people: name, basis\n" + told)
    (data / "own.yaml").write_text("name: 只给程序看\n")
    words = {key[0] for key in catalogues.gather(package).home}
    assert {"老人档案", "银行回单", "民法典"} <= words
    assert not {"内部说明", "只给程序看"} & words


def test_each_word_stands_in_one_catalogue(package: Path) -> None:
    assert catalogues.update(package, "en") == 5
    room = (package / "registry" / "locale" / "en" / "LC_MESSAGES" / "django.po").read_text()
    desk = (package / "web" / "seat" / "locale" / "en" / "LC_MESSAGES" / "django.po").read_text()
    assert "值班" in room
    assert "值班" not in desk
    assert "坐席台" in desk


def test_second_run_changes_nothing(package: Path) -> None:
    catalogues.update(package, "en")
    before = {path: path.read_bytes() for path in package.rglob("*.po")}
    catalogues.update(package, "en")
    assert before == {path: path.read_bytes() for path in package.rglob("*.po")}


def test_translation_survives_and_missing_ones_are_named(package: Path) -> None:
    catalogues.update(package, "en")
    path = package / "registry" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    path.write_text(path.read_text().replace('msgid "老人"\nmsgstr ""', 'msgid "老人"\nmsgstr "Elder"'))
    assert catalogues.update(package, "en") == 4
    told = catalogues.complaints(package, "en")
    assert not any("老人" in line for line in told)
    assert "no translation: 坐席台 (house/web/seat/templates/seat.html)" in told


def test_word_nobody_says_is_dropped(package: Path) -> None:
    catalogues.update(package, "en")
    (package / "registry" / "enums.py").write_text("")
    catalogues.update(package, "en")
    assert "老人" not in (package / "registry" / "locale" / "en" / "LC_MESSAGES" / "django.po").read_text()


def test_words_outside_the_tags_and_broken_placeholders_are_named(package: Path) -> None:
    page = package / "web" / "seat" / "templates" / "seat.html"
    page.write_text(
        page.read_text() + "<!-- 说明 -->{# 说明 #}\n<b>\n老人</b>{% comment %}旧{% endcomment %}"
    )
    (package / "registry" / "enums.py").write_text('_("%(n)s 人")\n')
    catalogues.update(package, "en")
    path = package / "registry" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    path.write_text(
        path.read_text().replace('msgid "%(n)s 人"\nmsgstr ""', 'msgid "%(n)s 人"\nmsgstr "%(m)s"')
    )
    told = catalogues.complaints(package, "en")
    assert [line for line in told if line.startswith("outside")] == [
        "outside translate tags: house/web/seat/templates/seat.html:7: <b> 老人</b>"
    ]
    assert any(line.startswith("wrong translation: %(n)s 人") for line in told)


def test_word_that_the_catalogue_holds_and_nobody_says_is_named(package: Path) -> None:
    catalogues.update(package, "en")
    (package / "registry" / "enums.py").write_text("")
    assert "nobody says it: 老人" in catalogues.complaints(package, "en")


def told_twice(text: str) -> bool:
    """Whether a text is one sentence said several times over."""
    return len(text) > 20 and any(text == text[: len(text) // many] * many for many in range(2, 10))


def test_no_translation_says_its_sentence_twice() -> None:
    assert told_twice("A sentence of some words." * 5)
    for path in sorted(Path(catalogues.__file__).parents[1].rglob("en/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            found = [message.string for message in read_po(file)]
        texts = [text for held in found for text in ([held] if isinstance(held, str) else held)]
        assert not [text for text in texts if told_twice(text)], path
