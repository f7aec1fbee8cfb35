"""Template tags that every page has; `docs/reference/ui.md` says how to use them, `/ui/` shows them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from chongyang.core.scopes import Scope
from chongyang.core.words import N_
from chongyang.web.parts.doors import is_open

register = template.Library()

TONES = {"good": "check", "warn": "warning", "bad": "warning", "note": "info", "accent": "info"}
LEVELS = {
    "P0": N_("生命危险"),
    "P1": N_("紧急"),
    "P2": N_("当日处置"),
    "P3": N_("服务咨询"),
    "P4": N_("误触测试"),
}


@register.filter
def tr(text: Any) -> str:
    """A word marked with N_ in a pure module, in the reader's language."""
    return gettext(str(text)) if text else ""


def attributes(words: Mapping[str, Any]) -> SafeString:
    """HTML attributes from keyword arguments: `hx_post` → `hx-post`; True stands bare, False and None go."""
    pairs = [(name.rstrip("_").replace("_", "-"), value) for name, value in words.items()]
    bare = format_html_join("", " {}", ((name,) for name, value in pairs if value is True))
    kept = ((name, value) for name, value in pairs if value is not None and not isinstance(value, bool))
    return bare + format_html_join("", ' {}="{}"', kept)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One of the icons of `parts/icons.svg`; without a label it is decoration."""
    use = f"{static('parts/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, use)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', use)


@register.simple_tag
def badge(text: Any, tone: str = "", icon_name: str = "") -> SafeString:
    """A short state in words; the tone only repeats what the words say."""
    mark = icon(icon_name) if icon_name else ""
    return format_html('<span class="badge {}">{}{}</span>', f"tone-{tone}" if tone else "", mark, tr(text))


@register.simple_tag
def level(code: str) -> SafeString:
    """The urgency P0 … P4 with its word, so that colour is never alone."""
    words = gettext(LEVELS[code]) if code in LEVELS else gettext("未定级")
    return format_html('<span class="level level-{}"><b>{}</b>{}</span>', code.lower(), code, words)


@register.simple_tag
def button(text: Any, kind: str = "", href: str = "", icon_name: str = "", **words: Any) -> SafeString:
    """A button, or with `href` a link that looks like one; kinds primary, danger, quiet, large, wide."""
    inner = format_html("{}{}", icon(icon_name) if icon_name else "", text)
    if href:
        return format_html('<a class="button {}" href="{}"{}>{}</a>', kind, href, attributes(words), inner)
    words.setdefault("type", "submit")
    return format_html('<button class="button {}"{}>{}</button>', kind, attributes(words), inner)


@register.simple_block_tag
def card(content: str, title: str = "", rank: int = 2, id: str = "", kind: str = "") -> SafeString:
    """A sheet with an optional heading of the given rank."""
    context = {"content": content, "title": title, "rank": rank, "id": id, "kind": kind}
    return render_to_string("parts/card.html", context)


@register.simple_block_tag
def alert(content: str, tone: str = "note", title: str = "", live: bool = False) -> SafeString:
    """A message with icon and words; `live` reads it out at once."""
    body = content
    context = {"content": body, "tone": tone, "title": title, "live": live, "icon": TONES.get(tone, "info")}
    return render_to_string("parts/alert.html", context)


@register.filter
def opens_to(url: str, scope: Scope) -> bool:
    """Whether this page is open to the reader; elsewhere its words stand without a link."""
    return bool(url) and is_open(url, scope)


@register.simple_block_tag
def table(content: str, caption: str = "", id: str = "", kind: str = "") -> SafeString:
    """A table that scrolls by itself on a narrow page; `content` is its head and body.

    `kind="as-cards"`: on a phone each row is a sheet, each cell led by the words of its `data-label`.
    """
    context = {"content": content, "caption": caption, "id": id, "kind": kind}
    return render_to_string("parts/table.html", context)


@register.inclusion_tag("parts/empty.html")
def empty(text: str, hint: str = "", icon_name: str = "tray") -> dict[str, Any]:
    """Nothing here, and what that means."""
    return {"text": text, "hint": hint, "icon_name": icon_name}


@register.inclusion_tag("parts/field.html")
def field(bound: Any, hint: str = "") -> dict[str, Any]:
    """A form field with label, hint and error, tied together for a screen reader."""
    kind = getattr(bound.field.widget, "input_type", "")
    if hint and not bound.help_text:
        bound.help_text = hint
    return {"field": bound, "is_check": kind == "checkbox", "is_hidden": bound.is_hidden}


@register.inclusion_tag("parts/facts.html")
def facts(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """A definition list of (word, value) pairs; empty values are said to be unknown."""
    return {"pairs": list(pairs)}


@register.inclusion_tag("parts/timeline.html")
def timeline(items: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What happened: mappings with `label`, perhaps `at`, `detail`, `who`, `state` (done, bad, waiting)."""
    blank = {"at": None, "detail": "", "who": "", "state": "done"}
    return {"items": [{**blank, **item} for item in items]}


@register.inclusion_tag("parts/progress.html")
def progress(value: float, total: float, label: str, left: str = "") -> dict[str, Any]:
    """Rows done of all rows, in words and as a bar; `left` says how long it still takes."""
    share = 100 * value / total if total else 0
    return {"value": value, "total": total or 1, "label": label, "left": left, "percent": f"{share:.0f}%"}


@register.inclusion_tag("parts/masked.html")
def masked(value: str, url: str = "", label: str = "", id: str = "") -> dict[str, Any]:
    """A covered value; with `url` a button asks for it (POST), and the answer covers itself again."""
    return {"value": value, "url": url, "label": label, "id": id}


@register.inclusion_tag("parts/revealed.html")
def revealed(value: str, cover: str, seconds: int = 30) -> dict[str, Any]:
    """The answer to the reveal button: the value for some seconds, then its cover again."""
    return {"value": value, "cover": cover, "seconds": seconds}


@register.simple_tag
def flash(message: Message) -> SafeString:
    """A message of Django's message framework as an alert."""
    tone = {"success": "good", "warning": "warn", "error": "bad"}.get(message.level_tag, "note")
    body = format_html("<p>{}</p>", tr(message.message))
    context = {"content": body, "tone": tone, "title": "", "live": True, "icon": TONES[tone]}
    return render_to_string("parts/alert.html", context)


@register.simple_tag
def elapsed(since: datetime, now: datetime, limit: int = 0) -> SafeString:
    """Time since a moment, ticking; after `limit` seconds it is marked as late."""
    seconds = max(0, int((now - since).total_seconds()))
    hours, rest = divmod(seconds, 3600)
    words = f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60:02}:{rest % 60:02}"
    late = " late" if limit and seconds > limit else ""
    return format_html(
        '<time class="elapsed{}" data-elapsed data-limit="{}" datetime="{}">{}</time>',
        late,
        limit or "",
        since.isoformat(),
        words,
    )
