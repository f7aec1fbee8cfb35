"""The words of the model's data, so that the catalogues know them; `model.yaml` is written with the same."""

from chongyang.core.words import N_

WORDS = (
    N_("身份证号码"),
    N_("姓名"),
    N_("出生日期"),
    N_("电话"),
    N_("住址与户号"),
    N_("性别"),
    N_("相同"),
    N_("仅校验码不同"),
    N_("一处写错或相邻两位颠倒"),
    N_("两处不同"),
    N_("不同"),
    N_("相同（繁简归一）"),
    N_("同音"),
    N_("一字之差"),
    N_("月日颠倒"),
    N_("农历与公历"),
    N_("同年同月"),
    N_("年份写错（月日相同）"),
    N_("一位写错"),
    N_("同一户号"),
    N_("同一户门"),
    N_("同一楼栋"),
    N_("同一小区或村"),
    N_("同户成员"),
    N_("有相同的家人"),
    N_("没有相同的家人"),
)
