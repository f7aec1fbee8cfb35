"""Checks of what hangs on an elder's file: contacts, consents, mandates, search tokens."""

from chongyang.core.integrity import Check, Severity
from chongyang.core.words import N_
from chongyang.registry.queries.integrity import ALIVE, FILE, NUMBERS, PERSON, PROFILE, READOUT, of_file

SEVERE, SERIOUS, SLIGHT = Severity.SEVERE, Severity.SERIOUS, Severity.SLIGHT
IN_FORCE = "m.revoked_at IS NULL AND m.valid_from <= %(now)s AND (m.valid_to IS NULL OR m.valid_to > %(now)s)"
OUT_OF_STEP = N_("地区与档案不同，该看到的人看不到，不该看到的人能看到。重新保存档案的住址。")
NO_FILE = N_("所属的档案不存在。请数据管理员核查来源后删除。")


def _of(
    name: str, label: str, says: str, severity: Severity, table: str, where: str, joined: str = ""
) -> Check:
    """A check whose rows are `x` of a table that belongs to a person."""
    person = "x.id" if table == "registry_profile" else "x.person"
    rows = f"SELECT x.id, x.area, {person} AS person FROM {table} x {joined} WHERE {where}"
    return Check(f"registry.{name}", label, says, severity, rows, FILE, PERSON, "", NUMBERS)


CONTACTS = (
    of_file(
        "alone_without_contact",
        N_("独居老人没有任何联系人"),
        N_("呼救时没有人可以通知。优先补录家属、邻居或网格员。"),
        SEVERE,
        f"""{ALIVE} AND p.living_form = 'alone'
        AND NOT EXISTS (SELECT FROM registry_contact c WHERE c.person = e.id)""",
        "",
        PROFILE,
    ),
    of_file(
        "limited_without_contact",
        N_("失能老人没有任何联系人"),
        N_("中度以上失能，出事时没有人可以商量。补录联系人。"),
        SEVERE,
        f"""{ALIVE} AND p.ability_level >= '2'
        AND NOT EXISTS (SELECT FROM registry_contact c WHERE c.person = e.id)""",
        "",
        PROFILE,
    ),
    of_file(
        "nobody_to_ring",
        N_("本人和联系人都没有电话"),
        N_("无法联系。补录任一号码。"),
        SERIOUS,
        f"""{ALIVE} AND e.phone IS NULL AND NOT EXISTS (
            SELECT FROM registry_contact c WHERE c.person = e.id AND c.phone IS NOT NULL)""",
    ),
    of_file(
        "alone_without_key",
        N_("独居老人没有人能开门"),
        N_("没有一位联系人持钥匙或知道密码，呼救后可能要破门。商量留一把钥匙。"),
        SLIGHT,
        f"""{ALIVE} AND p.living_form = 'alone'
        AND EXISTS (SELECT FROM registry_contact c WHERE c.person = e.id)
        AND NOT EXISTS (SELECT FROM registry_contact c WHERE c.person = e.id
            AND c.key_holder IN ('holds', 'knows_code'))""",
        "",
        PROFILE,
    ),
    _of(
        "contact_without_phone",
        N_("联系人没有电话"),
        N_("排在呼叫顺序里却拨不出去。补录号码或删除。"),
        SERIOUS,
        "registry_contact",
        "x.phone IS NULL",
    ),
    _of(
        "contact_of_oneself",
        N_("联系人是老人自己的号码"),
        N_("呼救时通知的是老人自己。换成别人的号码。"),
        SEVERE,
        "registry_contact",
        "x.phone_index = r.phone_index",
        "JOIN registry_readout r ON r.id = x.person",
    ),
    Check(
        "registry.contact_is_dead",
        N_("联系人的号码属于已去世的老人"),
        N_("这位联系人可能就是已去世的配偶。核实后换人。"),
        SERIOUS,
        f"""SELECT c.id, c.area, c.person FROM registry_contact c
        JOIN registry_elder o ON o.id = c.person AND o.life_status = 'alive'
        WHERE EXISTS (SELECT FROM registry_readout r JOIN registry_elder e ON e.id = r.id
            WHERE r.phone_index = c.phone_index AND e.life_status = 'dead' AND r.id <> c.person)
        AND NOT EXISTS (SELECT FROM registry_readout r JOIN registry_elder e ON e.id = r.id
            WHERE r.phone_index = c.phone_index AND {ALIVE})""",
        FILE,
        PERSON,
    ),
    Check(
        "registry.contact_shared",
        N_("一个号码是十位以上老人的联系人"),
        N_("不是社区或网格员，却是许多老人的联系人，多半是代填。逐个核对。"),
        SLIGHT,
        """SELECT c.id, c.area, c.person FROM registry_contact c
        WHERE c.relation NOT IN ('community', 'grid_worker') AND c.phone_index IN (
            SELECT phone_index FROM registry_contact WHERE relation NOT IN ('community', 'grid_worker')
            AND phone_index IN (SELECT phone_index FROM registry_contact
                GROUP BY 1 HAVING count(*) > %(contact_most_elders)s)
            GROUP BY 1 HAVING count(DISTINCT person) > %(contact_most_elders)s)""",
        FILE,
        PERSON,
        "",
        NUMBERS,
    ),
    _of(
        "key_holder_far",
        N_("持钥匙的联系人住得太远"),
        N_("五公里以外的钥匙赶不上急救。商量就近再留一把。"),
        SLIGHT,
        "registry_contact",
        "x.key_holder = 'holds' AND x.distance_metres > %(key_holder_metres)s"
        " AND NOT EXISTS (SELECT FROM registry_contact o WHERE o.person = x.person AND o.id <> x.id"
        " AND o.key_holder IN ('holds', 'knows_code')"
        " AND coalesce(o.distance_metres, 0) <= %(key_holder_metres)s)",
    ),
)

