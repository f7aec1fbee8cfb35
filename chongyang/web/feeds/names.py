"""Names of the shipped feeds, for readers of another language; a city's own stand as the city wrote them."""

from chongyang.core.words import N_

SHIPPED = (
    *(N_("人口与户籍"), N_("户口迁移"), N_("死亡注销户口"), N_("遗体火化"), N_("婚姻登记")),
    *(N_("特困、低保与低保边缘"), N_("残疾人证"), N_("优抚对象"), N_("计划生育特殊家庭")),
    *(N_("居民健康档案"), N_("老年人年度体检"), N_("慢性病管理"), N_("死亡医学证明")),
    *(N_("医疗保险参保"), N_("养老保险待遇"), N_("就业与退休")),
)
