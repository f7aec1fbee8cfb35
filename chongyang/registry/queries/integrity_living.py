"""Checks of how a person lives, and of files that may be one person's."""

from chongyang.core.integrity import Check, Severity
from chongyang.core.words import N_
from chongyang.registry.queries.integrity import ALIVE, FILE, PERSON, PROFILE, of_file

SEVERE, SERIOUS, SLIGHT = Severity.SEVERE, Severity.SERIOUS, Severity.SLIGHT

STANDING = (
    of_file(
        "file_without_profile",
        N_("档案没有生活状况"),
        N_("居住、能力、疾病一项都没有，无法判断风险。走访后补录。"),
        SLIGHT,
        f"{ALIVE} AND NOT EXISTS (SELECT FROM registry_profile p WHERE p.id = e.id)",
    ),
    of_file(
        "ability_run_out",
        N_("能力评估已过有效期"),
        N_("按能力等级享受的服务和补贴依据已失效。安排重新评估。"),
        SERIOUS,
        f"{ALIVE} AND p.ability_until <= %(today)s",
        "GB/T 42195-2022",
        PROFILE,
    ),
    of_file(
        "ability_undated",
        N_("能力等级没有评估日期"),
        N_("不知道何时评估的，等级不能作为待遇依据。补录评估日期或重新评估。"),
        SLIGHT,
        f"{ALIVE} AND p.ability_level <> '' AND p.ability_on IS NULL",
        "GB/T 42195-2022",
        PROFILE,
    ),
    of_file(
        "ability_in_future",
        N_("评估日期在今天之后"),
        N_("评估日期录错。"),
        SERIOUS,
        "p.ability_on > %(today)s",
        "",
        PROFILE,
    ),
    of_file(
        "health_without_consent",
        N_("保存健康信息而没有同意"),
        N_("敏感个人信息须单独同意。补办同意；不同意的，删除健康信息。"),
        SEVERE,
        f"""{ALIVE} AND (p.conditions <> '{{}}' OR p.medicines <> '{{}}' OR p.allergies <> '{{}}')
        AND NOT EXISTS (SELECT FROM registry_consent c WHERE c.person = e.id
            AND c.purpose IN ('health', 'emergency') AND c.withdrawn_at IS NULL)""",
        "个人信息保护法 第二十九条",
        PROFILE,
    ),
    of_file(
        "alone_against_class",
        N_("独居类别与居住形式矛盾"),
        N_("列为独居老人，居住形式却是与人同住。走访核实，改其中一项。"),
        SERIOUS,
        f"{ALIVE} AND 'living_alone' = ANY(p.classes) AND p.living_form NOT IN ('', 'alone')",
        "",
        PROFILE,
    ),
    of_file(
        "aged_class_too_early",
        N_("未满年龄而列为高龄或百岁"),
        N_("高龄和百岁只按年龄得出，档案里的类别与出生日期矛盾，津贴会多发。核对出生日期。"),
        SERIOUS,
        f"""{ALIVE} AND (('aged' = ANY(p.classes)
            AND e.born_on > %(today)s::date - make_interval(years => %(aged_from_age)s))
        OR ('centenarian' = ANY(p.classes)
            AND e.born_on > %(today)s::date - make_interval(years => %(centenarian_age)s)))""",
        "",
        PROFILE,
    ),
    of_file(
        "disabled_without_level",
        N_("列为残疾而没有残疾等级"),
        N_("护理补贴按等级发放，没有等级无法核定。核对残疾人证。"),
        SLIGHT,
        f"{ALIVE} AND 'disabled' = ANY(p.classes) AND p.disability_level IS NULL",
        "",
        PROFILE,
    ),
    of_file(
        "spouse_against_marriage",
        N_("与配偶同住而婚姻状况为无配偶"),
        N_("居住形式与婚姻状况矛盾。走访核实，改其中一项。"),
        SLIGHT,
        f"""{ALIVE} AND p.living_form IN ('empty_nest', 'with_spouse_and_children')
        AND p.marriage IN ('single', 'widowed', 'divorced')""",
        "",
        PROFILE,
    ),
    of_file(
        "destitute_and_minimum",
        N_("同时列为特困和低保"),
        N_("特困供养与最低生活保障不能同享。请民政核定其中一项。"),
        SERIOUS,
        f"{ALIVE} AND p.classes @> ARRAY['destitute', 'minimum_living']::varchar[]",
        "社会救助暂行办法 第十四条",
        PROFILE,
    ),
)

DOUBLES = (
    Check(
        "registry.possible_double",
        N_("可能是同一人的两份档案"),
        N_("同一街道里姓名、出生日期、性别都相同。比较两份档案，是同一人就关联。"),
        SERIOUS,
        f"""SELECT e.id, e.area, e.id AS person FROM (
            SELECT e.id, e.area, count(*) OVER (PARTITION BY e.area / 1000, e.name_key, e.born_on, e.sex) AS n
            FROM registry_elder e WHERE {ALIVE}
        ) AS e WHERE e.n > 1""",
        FILE,
        PERSON,
    ),
    Check(
        "registry.double_loop",
        N_("并入关系绕成一圈"),
        N_("几份档案互相并入，没有一份算数，此人在名单和待遇里消失。取消其中一个关联。"),
        SEVERE,
        """WITH RECURSIVE way AS (
            SELECT e.id AS start, e.same_as_id AS at, 1 AS steps FROM registry_elder e
            WHERE e.same_as_id IS NOT NULL
            UNION ALL
            SELECT way.start, e.same_as_id, way.steps + 1 FROM way JOIN registry_elder e ON e.id = way.at
            WHERE e.same_as_id IS NOT NULL AND way.at <> way.start AND way.steps < 64
        ) SELECT e.id, e.area, e.id AS person FROM way JOIN registry_elder e ON e.id = way.start
        WHERE way.at = way.start""",
        FILE,
        PERSON,
    ),
    of_file(
        "double_lives_elsewhere",
        N_("同一人的两份档案住在不同街道"),
        N_("两个住址，服务可能两边都派或都不派。核实现住址，两份改成一致。"),
        SERIOUS,
        f"{ALIVE.replace('e.same_as_id IS NULL', 's.same_as_id IS NULL')}"
        " AND s.life_status = 'alive' AND s.area / 1000 <> e.area / 1000",
        "",
        "JOIN registry_elder s ON s.id = e.same_as_id",
    ),
    of_file(
        "double_half_dead",
        N_("同一人的两份档案一份健在、一份去世"),
        N_("待遇可能停错或没有停。核实后两份改成一致。"),
        SEVERE,
        "(s.life_status = 'dead') <> (e.life_status = 'dead')",
        "",
        "JOIN registry_elder s ON s.id = e.same_as_id",
    ),
)

LIVING = (*STANDING, *DOUBLES)
