"""Error pages. They need no database, no session and no scope, for those may be what failed."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from chongyang.core.words import N_

PAGES = {
    400: (N_("请求有误"), N_("浏览器送来的内容不完整或不合规。请返回上一页重新填写。")),
    403: (N_("没有权限"), N_("您的岗位不能打开这个页面。如果工作需要，请联系安全管理员。")),
    404: (N_("没有这个页面"), N_("地址不存在，或者不在您的工作范围内。")),
    413: (N_("文件太大"), N_("文件超过了这个页面能接收的大小，没有保存。请拆分后分几次上传。")),
    500: (N_("系统出错了"), N_("错误已经记录，您刚才的操作没有保存。请稍后再试。")),
    503: (
        N_("数据库暂时不可用，正在重试"),
        N_("页面每五秒自动重试一次，请不要关闭。已经提交的内容不会丢失。"),
    ),
}
NOT_SAVED = (
    N_("数据库暂时不可用，没有保存"),
    N_("您刚才提交的内容没有保存。请用浏览器的后退回到刚才的页面，过一会儿再提交一次。"),
)
FORM_EXPIRED = (N_("页面已过期"), N_("为了安全，请返回上一页，刷新后重新提交。"))
RETRY_SECONDS = 5


def answer(status: int, words: tuple[str, str] | None = None, *, again: bool = True) -> HttpResponse:
    """The error page of a status; a lost database is tried again by itself, unless something was sent."""
    title, advice = words or PAGES[status]
    retry = RETRY_SECONDS if status == 503 else 0
    context = {"status": status, "title": title, "advice": advice, "retry_seconds": retry if again else 0}
    response = HttpResponse(render_to_string("parts/error.html", context), status=status)
    if retry:
        response["Retry-After"] = str(retry)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(404)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its CSRF mark, most often from a page that stood open too long."""
    return answer(403, FORM_EXPIRED)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 where the reason is a database that does not answer."""
    if not is_database_gone(sys.exc_info()[1]):
        return answer(500)
    if request.method in ("GET", "HEAD"):
        return answer(503)
    return answer(503, NOT_SAVED, again=False)


def is_database_gone(error: BaseException | None) -> bool:
    """Whether the error, or what caused it, is a lost or refused connection (psycopg's pool says so too)."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError) or type(error).__name__ == "PoolTimeout":
            return True
        error = error.__cause__ or error.__context__
    return False
