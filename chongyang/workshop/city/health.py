"""What a person can, has and needs: ability, diagnoses, medicines, aids, risks at home, classes, insurance.

Prevalence by age is plausible, not published. Sets of words are kept as bit masks over an enum until they are
written, so a million persons cost a few columns of integers.
"""

from dataclasses import dataclass

import numpy as np

from chongyang.core.labels import Labelled
from chongyang.registry.enums import (
    Aid,
    Allergy,
    Condition,
    DisabilityKind,
    Education,
    HousingRisk,
    IncomeKind,
    InsuranceKind,
    LivingForm,
    Loneliness,
    Need,
    PersonClass,
)
from chongyang.workshop.city import places
from chongyang.workshop.city.households import FORMS, Homes
from chongyang.workshop.city.people import People, Plan
from chongyang.workshop.city.seeds import Bools, Floats, Ints, Words, pick, pick_by_row, stream

# Share at 60 and what thirty years add to it.
CONDITIONS: dict[Labelled, tuple[float, float]] = {
    Condition.HYPERTENSION: (0.40, 0.25),
    Condition.CORONARY: (0.10, 0.18),
    Condition.DIABETES: (0.16, 0.05),
    Condition.COPD: (0.05, 0.07),
    Condition.CEREBRAL_INFARCTION: (0.05, 0.13),
    Condition.CEREBRAL_HAEMORRHAGE: (0.008, 0.015),
    Condition.PARKINSON: (0.008, 0.03),
    Condition.RENAL_FAILURE: (0.010, 0.03),
    Condition.CIRRHOSIS: (0.006, 0.002),
    Condition.PEPTIC_ULCER: (0.05, 0.01),
    Condition.TUMOUR: (0.025, 0.03),
    Condition.FRACTURE: (0.002, 0.012),
    Condition.HYPOTHYROIDISM: (0.02, 0.01),
    Condition.CATARACT: (0.06, 0.40),
    Condition.GLAUCOMA: (0.015, 0.03),
    Condition.OSTEOPOROSIS: (0.12, 0.30),
    Condition.DEMENTIA: (0.012, 0.20),
    Condition.MENTAL: (0.012, 0.008),
}
MEDICINES: dict[Labelled, tuple[str, ...]] = {
    Condition.HYPERTENSION: (
        "硝苯地平控释片 30mg 每日一次",
        "缬沙坦胶囊 80mg 每日一次",
        "氨氯地平片 5mg 每日一次",
    ),
    Condition.CORONARY: ("阿司匹林肠溶片 100mg 每日一次", "硝酸甘油片 0.5mg 必要时含服"),
    Condition.DIABETES: ("二甲双胍片 0.5g 每日两次", "甘精胰岛素 睡前注射"),
    Condition.COPD: ("噻托溴铵吸入剂 每日一次",),
    Condition.CEREBRAL_INFARCTION: ("氯吡格雷片 75mg 每日一次", "阿托伐他汀片 20mg 每晚一次"),
    Condition.PARKINSON: ("多巴丝肼片 0.125g 每日三次",),
    Condition.HYPOTHYROIDISM: ("左甲状腺素钠片 50μg 每日一次",),
    Condition.GLAUCOMA: ("拉坦前列素滴眼液 每晚一次",),
    Condition.OSTEOPOROSIS: ("碳酸钙D3片 600mg 每日一次",),
    Condition.DEMENTIA: ("多奈哌齐片 5mg 每晚一次",),
}
ALLERGIES: dict[Labelled, float] = {
    Allergy.PENICILLIN: 0.035,
    Allergy.CEPHALOSPORIN: 0.008,
    Allergy.SULFONAMIDE: 0.008,
    Allergy.STREPTOMYCIN: 0.004,
    Allergy.IODINE: 0.002,
    Allergy.SEAFOOD: 0.008,
    Allergy.POLLEN: 0.012,
}
# Levels 0-4 of GB/T 42195 at these ages; in between the shares move in a straight line.
ABILITY_AGES = (60, 70, 80, 90, 100)
ABILITY = np.array(
    [
        [0.930, 0.050, 0.012, 0.005, 0.003],
        [0.840, 0.110, 0.030, 0.013, 0.007],
        [0.620, 0.220, 0.090, 0.045, 0.025],
        [0.340, 0.280, 0.190, 0.120, 0.070],
        [0.150, 0.250, 0.250, 0.200, 0.150],
    ]
)
ASSESSED_INTACT, ASSESSED_IMPAIRED = 0.35, 0.92
AUTHORITY_CLASSES: dict[Labelled, tuple[float, float]] = {
    # share in the city, share in villages; each by a decision of an authority
    PersonClass.DESTITUTE: (0.001, 0.010),
    PersonClass.MINIMUM_LIVING: (0.012, 0.030),
    PersonClass.NEAR_MINIMUM: (0.006, 0.012),
    PersonClass.SPECIAL_FAMILY_PLANNING: (0.006, 0.001),
    PersonClass.PREFERENTIAL: (0.014, 0.016),
}
DISABLED_AT_60, DISABLED_RISE = 0.04, 0.08
EDUCATION_BEFORE_1950, EDUCATION_AFTER = [0.34, 0.40, 0.15, 0.07, 0.04], [0.07, 0.33, 0.36, 0.17, 0.07]


