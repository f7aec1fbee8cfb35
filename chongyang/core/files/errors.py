"""Why a file is not kept: sentences for who handed it in."""

from chongyang.core.words import N_

TOO_BIG = N_("文件太大，最大 %(most)s MB。请压缩图片或分成几个文件。")
EMPTY = N_("文件是空的，请重新选择。")
WRONG_TYPE = N_("只收 PDF、JPEG、PNG、XLSX 和 OFD 文件；这个文件的内容不是其中一种。")
BROKEN = N_("文件打不开，可能已损坏，请重新扫描或导出。")
ACTIVE = N_("文件里有脚本、宏或嵌入的文件，为了安全不能收。请打印成 PDF 再上传。")
BOMB = N_("文件展开后太大，不能收。")
INFECTED = N_("文件里发现病毒，没有保存。请查杀后重新上传。")
MANY_PIXELS = N_("图片尺寸太大，请缩小后再上传。")


class UnableToKeep(Exception):
    """The file is refused; `reason` is Chinese source text, `values` fill it."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason % values if values else reason)
        self.reason, self.values = reason, values
