"""How each fault is mended: a sentence for the department that sent the row."""

from collections.abc import Mapping

from chongyang.claims.enums import FaultCode as F
from chongyang.core.words import N_

RECHECK_NUMBER = N_("对照证件核对号码，更正后随下一个文件发送。")
ONE_PERSON = N_("对照证件核对，两者之一抄错；更正后随下一个文件发送。")
MEND: Mapping[F, str] = {
    F.TORN_LINE: N_("补全这一行后，随下一个文件发送；内容里的逗号要用引号括起。"),
    F.BAD_BYTES: N_("用 UTF-8 或 GB18030 重新导出这一行。"),
    F.TOO_LONG: N_("缩短内容，或检查是否缺少换行。"),
    F.MISSING: N_("补填这一列。"),
    F.MISSING_KEY: N_("补上记录编号；没有编号就无法判断是新记录还是更正。"),
    F.DOUBLE_KEY: N_("同一编号只保留一行；本次采用了先出现的一行。"),
    F.OUTSIDE_AREA: N_("由所属地区导入，或更正区划代码。"),
    F.HELD_ELSEWHERE: N_("由全市文件更正，或与现属区县核对后移交。"),
    F.UNKNOWN_AREA: N_("填写统计用区划代码，例如 410105001001。"),
    F.UNKNOWN_CODE: N_("使用说明中的代码；若代码有新增，请联系数据管理员修改代码表。"),
    F.NAME: N_("只填写姓名，去掉数字、括号和备注。"),
    F.IDENTITY_LENGTH: RECHECK_NUMBER,
    F.IDENTITY_SIGNS: RECHECK_NUMBER,
    F.IDENTITY_REGION: RECHECK_NUMBER,
    F.IDENTITY_BIRTHDAY: RECHECK_NUMBER,
    F.IDENTITY_CHECK: N_("多为相邻两位写反或抄错一位；核对后更正。表格里请把号码存成文本。"),
    F.IDENTITY_OLD: N_("不必更正；下次请填写 18 位号码。"),
    F.DISAGREES_SEX: ONE_PERSON,
    F.DISAGREES_BIRTHDAY: N_("可能登记的是农历生日，或月日写反；以证件为准。"),
    F.DAY: N_("按 1949-01-31 或 19490131 填写公历日期。"),
    F.FUTURE_DAY: N_("核对年份。"),
    F.TOO_OLD: N_("核对出生年份。"),
    F.PHONE: N_("填写 11 位手机号码，或带区号的固定电话。"),
    F.NUMBER: N_("填写数字，单位按说明。"),
    F.OTHER_CODING: N_("内容已按实际编码正确读取；请更正申明的编码。"),
    F.EXTRA_COLUMN: N_("说明之外的列没有读取；请不要发送不需要的内容。"),
}
