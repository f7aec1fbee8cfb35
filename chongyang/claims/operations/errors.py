"""Why something of this room was not done."""


class UnableToImport(Exception):
    """A file is not taken in now; the text is a Chinese source sentence."""
