"""Words of the administration. Shown with `|tr`."""

from chongyang.core.words import N_

ACCOUNT_STEPS = {
    "reset-password": N_("重置口令"),
    "reset-factor": N_("重置第二步验证"),
    "unlock": N_("解除锁定"),
    "end-sessions": N_("结束所有会话"),
    "end-post": N_("结束岗位"),
    "close": N_("停用账号"),
}
DONE = {
    "reset-factor": N_("第二步验证已清除，下次登录时重新设置。"),
    "unlock": N_("已解除锁定。"),
    "end-sessions": N_("会话已结束，对方下一次点击就要重新登录。"),
    "end-post": N_("岗位已结束。"),
    "close": N_("账号已停用，岗位和授权一并结束。"),
    "give": N_("岗位已任命。"),
}
KINDS = (
    ("registry.file.read", N_("打开档案")),
    ("registry.field.revealed", N_("显示原文")),
    ("registry.identity.asked", N_("查询证件号码是否已登记")),
    ("registry.elders.searched", N_("查找老人")),
    ("registry.elders.exported", N_("导出名单")),
    ("privacy.", N_("应急调阅、权利、销毁和导出")),
    ("registry.", N_("老人档案")),
    ("emergency.", N_("紧急求助")),
    ("telecare.", N_("设备")),
    ("territory.account.", N_("账号")),
    ("territory.post.", N_("岗位")),
    ("territory.password.", N_("口令")),
    ("territory.grant.", N_("单人授权")),
    ("territory.", N_("账号、岗位和授权")),
    ("core.message.", N_("消息补发")),
)
"""What an auditor looks for; each is the beginning of a kind of event."""

LEVELS = {
    "city": N_("市"),
    "county": N_("县（市、区）"),
    "street": N_("街道（乡镇）"),
    "community": N_("社区（村）"),
}
