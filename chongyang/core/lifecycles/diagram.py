"""Draws a life cycle: a Mermaid diagram and a reference in Markdown, Chinese with the English identifiers."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from chongyang.core.lifecycles.table import ANYONE, Action, Lifecycle, Timer

_UNITS = ((86400, "天"), (3600, "小时"), (60, "分"), (1, "秒"))


def mermaid(lifecycle: Lifecycle) -> str:
    """The text of a Mermaid state diagram; actions that keep the state are drawn only when they are timed."""
    lines = ["stateDiagram-v2"]
    lines += [f"    state {_quoted(state.label)} as {state.name}" for state in lifecycle.states]
    lines.append(f"    [*] --> {lifecycle.initial}")
    timed = {(timer.state, timer.action) for timer in lifecycle.timers}
    for action in lifecycle.actions:
        lines += _arrows(action, timed)
    for timer in lifecycle.timers:
        target = lifecycle.action(timer.action).target_from(timer.state)
        label = lifecycle.action(timer.action).label
        lines.append(f"    {timer.state} --> {target}: {spoken(timer.after)}后 {label}")
    lines += [f"    {state.name} --> [*]" for state in lifecycle.states if state.final]
    return "\n".join(lines)


def reference(lifecycle: Lifecycle) -> str:
    """States, actions and timers of one life cycle as a Markdown section with its diagram."""
    kind = "审批类：同一人不得办理两个环节" if lifecycle.deciding else "作业类：一人可办理全部步骤"
    parts = [
        f"## {lifecycle.label} `{lifecycle.name}` v{lifecycle.version}",
        f"{kind}。",
        f"```mermaid\n{mermaid(lifecycle)}\n```",
        _table(
            ("状态", "标识", "终态"),
            ((s.label, f"`{s.name}`", "是" if s.final else "") for s in lifecycle.states),
        ),
        _table(
            ("操作", "标识", "从", "到", "谁", "环节", "人数", "须具备"),
            (_action_row(action) for action in lifecycle.actions),
        ),
    ]
    if lifecycle.timers:
        timers = (_timer_row(lifecycle, timer) for timer in lifecycle.timers)
        parts.append(_table(("状态", "停留", "系统操作", "再次"), timers))
    return "\n\n".join(parts)


def document(lifecycles: Iterable[Lifecycle]) -> str:
    """The whole reference page."""
    head = "# 流程参考 · Life cycles\n\n由 `chongyang draw_lifecycles` 生成，请勿手工修改。"
    return "\n\n".join([head, *(reference(lifecycle) for lifecycle in lifecycles)]) + "\n"


def spoken(span: timedelta) -> str:
    """A span in its largest whole units: 90 seconds are 1分30秒."""
    rest, words = int(span.total_seconds()), ""
    for seconds, unit in _UNITS:
        count, rest = divmod(rest, seconds)
        words += f"{count}{unit}" if count else ""
    return words or f"{span.total_seconds():g}秒"


def _quoted(label: str) -> str:
    return '"' + label.replace('"', "'") + '"'


def _arrows(action: Action, timed: Collection[tuple[str, str]]) -> list[str]:
    """One arrow for each source that the action leaves; what a timer does is drawn as the timer."""
    label = action.label + (f" ×{action.quorum}" if action.quorum > 1 else "")
    if not action.roles:
        label += " (系统)"
    leaving = [source for source in action.sources if action.target_from(source) != source]
    drawn = [source for source in leaving if (source, action.name) not in timed]
    return [f"    {source} --> {action.target}: {label}" for source in drawn]


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _action_row(action: Action) -> tuple[str, ...]:
    who = ["任何有权查看者" if role == ANYONE else f"`{role}`" for role in action.roles]
    needs = [f"`{name}`" for name in action.needs] + (["理由"] if action.reason_required else [])
    return (
        action.label,
        f"`{action.name}`",
        "、".join(f"`{name}`" for name in action.sources),
        f"`{action.target}`" if action.target else "（不变）",
        "、".join(who + (["系统"] if action.by_system else [])),
        f"`{action.stage}`" if action.stage else "",
        str(action.quorum) if action.quorum > 1 else "",
        "、".join(needs),
    )


def _timer_row(lifecycle: Lifecycle, timer: Timer) -> tuple[str, ...]:
    paces = [f"{spoken(after)}（`{pace}`）" for pace, after in timer.paces]
    action = lifecycle.action(timer.action)
    again = f"{timer.repeat} 次" if timer.repeat else ""
    label = lifecycle.state(timer.state).label
    return (label, "；".join([spoken(timer.after), *paces]), f"{action.label} `{action.name}`", again)
