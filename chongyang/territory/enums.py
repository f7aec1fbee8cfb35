"""Words of territory: levels of areas, kinds of organisations, roles."""

from enum import StrEnum

from chongyang.core.labels import Labelled
from chongyang.core.words import N_


class Level(StrEnum):
    CITY = "city"
    COUNTY = "county"
    STREET = "street"
    COMMUNITY = "community"

    @property
    def label(self) -> str:
        return {
            "city": N_("市"),
            "county": N_("县（市、区）"),
            "street": N_("街道（乡镇）"),
            "community": N_("社区（村）"),
        }[self.value]


class Role(StrEnum):
    """The roles of a city's elder care (peers.md, practice.md). What each may do stands in `permissions`."""

    OPERATOR = "operator"
    SHIFT_LEAD = "shift_lead"
    DISPATCHER = "dispatcher"
    GRID_WORKER = "grid_worker"
    STATION_HEAD = "station_head"
    CARE_WORKER = "care_worker"
    ASSESSOR = "assessor"
    THIRD_PARTY_ASSESSOR = "third_party_assessor"
    INSTITUTION_CLERK = "institution_clerk"
    PROVIDER_FINANCE = "provider_finance"
    COMMUNITY_OFFICER = "community_officer"
    STREET_CLERK = "street_clerk"
    COUNTY_REVIEWER = "county_reviewer"
    COUNTY_SIGN_OFF = "county_sign_off"
    CITY_REVIEWER = "city_reviewer"
    COUNTY_FINANCE = "county_finance"
    CITY_FINANCE = "city_finance"
    PURCHASER = "purchaser"
    CONTRACTOR = "contractor"
    LIAISON = "liaison"
    DEPUTY_LEADER = "deputy_leader"
    LEADING_GROUP_OFFICE = "leading_group_office"
    SUPERVISION_OFFICER = "supervision_officer"
    WINDOW_CLERK = "window_clerk"
    APPROVING_DEPARTMENT = "approving_department"
    PLANNER = "planner"
    AUDITOR = "auditor"
    INSPECTOR = "inspector"
    DATA_STEWARD = "data_steward"
    ELDER = "elder"
    FAMILY = "family"
    VOLUNTEER = "volunteer"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    API_CLIENT = "api_client"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS: dict[Role, str] = {
    Role.OPERATOR: N_("坐席"),
    Role.SHIFT_LEAD: N_("值班长"),
    Role.DISPATCHER: N_("调度员"),
    Role.GRID_WORKER: N_("网格员"),
    Role.STATION_HEAD: N_("站点负责人"),
    Role.CARE_WORKER: N_("护理员"),
    Role.ASSESSOR: N_("评估员"),
    Role.THIRD_PARTY_ASSESSOR: N_("第三方评估员"),
    Role.INSTITUTION_CLERK: N_("机构经办人"),
    Role.PROVIDER_FINANCE: N_("机构财务"),
    Role.COMMUNITY_OFFICER: N_("社区民政专干"),
    Role.STREET_CLERK: N_("街道经办人"),
    Role.COUNTY_REVIEWER: N_("县级审核员"),
    Role.COUNTY_SIGN_OFF: N_("县级政府签批人"),
    Role.CITY_REVIEWER: N_("市级审核员"),
    Role.COUNTY_FINANCE: N_("县级财政"),
    Role.CITY_FINANCE: N_("市级财政"),
    Role.PURCHASER: N_("购买主体"),
    Role.CONTRACTOR: N_("承接主体"),
    Role.LIAISON: N_("联络人"),
    Role.DEPUTY_LEADER: N_("分管领导"),
    Role.LEADING_GROUP_OFFICE: N_("领导小组办公室"),
    Role.SUPERVISION_OFFICER: N_("督办人员"),
    Role.WINDOW_CLERK: N_("综合窗口"),
    Role.APPROVING_DEPARTMENT: N_("审批部门"),
    Role.PLANNER: N_("规划人员"),
    Role.AUDITOR: N_("审计员"),
    Role.INSPECTOR: N_("检查员"),
    Role.DATA_STEWARD: N_("数据管理员"),
    Role.ELDER: N_("老人本人"),
    Role.FAMILY: N_("家属"),
    Role.VOLUNTEER: N_("志愿者"),
    Role.SYSTEM_ADMIN: N_("系统管理员"),
    Role.SECURITY_ADMIN: N_("安全管理员"),
    Role.API_CLIENT: N_("接口客户端"),
}


