"""Words that a person sees, marked in pure modules and translated where they are shown."""


def N_(text: str) -> str:  # noqa: N802 - the customary name of the marker
    """Mark `text` for the catalogue; the template filter `|tr` translates it."""
    return text
