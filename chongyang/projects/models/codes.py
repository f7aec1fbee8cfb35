"""The codes of a word list, as constraints and migrations name them."""

from chongyang.core.labels import Labelled


def codes(words: type[Labelled]) -> list[str]:
    return [word.value for word in words]
