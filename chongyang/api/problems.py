"""Every error is a problem (RFC 9457): a code that never changes, its words in the caller's language."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language, gettext

from chongyang.core.words import N_

MEDIA_TYPE = "application/problem+json"
PAGE = "/api/docs#problem-"
RETRY_SECONDS = 5

KINDS: dict[str, tuple[int, str]] = {
    "bad-request": (400, N_("请求格式有误")),
    "cursor-mismatch": (400, N_("翻页游标不适用于本次查询")),
    "key-missing": (400, N_("缺少 Idempotency-Key 请求头")),
    "purpose-missing": (400, N_("缺少查看目的")),
    "token-missing": (401, N_("需要访问令牌")),
    "token-unknown": (401, N_("访问令牌无效")),
    "token-revoked": (401, N_("访问令牌已撤销")),
    "token-expired": (401, N_("访问令牌已过期")),
    "token-closed": (401, N_("账号已停用")),
    "token-shrank": (403, N_("令牌的权限已缩小")),
    "consent-withdrawn": (403, N_("本人已撤回同意")),
    "token-name-missing": (403, N_("令牌没有这项用途")),
    "not-allowed": (403, N_("岗位没有这项权限")),
    "not-found": (404, N_("没有找到")),
    "method-not-allowed": (405, N_("不支持这个请求方法")),
    "conflict": (409, N_("与现有数据冲突")),
    "still-running": (409, N_("相同的请求正在处理")),
    "version-conflict": (412, N_("档案已被修改")),
    "too-large": (413, N_("请求内容过大")),
    "export-needs-approval": (403, N_("导出须经批准")),
    "export-too-large": (413, N_("导出数量超过上限")),
    "not-json": (415, N_("请求内容须为 JSON")),
    "invalid": (422, N_("请求内容不符合要求")),
    "key-reused": (422, N_("幂等键已用于另一个请求")),
    "version-missing": (428, N_("缺少 If-Match 请求头")),
    "too-many": (429, N_("请求过于频繁")),
    "failed": (500, N_("系统出错了")),
    "unavailable": (503, N_("数据库暂时不可用")),
}
BY_STATUS = {400: "bad-request", 401: "token-missing", 403: "not-allowed", 404: "not-found"}
BY_STATUS |= {405: "method-not-allowed", 409: "conflict", 413: "too-large", 415: "not-json", 422: "invalid"}
DETAILS: dict[str, str] = {
    "bad-request": N_("请核对地址、参数和请求内容。"),
    "token-missing": N_("请在 Authorization 请求头中提供：Bearer 加令牌。"),
    "not-allowed": N_("令牌所属账号的岗位不能执行此操作。"),
    "export-needs-approval": N_(
        "人数超过可直接导出的数量，申请已提交；由他人批准后，用 export 中的编号下载。"
    ),
    "not-found": N_("地址不存在，或者不在令牌的数据范围内。"),
    "method-not-allowed": N_("请查看接口说明中此地址支持的方法。"),
    "conflict": N_("请重新读取后再试。"),
    "too-large": N_("请求内容最多 2 MB。"),
    "not-json": N_("请使用 Content-Type: application/json，内容为一个 JSON 对象。"),
    "invalid": N_("请按 errors 逐项修改后重试。"),
    "failed": N_("错误已经记录，本次操作没有保存。请稍后再试。"),
    "unavailable": N_("本次操作没有保存，请稍后用同一个 Idempotency-Key 重试。"),
}


class Problem(Exception):
    """An answer that is an error. `detail` is Chinese source text, filled in with `words`."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        words: Mapping[str, Any] | None = None,
        errors: Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> None:
        super().__init__(code)
        self.code, self.detail, self.words = code, detail, dict(words or {})
        self.errors, self.headers, self.more = list(errors), dict(headers or {}), more

    def as_json(self) -> dict[str, Any]:
        """The members of the problem in the language of the moment."""
        status, title = KINDS[self.code]
        detail = gettext(self.detail or DETAILS.get(self.code, title))
        told: dict[str, Any] = {"type": f"{PAGE}{self.code}", "title": gettext(title), "status": status}
        told |= {"detail": detail % self.words if self.words else detail, "code": self.code, **self.more}
        if self.errors:
            told["errors"] = [{"pointer": at, "detail": gettext(why)} for at, why in self.errors]
        return told


def answer(problem: Problem) -> HttpResponse:
    """The problem as an answer."""
    status = KINDS[problem.code][0]
    body = json.dumps(problem.as_json(), ensure_ascii=False, default=str)
    response = HttpResponse(body, status=status, content_type=MEDIA_TYPE)
    for name, value in problem.headers.items():
        response[name] = value
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="chongyang"'
    if status == 503:
        response["Retry-After"] = str(RETRY_SECONDS)
    response["Content-Language"] = get_language() or "zh-hans"
    return response


def of_status(response: Any) -> HttpResponse:
    """A library's error answer as a problem; what it allows is kept."""
    code = BY_STATUS.get(response.status_code, "bad-request" if response.status_code < 500 else "failed")
    allowed = {"Allow": response["Allow"]} if response.has_header("Allow") else {}
    return answer(Problem(code, headers=allowed))


def pointer(*steps: Any) -> str:
    """A JSON pointer (RFC 6901) to a place in the body."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