ORPHANS = tuple(
    _of(
        f"{what}_of_nobody",
        label,
        NO_FILE,
        SERIOUS,
        table,
        f"NOT EXISTS (SELECT FROM registry_elder e WHERE e.id = x.{'id' if what == 'profile' else 'person'})",
    )
    for what, table, label in (
        ("profile", "registry_profile", N_("生活状况没有档案")),
        ("contact", "registry_contact", N_("联系人没有档案")),
        ("consent", "registry_consent", N_("同意书没有档案")),
        ("mandate", "registry_mandate", N_("委托没有档案")),
    )
)

STEPS = tuple(
    _of(
        f"{what}_out_of_step",
        label,
        OUT_OF_STEP,
        SEVERE,
        table,
        "x.area <> e.area",
        f"JOIN registry_elder e ON e.id = {'x.id' if what == 'profile' else 'x.person'}",
    )
    for what, table, label in (
        ("profile", "registry_profile", N_("生活状况的地区与档案不同")),
        ("contact", "registry_contact", N_("联系人的地区与档案不同")),
        ("consent", "registry_consent", N_("同意书的地区与档案不同")),
        ("mandate", "registry_mandate", N_("委托的地区与档案不同")),
    )
)

RIGHTS = (
    _of(
        "mandate_of_dead",
        N_("老人已去世而委托仍有效"),
        N_("受托人还能打开已故老人的档案。结束委托。"),
        SEVERE,
        "registry_mandate",
        f"e.life_status = 'dead' AND {IN_FORCE.replace('m.', 'x.')}",
        "JOIN registry_elder e ON e.id = x.person",
    ),
    _of(
        "mandate_account_closed",
        N_("委托给了已停用的账号"),
        N_("受托人已不能登录，老人以为有人照看。请老人另行委托。"),
        SERIOUS,
        "registry_mandate",
        f"NOT a.is_active AND {IN_FORCE.replace('m.', 'x.')}",
        "JOIN territory_account a ON a.id = x.account",
    ),
    Check(
        "registry.grant_without_mandate",
        N_("委托已结束而档案授权还开着"),
        N_("受托人还能打开档案。请安全管理员结束授权。"),
        SEVERE,
        f"""SELECT g.id, e.area, g.person FROM territory_grant g JOIN registry_elder e ON e.id = g.person
        WHERE g.source IN ('mandate', 'own_file') AND (g.valid_to IS NULL OR g.valid_to > %(now)s)
        AND NOT EXISTS (SELECT FROM registry_mandate m WHERE m.id = g.reference AND {IN_FORCE})""",
        "administration_accounts",
    ),
    _of(
        "consent_of_dead",
        N_("老人已去世而同意仍未结束"),
        N_("去世后不再依同意使用信息。撤回或按保存期限处理。"),
        SLIGHT,
        "registry_consent",
        "x.withdrawn_at IS NULL AND e.life_status = 'dead'",
        "JOIN registry_elder e ON e.id = x.person",
    ),
    _of(
        "consent_in_future",
        N_("同意的时间在未来"),
        N_("时间录错，同意尚不成立。"),
        SERIOUS,
        "registry_consent",
        "x.given_at > %(now)s",
    ),
)