@dataclass(frozen=True, slots=True)
class Health:
    """Columns beside `People`. Masks: bit k stands for the k-th member of the enum."""

    ability: Ints
    assessed_days_ago: Ints
    conditions: Ints
    allergies: Ints
    medicine_choice: Ints
    aids: Ints
    housing_risks: Ints
    needs: Ints
    classes: Ints
    income: Ints
    insurance: Ints
    loneliness: Words
    education: Words
    disability_kind: Words
    disability_level: Ints


def bit(member: Labelled) -> int:
    return 1 << list(type(member)).index(member)


def is_in(mask: Ints, member: Labelled) -> Bools:
    return np.asarray((mask & bit(member)) != 0)


def members(mask: int, kind: type[Labelled]) -> list[Labelled]:
    """The words behind a mask, in the order of the enum."""
    return [member for index, member in enumerate(kind) if mask >> index & 1]


def medicines(mask: int, choice: int) -> list[str]:
    """What goes with these diagnoses; `choice` picks among alternatives."""
    known = [MEDICINES[member] for member in members(mask, Condition) if member in MEDICINES]
    return [options[choice % len(options)] for options in known]


def draw_health(plan: Plan, chunk: int, people: People, homes: Homes) -> Health:
    rng, size = stream(plan.seed, "health", chunk), len(people)
    rural = plan.ground.allotment.rural[people.community]
    late = (people.age - 60) / 30
    level = _ability(rng, people)
    conditions = _drawn(rng, {key: at + rise * late for key, (at, rise) in CONDITIONS.items()}, size)
    conditions |= np.where((level >= 3) & (rng.random(size) < 0.35), bit(Condition.CEREBRAL_INFARCTION), 0)
    disabled = rng.random(size) < DISABLED_AT_60 + DISABLED_RISE * late + 0.25 * (level >= 2)
    known = rng.random(size) < np.where(level == 0, ASSESSED_INTACT, ASSESSED_IMPAIRED)
    kinds = np.array([*DisabilityKind], dtype=object)[
        pick(rng, size, [0.14, 0.22, 0.02, 0.45, 0.03, 0.08, 0.06])
    ]
    return Health(
        ability=np.where(known, level, -1),
        assessed_days_ago=rng.integers(15, 400, size),
        conditions=conditions,
        allergies=_drawn(rng, {key: np.full(size, share) for key, share in ALLERGIES.items()}, size),
        medicine_choice=rng.integers(0, 6, size),
        aids=_aids(rng, people, level),
        housing_risks=_housing_risks(plan, rng, homes),
        needs=_needs(rng, people, homes, level),
        classes=_classes(rng, people, homes, rural, disabled),
        income=_income(rng, rural),
        insurance=_insurance(rng, rural),
        loneliness=_loneliness(rng, homes),
        education=_education(rng, people),
        disability_kind=np.where(disabled, kinds, ""),
        disability_level=np.where(disabled, 1 + pick(rng, size, [0.16, 0.28, 0.30, 0.26]), 0),
    )


def _drawn(rng: np.random.Generator, shares: dict[Labelled, Floats], size: int) -> Ints:
    """A mask with each word drawn for itself at the share of the row."""
    mask = np.zeros(size, dtype=np.int64)
    for member, share in shares.items():
        mask |= np.where(rng.random(size) < share, bit(member), 0)
    return mask


def _where(mask: Ints, member: Labelled, chosen: Bools) -> Ints:
    return mask | np.where(chosen, bit(member), 0)


def _ability(rng: np.random.Generator, people: People) -> Ints:
    by_age = np.column_stack([np.interp(people.age, ABILITY_AGES, ABILITY[:, level]) for level in range(5)])
    return pick_by_row(rng, by_age)


def _aids(rng: np.random.Generator, people: People, level: Ints) -> Ints:
    late, size = (people.age - 60) / 30, len(people)
    shares: dict[Labelled, Floats] = {
        Aid.GLASSES: np.full(size, 0.35),
        Aid.DENTURES: 0.2 + 0.3 * late,
        Aid.HEARING_AID: 0.02 + 0.12 * late,
        Aid.CANE: 0.03 + 0.2 * late + 0.2 * (level == 1),
        Aid.WALKER: np.where(level == 2, 0.45, 0.01),
        Aid.WHEELCHAIR: np.where(level >= 2, 0.2 + 0.15 * level, 0.003),
        Aid.CARE_BED: np.where(level >= 3, 0.4, 0.0),
        Aid.CUSHION: np.where(level >= 4, 0.5, 0.0),
        Aid.COMMODE: np.where(level >= 2, 0.3, 0.0),
        Aid.OXYGEN: np.full(size, 0.012),
    }
    return _drawn(rng, shares, size)


