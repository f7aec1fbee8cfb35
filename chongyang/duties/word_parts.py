"""What each Word document of these rooms needs: fonts of two scripts by name, Chinese as its language."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

LATIN = "Times New Roman"


def set_fonts(properties: Any, latin: str, chinese: str) -> None:
    """Both scripts by name; the theme's own fonts would win over them, so they go."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is not None:
        properties.remove(fonts)
    fonts = OxmlElement("w:rFonts")
    for name, value in (("ascii", latin), ("hAnsi", latin), ("eastAsia", chinese), ("cs", latin)):
        fonts.set(qn(f"w:{name}"), value)
    properties.insert(0, fonts)


def speak_chinese(document: Any) -> None:
    """The template of the library says that its East Asian words are English: Word would check them so, and
    break lines as English has it.
    """
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