class TokenName(Labelled):
    """What a token of the JSON door may be used for; never more than its account may do itself."""

    ELDERS_READ = "elders:read", N_("查找和查看老人档案（脱敏）")
    ELDERS_REVEAL = "elders:reveal", N_("显示加密字段原文")
    ELDERS_WRITE = "elders:write", N_("登记和修改老人档案")
    ELDERS_EXPORT = "elders:export", N_("导出老人名单（脱敏）")
    CLASSES_READ = "classes:read", N_("按类别列出和统计老人（脱敏），查看待认定的提议")
    CLASSES_GRANT = "classes:grant", N_("录入、认定和结束人员类别")
    INCIDENTS_READ = "incidents:read", N_("查看事件和响应链")
    INCIDENTS_WRITE = "incidents:write", N_("受理、研判、派单和办结事件")
    REPORTS_WRITE = "reports:write", N_("报告邻里所见的紧急情况")
    DISPATCHES = "dispatches", N_("接单、出发、到达和反馈")
    PAPERS_READ = "papers:read", N_("查看工单、回访、投诉和知识库")
    PAPERS_WRITE = "papers:write", N_("办理工单、回访和投诉")
    CARE_CALLS = "care-calls", N_("拨打关爱电话并记录结果")
    DEVICES_READ = "devices:read", N_("查看老人家中的设备")
    DEVICES_WRITE = "devices:write", N_("安装、测试、收回、维修和更换设备")
    MODELS_WRITE = "models:write", N_("修改设备型号目录")
    VITALS_READ = "vitals:read", N_("查看监护提醒和读数")
    VITALS_WRITE = "vitals:write", N_("上报读数、处理提醒、设置本人限值")
    ESCALATION_READ = "escalation:read", N_("查看升级链、排班和通知记录")
    ESCALATION_WRITE = "escalation:write", N_("修改升级链和排班")
    REACH = "reach", N_("查看谁联系不上、再次测试")
    LEDGER_READ = "ledger:read", N_("查看响应台账：数字，以及可见范围内的事件")
    LEDGER_WRITE = "ledger:write", N_("更正响应链的环节")
    REGISTRATION_READ = "registration:read", N_("查看入网申请、变更申请、迁移交接和登记进度")
    REGISTRATION_WRITE = "registration:write", N_("提出和办理变更申请、迁移交接、邀请")
    CLAIMS_WRITE = "claims:write", N_("对部门数据提出和答复异议，确认去世线索")
    PROVIDERS_READ = "providers:read", N_("查看养老机构、设施和在岗响应人员")
    PRIVACY_READ = "privacy:read", N_("查看异常查看、应急调阅、权利请求、销毁清单和导出申请")
    PRIVACY_WRITE = "privacy:write", N_("应急调阅、复核，办理权利请求、销毁和导出")
    EXCHANGE_ASK = "exchange:ask", N_("按协议查询是否登记")
    EXCHANGE_CHANGES = "exchange:changes", N_("按协议获知变动")
    AGREEMENTS_READ = "agreements:read", N_("查看部门查询协议")
    AGREEMENTS_WRITE = "agreements:write", N_("提出、审定、暂停和终止部门查询协议")
    FEEDS_READ = "feeds:read", N_("查看数据来源、导入记录和问题清单")
    FEEDS_WRITE = "feeds:write", N_("发送部门数据文件")
    LINKAGE_READ = "linkage:read", N_("查看待判断的记录、外区县的询问和合并")
    LINKAGE_WRITE = "linkage:write", N_("判断是否同一人，撤销合并")
    INTEGRITY_READ = "integrity:read", N_("查看数据核查结果")
    SCENARIOS = "scenarios", N_("测算：改一条标准要花多少钱")
    PARAMETERS_WRITE = "parameters:write", N_("提出和确认参数的口径与提高")
    FUNDING_READ = "funding:read", N_("查看补贴和奖补的申请、公示和计算过程")
    FUNDING_WRITE = "funding:write", N_("申请补贴和奖补，办理审核环节和异议")
    RETURNS_READ = "returns:read", N_("查看季度报表、报送情况和更正")
    RETURNS_WRITE = "returns:write", N_("填写、上报、审核、锁定季度报表，办理更正")
    MONEY_READ = "money:read", N_("查看预算、付款批次、银行回单和账簿")
    MONEY_WRITE = "money:write", N_("办理预算、付款批次、银行回单和追回")
    APPROVALS_READ = "approvals:read", N_("查看四阶段审批的项目、事项、期限和结果")
    APPROVALS_WRITE = "approvals:write", N_("报建、受理、办理事项和联合审查")
    DESIGNATIONS_READ = "designations:read", N_("查看认定的申报、评分、公示和复核")
    DESIGNATIONS_WRITE = "designations:write", N_("申报称号，办理认定、异议和复核")
    PROJECTS_READ = "projects:read", N_("查看重点项目库、企业培育和招商")
    PROJECTS_WRITE = "projects:write", N_("填报项目进展、资金、问题和用地，决定建议")
    INDICATORS_READ = "indicators:read", N_("查看指标的定义、数值、走势和明细")
    DUTIES_READ = "duties:read", N_("查看任务台账、灯色、督办函和缺口")
    DUTIES_WRITE = "duties:write", N_("交办、报告、核查、销号和督办函")
    ASSESSMENT_READ = "assessment:read", N_("查看考核得分、名次和公布稿")
    ASSESSMENT_WRITE = "assessment:write", N_("计分、评分、申诉、确认、更正和公布考核结果")
    REMARKS_READ = "remarks:read", N_("查看公众意见")
    REMARKS_WRITE = "remarks:write", N_("审看、转办、答复和审定公众意见")
    SERVICES_READ = "services:read", N_("查看服务商准入、年检和护理员（脱敏）")
    SERVICES_WRITE = "services:write", N_("办理准入、报价、服务能力、护理员和证书")
    ORDERS_READ = "orders:read", N_("查看上门服务订单和周期计划（脱敏）")
    ORDERS_WRITE = "orders:write", N_("预约、撤销和办理上门服务订单，办理周期计划")
    VISITS_READ = "visits:read", N_("查看当天上门、待核实的上门和得分")
    VISITS_WRITE = "visits:write", N_("登记上门、传照片、核实和回访")
    ACTIVITIES_READ = "activities:read", N_("查看课程和出游、报名、点名（脱敏）和出勤数字")
    ACTIVITIES_WRITE = "activities:write", N_("报名、退出、开课、调课、点名，确认办学单位")
    PURCHASE_READ = "purchase:read", N_("查看政府购买的对象、服务券、标的和合同")
    PURCHASE_WRITE = "purchase:write", N_("办理政府购买的认定、更正、采购和合同")
    SETTLEMENT_READ = "settlement:read", N_("查看服务结算单、逐次记录和异议")
    SETTLEMENT_WRITE = "settlement:write", N_("办理服务结算的各步、异议和答复")
    CHECKOUT_READ = "checkout:read", N_("查看账单、付款、退款、代缴、商户号和对账")
    CHECKOUT_WRITE = "checkout:write", N_("付款、退款、代缴、商户号和对账")
    PLAN_READ = "plan:read", N_("查看规划、条款及其落实")
    TERRITORY_READ = "territory:read", N_("查看区域和统计单元")