def _housing_risks(plan: Plan, rng: np.random.Generator, homes: Homes) -> Ints:
    """The same for everyone in a household, because it is the house."""
    kind = plan.ground.compound_kinds[homes.compound]
    court, old, size = kind == places.COURT, kind == places.WALK_UP, len(kind)
    shares: dict[Labelled, Floats] = {
        HousingRisk.NO_HANDRAIL: np.where(court, 0.75, 0.5),
        HousingRisk.WET_FLOOR: np.full(size, 0.2),
        HousingRisk.THRESHOLD: np.where(court, 0.5, 0.15),
        HousingRisk.DARK: np.where(old, 0.25, 0.08),
        HousingRisk.OLD_WIRING: np.where(court | old, 0.12, 0.02),
        HousingRisk.GAS: np.full(size, 0.18),
        HousingRisk.COAL_STOVE: np.where(court, 0.08, 0.0),
        HousingRisk.DILAPIDATED: np.where(court, 0.03, 0.002),
        HousingRisk.CLUTTER: np.full(size, 0.1),
    }
    risks = _where(_drawn(rng, shares, size), HousingRisk.STAIRS, ~homes.lift & (homes.floor >= 4))
    return risks[homes.household]


def _form_is(homes: Homes, form: LivingForm) -> Bools:
    return np.asarray(homes.form == FORMS.index(form))


def _needs(rng: np.random.Generator, people: People, homes: Homes, level: Ints) -> Ints:
    alone, old, size = _form_is(homes, LivingForm.ALONE), people.age >= 80, len(people)
    shares: dict[Labelled, Floats] = {
        Need.MEALS: 0.06 + 0.2 * alone + 0.1 * old,
        Need.BATHING: np.where(level >= 2, 0.5, 0.01),
        Need.CLEANING: 0.05 + 0.15 * alone,
        Need.WALKING: np.where(level >= 1, 0.2, 0.01),
        Need.MEDICAL: 0.05 + 0.08 * old,
        Need.ERRANDS: 0.03 + 0.1 * alone,
        Need.VISITS: 0.02 + 0.3 * alone,
        Need.COMFORT: 0.02 + 0.1 * alone,
        Need.REHABILITATION: np.where(level >= 1, 0.12, 0.01),
        Need.NURSING: np.where(level >= 3, 0.6, 0.0),
        Need.DAY_CARE: np.where(level >= 1, 0.08, 0.01),
        Need.HOME_ADAPTATION: 0.02 + 0.06 * old,
    }
    return _drawn(rng, shares, size)


def _classes(rng: np.random.Generator, people: People, homes: Homes, rural: Bools, disabled: Bools) -> Ints:
    """Groups by decision are drawn; those by rule (aged, alone, …) follow from the rest."""
    shares: dict[Labelled, Floats] = {
        member: np.where(rural, village, city) for member, (city, village) in AUTHORITY_CLASSES.items()
    }
    mask = _drawn(rng, shares, len(people))
    alone, nest = _form_is(homes, LivingForm.ALONE), _form_is(homes, LivingForm.EMPTY_NEST)
    left = (rng.random(len(people)) < 0.25)[homes.household] & rural & (alone | nest)
    for member, chosen in (
        (PersonClass.DISABLED, disabled),
        (PersonClass.AGED, people.age >= 80),
        (PersonClass.CENTENARIAN, people.age >= 100),
        (PersonClass.LIVING_ALONE, alone),
        (PersonClass.EMPTY_NEST, nest),
        (PersonClass.LEFT_BEHIND, left),
    ):
        mask = _where(mask, member, chosen)
    return mask


def _income(rng: np.random.Generator, rural: Bools) -> Ints:
    shares: dict[Labelled, Floats] = {
        IncomeKind.PENSION: np.where(rural, 0.95, 0.92),
        IncomeKind.CHILDREN: np.where(rural, 0.55, 0.25),
        IncomeKind.SAVINGS: np.where(rural, 0.2, 0.35),
        IncomeKind.OTHER: np.full(len(rural), 0.02),
    }
    return _drawn(rng, shares, len(rural))


def _insurance(rng: np.random.Generator, rural: Bools) -> Ints:
    kind = pick_by_row(rng, np.where(rural[:, None], [0.06, 0.93, 0.01], [0.62, 0.365, 0.015]))
    bits = [
        bit(member) for member in (InsuranceKind.EMPLOYEE, InsuranceKind.RESIDENT, InsuranceKind.SELF_PAID)
    ]
    return np.array(bits)[kind]


def _loneliness(rng: np.random.Generator, homes: Homes) -> Words:
    alone = _form_is(homes, LivingForm.ALONE)[:, None]
    level = pick_by_row(rng, np.where(alone, [0.30, 0.34, 0.16, 0.20], [0.55, 0.12, 0.03, 0.30]))
    return np.array([*Loneliness], dtype=object)[level]


def _education(rng: np.random.Generator, people: People) -> Words:
    early = (people.born < 19_500_000)[:, None]
    level = pick_by_row(rng, np.where(early, EDUCATION_BEFORE_1950, EDUCATION_AFTER))
    return np.array([*Education], dtype=object)[level]
