"""Where in a home a device stands: words to choose from, so that two workers name one place alike."""

from chongyang.core.words import N_

PLACES = (
    N_("随身佩戴"),
    N_("床头"),
    N_("卧室"),
    N_("卫生间"),
    N_("淋浴间"),
    N_("客厅"),
    N_("厨房"),
    N_("门口"),
    N_("阳台"),
    N_("走廊"),
)
PLACE_LIMIT = 60
SEPARATOR = " · "


def place_of(word: str, detail: str) -> str:
    """The place as it is kept: a word of the list and what was added to it; empty if it is none."""
    if word and word not in PLACES:
        return ""
    return SEPARATOR.join(filter(None, (word, detail.strip())))[:PLACE_LIMIT]
