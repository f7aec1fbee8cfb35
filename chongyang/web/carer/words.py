"""Words that the page's modules say, in the reader's language."""

from django.utils.translation import gettext


def page_words() -> dict[str, str]:
    """By the name that the modules use; %(…)s is filled by them."""
    return {
        "joined": gettext("已连上，登记都已传到平台。"),
        "link_trying": gettext("正在连接…"),
        "link_joined": gettext("已连上。"),
        "link_away": gettext("没有信号。照常登记，有信号时会自动传。"),
        "link_signed_out": gettext("登录已过期。照常登记，不会丢；请在有信号时重新登录。"),
        "unsent": gettext("还有 %(count)s 条没有传。"),
        "unsent_stays": gettext("还有登记没有传。退出后它们加密留在手机里，您下次登录时再传。要退出吗？"),
        "busy": gettext("正在登记…"),
        "done": gettext("✓ 已做"),
        "minutes": gettext("%(minutes)s 分钟"),
        "contested": gettext("%(number)s %(what)s：手机 %(theirs)s，平台 %(ours)s（%(why)s）"),
        "between": gettext("、"),
        "told_card": gettext("卡片"),
        "told_code": gettext("验证码"),
        "told_photo": gettext("照片"),
        "told_reading": gettext("读数"),
        "told_note": gettext("说明"),
        "phase_coming": gettext("待出发"),
        "phase_on_the_way": gettext("在路上"),
        "phase_arrived": gettext("已到达"),
        "phase_started": gettext("服务中"),
        "phase_paused": gettext("暂停中"),
        "phase_ended": gettext("待老人确认"),
        "phase_finished": gettext("已完成"),
        "do_set_out": gettext("出发"),
        "do_arrive": gettext("我到了"),
        "do_start": gettext("开始服务"),
        "do_resume": gettext("继续服务"),
        "do_end": gettext("做完了"),
    }
