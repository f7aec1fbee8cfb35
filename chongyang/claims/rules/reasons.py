"""Why a whole file is refused, or what holds of a whole run: a word, its values, and the sentence."""

from collections.abc import Mapping

from chongyang.core.words import N_

PART, LONGEST = "|", 200
SENTENCES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "not_text": (N_("文件不是 CSV、XLSX 或 JSON Lines，无法读取。"), ()),
    "utf16": (N_("文件是 UTF-16 编码，请另存为 UTF-8 或 GB18030 后再导入。"), ()),
    "unreadable_text": (N_("文件的编码无法识别，请另存为 UTF-8 或 GB18030 后再导入。"), ()),
    "broken_sheet": (N_("表格文件已损坏或解压后过大，无法打开。"), ()),
    "empty": (N_("文件里没有数据行。"), ()),
    "missing_columns": (N_("缺少必需的列：%(columns)s。"), ("columns",)),
    "other_feed": (N_("缺少必需的列；这个文件看起来属于“%(feed)s”。"), ("feed",)),
    "double_columns": (N_("列名重复：%(columns)s。"), ("columns",)),
    "too_many_columns": (N_("列数太多，请只导出说明中的列。"), ()),
    "swapped": (N_("“%(one)s”和“%(other)s”两列的内容似乎互换了，请核对后重新导出。"), ("one", "other")),
    "swapped_order": (
        N_(
            "“%(one)s”和“%(other)s”两列似乎互换了：有 %(share)s%% 的行先后或大小颠倒。"
            "请在导出程序里把两列对调，重新导出后再发送。"
        ),
        ("one", "other", "share"),
    ),
    "swapped_known": (
        N_(
            "“%(one)s”和“%(other)s”两列似乎互换了：与已有档案对照，%(share)s%% 的行对调后才相符。"
            "请在导出程序里把两列对调，重新导出后再发送。"
        ),
        ("one", "other", "share"),
    ),
    "unreadable_column": (
        N_("“%(one)s”列有 %(share)s%% 的值无法识别，请核对列名与内容是否对应。"),
        ("one", "share"),
    ),
    "double_keys": (
        N_("有 %(share)s%% 的记录编号在文件里重复，请核对编号列“%(one)s”。"),
        ("share", "one"),
    ),
    "disagreeing": (
        N_("有 %(share)s%% 的记录，出生日期或性别与身份证号码不一致，请核对各列是否属于同一个人。"),
        ("share",),
    ),
    "older": (N_("已导入过数据日期为 %(day)s 的文件，本文件更早，未导入。"), ("day",)),
    "gone": (N_("文件已不在，无法继续，请重新上传。"), ()),
    "failed": (N_("导入时程序出错，已记入日志；可以继续。"), ()),
    "kept_unreadable": (
        N_("有 %(rows)s 行读不出编号，因此没有终止本文件中未出现的记录。"),
        ("rows",),
    ),
    "kept_many": (
        N_(
            "本文件会使 %(rows)s 条记录失效，超过上限，没有终止；"
            "请核对文件是否完整，再由另一位数据管理员确认。"
        ),
        ("rows",),
    ),
}


class UnableToReadFile(ValueError):
    """A whole file that cannot be taken in; `reason` is `word|value|value` for `say`."""

    def __init__(self, word: str, *values: object) -> None:
        self.reason = reason(word, *values)
        super().__init__(self.reason)


def reason(word: str, *values: object) -> str:
    """What a run keeps: the word and its values in one short line."""
    _, names = SENTENCES[word]
    assert len(names) == len(values)
    return PART.join([word, *(str(value).replace(PART, " ") for value in values)])[:LONGEST]


def told(kept: str) -> tuple[str, dict[str, str]]:
    """The source sentence of a kept reason and the values to put in; nothing for an unknown one."""
    word, *values = kept.split(PART)
    sentence, names = SENTENCES.get(word, ("", ()))
    return sentence, dict(zip(names, values, strict=False))