# One kind of token in ten is looked at: the bounds take it from the primary key's index, which is ordered by
# code point and knows area and person too. Under row-level security `LIKE` is no condition of an index.
TOKENS = (
    of_file(
        "tokens_missing",
        N_("按姓名查不到的档案"),
        N_("检索词里没有此人现在的姓名。重新保存姓名即可恢复。"),
        SERIOUS,
        """NOT EXISTS (SELECT FROM registry_searchtoken t WHERE t.person = e.id AND t.token NOT LIKE '_:%%'
            AND t.token = lower(regexp_replace(e.name, '\\s', '', 'g')))""",
    ),
    of_file(
        "identity_token_missing",
        N_("按身份证号码查不到的档案"),
        N_("有号码而检索词缺失。重新保存号码即可恢复。"),
        SERIOUS,
        """e.identity_index IS NOT NULL AND NOT EXISTS (SELECT FROM registry_searchtoken t
            WHERE t.person = e.id AND t.token >= 'i:' AND t.token < 'i;'
            AND t.token = 'i:' || left(encode(e.identity_index, 'hex'), 60))""",
    ),
    of_file(
        "phone_token_missing",
        N_("按电话查不到的档案"),
        N_("有电话而检索词缺失，来电认不出人。重新保存电话即可恢复。"),
        SLIGHT,
        """r.phone_index IS NOT NULL AND NOT EXISTS (SELECT FROM registry_searchtoken t
            WHERE t.person = e.id AND t.token >= 'p:' AND t.token < 'p;'
            AND t.token = 'p:' || left(encode(r.phone_index, 'hex'), 60))""",
        "",
        READOUT,
    ),
    Check(
        "registry.tokens_out_of_step",
        N_("检索词的地区与档案不同"),
        N_("在别的街道也能查到此人，或在本街道查不到。重新保存档案的住址。"),
        SEVERE,
        """SELECT e.id, e.area, e.id AS person FROM registry_elder e
        WHERE EXISTS (SELECT FROM registry_searchtoken t WHERE t.person = e.id AND t.area <> e.area)""",
        FILE,
        PERSON,
    ),
    Check(
        "registry.tokens_of_nobody",
        N_("检索词没有档案"),
        NO_FILE,
        SERIOUS,
        """SELECT DISTINCT t.person AS id, t.area, t.person FROM registry_searchtoken t
        WHERE NOT EXISTS (SELECT FROM registry_elder e WHERE e.id = t.person)""",
    ),
)

AROUND = (*CONTACTS, *ORPHANS, *STEPS, *RIGHTS, *TOKENS)
