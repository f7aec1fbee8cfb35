"""Amounts in the capitals of vouchers: 壹拾万贰仟元整.

Source: 《支付结算办法》附一 (银发〔1997〕393号). A zero between digits is read as one 零; 整 follows 元 or
角. Where the unit before a group is zero the 零 may be left out, as it is here: 壹拾万贰仟元整.
"""

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
GROUPS = ("", "万", "亿", "万亿")


def in_capitals(fen: int) -> str:
    """Whole fen, not negative, below ten thousand times a million million yuan."""
    yuan, cents = divmod(fen, 100)
    whole = _whole(yuan)
    if not cents:
        return f"{whole or DIGITS[0]}元整"
    jiao, rest = divmod(cents, 10)
    head = f"{whole}元" if whole else ""
    tens = f"{DIGITS[jiao]}角" if jiao else (DIGITS[0] if whole else "")
    return head + tens + (f"{DIGITS[rest]}分" if rest else "整")


def _whole(yuan: int) -> str:
    """Groups of four digits from the left; a group that lacks its thousands is led by one 零."""
    told, gap = "", False
    for place in range(len(GROUPS) - 1, -1, -1):
        group = yuan // 10 ** (4 * place) % 10**4
        if not group:
            gap = bool(told)
            continue
        lead = DIGITS[0] if told and (gap or group < 10**3) else ""
        told, gap = told + lead + _group(group) + GROUPS[place], False
    return told


def _group(group: int) -> str:
    told, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            told += (DIGITS[0] if gap and told else "") + DIGITS[digit] + PLACES[place]
        gap = not digit
    return told
