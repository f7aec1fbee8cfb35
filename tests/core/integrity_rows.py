"""One bad row for each named check, in a small city in which nothing is wrong; returns the key found."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import cycle
from uuid import UUID, uuid4

from django.utils import timezone

from chongyang.core.clock import now
from chongyang.core.fields import index_of
from chongyang.core.identifiers import read_identity
from chongyang.core.keys import new_key
from chongyang.registry.models import Consent, Contact, Elder, Profile, SearchToken
from chongyang.registry.operations.tokens import write_tokens
from chongyang.registry.rules import pinyin
from tests import factories

Maker = Callable[[], UUID]
BAD: dict[str, Maker] = {}
GOOD_AREA = 410105001003  # 金水区经八路街道的社区
TODAY = timezone.localdate(now())
NAMES = cycle(f"陈{a}{b}" for a in "秀玉桂春凤" for b in "兰英珍花莲云霞")
NEXT_DAY, LAST_YEAR = TODAY + timedelta(days=2), TODAY - timedelta(days=365)


def bad(name: str) -> Callable[[Maker], Maker]:
    def register(maker: Maker) -> Maker:
        assert name not in BAD
        BAD[name] = maker
        return maker

    return register


def good_elder(*, area: int = GOOD_AREA, name: str = "", **columns: object) -> Elder:
    """A file in which all agrees: number, birthday, sex, spelling, tokens, consent, a contact with a key."""
    name = name or next(NAMES)
    born_on = columns.pop("born_on", date(1941, 3, 8))
    assert isinstance(born_on, date)
    number = factories.identity_number(born_on)
    sex = read_identity(number, today=TODAY).sex
    told = {"sex": sex, "born_on": born_on, "sourced_on": TODAY, "name_key": pinyin.sort_key(name)}
    elder = factories.make_elder(area=area, name=name, **{**told, **columns})
    elder.identity_number, elder.identity_index = number, index_of(number, "identity")
    elder.address = f"金水区经八路街道测试小区{elder.id.hex[-6:]}号楼"
    elder.save()
    Profile.objects.filter(id=elder.id).update(
        ability_on=LAST_YEAR, ability_until=TODAY + timedelta(days=365), sourced_on=TODAY
    )
    write_tokens(elder)
    factories.make_contact(elder)
    consent(elder)
    return elder


def consent(elder: Elder, **columns: object) -> Consent:
    told: dict[str, object] = {
        "purpose": "health",
        "basis": "consent",
        "text_version": "1",
        "channel": "paper",
    }
    told |= {"given_by": "elder", "given_at": now() - timedelta(days=30), "person": elder.id}
    return Consent.objects.create(**{**told, "area": elder.area, **columns})


def changed(elder: Elder | None = None, **columns: object) -> UUID:
    """A good file with these columns wrong; written past every operation, as a faulty import would."""
    elder = elder or good_elder()
    Elder.objects.filter(id=elder.id).update(**columns)
    return elder.id


def living(elder: Elder | None = None, **columns: object) -> UUID:
    """The same for the profile."""
    elder = elder or good_elder()
    Profile.objects.filter(id=elder.id).update(**columns)
    return elder.id


def dead(elder: Elder | None = None) -> Elder:
    elder = elder or good_elder()
    Elder.objects.filter(id=elder.id).update(
        life_status="dead", status_on=TODAY - timedelta(days=30), status_evidence="police"
    )
    Consent.objects.filter(person=elder.id).update(withdrawn_at=now())
    elder.refresh_from_db()
    return elder


def double_of(survivor: Elder, **columns: object) -> Elder:
    double = good_elder(**columns)
    Elder.objects.filter(id=double.id).update(same_as=survivor.id)
    double.refresh_from_db()
    return double


def sealed(elder: Elder, **fields: str) -> UUID:
    """Change sealed columns alone."""
    for name, value in fields.items():
        setattr(elder, name, value)
    elder.save(update_fields=list(fields))
    return elder.id


# --- the file -----------------------------------------------------------------------------------------------


@bad("registry.born_against_number")
def _() -> UUID:
    return changed(born_on=date(1941, 3, 9))


@bad("registry.sex_against_number")
def _() -> UUID:
    elder = good_elder()
    return changed(elder, sex="male" if elder.sex == "female" else "female")


@bad("registry.number_wrong")
def _() -> UUID:
    return sealed(good_elder(), identity_number="410105194103080000")


@bad("registry.no_identity_number")
def _() -> UUID:
    return changed(identity_number=None, identity_index=None)


@bad("registry.identity_index_missing")
def _() -> UUID:
    return changed(identity_index=None)


@bad("registry.phone_wrong")
def _() -> UUID:
    return sealed(good_elder(), phone="123")


@bad("registry.name_key_differs")
def _() -> UUID:
    return changed(name_key="zhang san")


@bad("registry.no_home_address")
def _() -> UUID:
    return changed(address=None)


@bad("registry.born_in_future")
def _() -> UUID:
    return changed(born_on=NEXT_DAY)


@bad("registry.too_old")
def _() -> UUID:
    return changed(born_on=date(TODAY.year - 121, 1, 1))


@bad("registry.too_young")
def _() -> UUID:
    return changed(born_on=date(TODAY.year - 40, 1, 1))


@bad("registry.ended_before_born")
def _() -> UUID:
    return changed(dead(), status_on=date(1930, 1, 1))


@bad("registry.ended_in_future")
def _() -> UUID:
    return changed(dead(), status_on=NEXT_DAY)


@bad("registry.dead_without_evidence")
def _() -> UUID:
    return changed(dead(), status_evidence="")


@bad("registry.alive_with_end")
def _() -> UUID:
    return changed(status_on=LAST_YEAR)


@bad("registry.registered_in_future")
def _() -> UUID:
    return changed(registered_at=now() + timedelta(days=2))


@bad("registry.sourced_in_future")
def _() -> UUID:
    return changed(sourced_on=NEXT_DAY)


@bad("registry.long_unconfirmed")
def _() -> UUID:
    return changed(sourced_on=date(TODAY.year - 5, 1, 1))


@bad("registry.area_unknown")
def _() -> UUID:
    elder = good_elder(area=410105001999)
    return elder.id


@bad("registry.household_area_unknown")
def _() -> UUID:
    return changed(household_area=410199000000)


@bad("registry.coordinates_outside")
def _() -> UUID:
    for _number in range(3):
        good_elder()
    return changed(longitude=115.2)


@bad("registry.half_a_position")
def _() -> UUID:
    return changed(latitude=None)


@bad("registry.home_not_on_map")
def _() -> UUID:
    return changed(longitude=None, latitude=None)


@bad("registry.phone_shared")
def _() -> UUID:
    return [sealed(good_elder(), phone="13803719999") for _number in range(6)].pop()


@bad("registry.address_crowded")
def _() -> UUID:
    return [sealed(good_elder(), address="金水区经八路街道幸福院1号") for _number in range(7)].pop()


@bad("registry.file_without_profile")
def _() -> UUID:
    elder = good_elder()
    Profile.objects.filter(id=elder.id).delete()
    return elder.id


@bad("registry.ability_run_out")
def _() -> UUID:
    return living(ability_until=TODAY - timedelta(days=1))


@bad("registry.ability_undated")
def _() -> UUID:
    return living(ability_on=None)


@bad("registry.ability_in_future")
def _() -> UUID:
    return living(ability_on=NEXT_DAY)


@bad("registry.health_without_consent")
def _() -> UUID:
    elder = good_elder()
    Consent.objects.filter(person=elder.id).update(withdrawn_at=now())
    return elder.id


@bad("registry.alone_against_class")
def _() -> UUID:
    return living(classes=["living_alone"], living_form="with_children")


@bad("registry.aged_class_too_early")
def _() -> UUID:
    return living(good_elder(born_on=date(TODAY.year - 70, 1, 1)), classes=["aged"])


@bad("registry.disabled_without_level")
def _() -> UUID:
    return living(classes=["disabled"])


@bad("registry.spouse_against_marriage")
def _() -> UUID:
    return living(living_form="empty_nest", marriage="widowed")


@bad("registry.destitute_and_minimum")
def _() -> UUID:
    return living(classes=["destitute", "minimum_living"])


@bad("registry.possible_double")
def _() -> UUID:
    first = good_elder(name="张桂英")
    second = good_elder(name="张桂英")
    Elder.objects.filter(id=second.id).update(sex=first.sex)
    return second.id


@bad("registry.double_loop")
def _() -> UUID:
    first = good_elder()
    second = double_of(first)
    return changed(first, same_as=second.id)


@bad("registry.double_lives_elsewhere")
def _() -> UUID:
    return double_of(good_elder(), area=factories.ZHONGYUAN).id


@bad("registry.double_half_dead")
def _() -> UUID:
    return double_of(dead()).id


# --- around it ----------------------------------------------------------------------------------------------


@bad("registry.alone_without_contact")
def _() -> UUID:
    elder = good_elder()
    Contact.objects.filter(person=elder.id).delete()
    return elder.id


@bad("registry.limited_without_contact")
def _() -> UUID:
    elder = good_elder()
    Contact.objects.filter(person=elder.id).delete()
    return living(elder, living_form="with_children", ability_level="3")


@bad("registry.nobody_to_ring")
def _() -> UUID:
    elder = good_elder()
    Contact.objects.filter(person=elder.id).delete()
    return changed(elder, phone=None)


@bad("registry.alone_without_key")
def _() -> UUID:
    elder = good_elder()
    Contact.objects.filter(person=elder.id).update(key_holder="none")
    return elder.id


def _contact(elder: Elder | None = None, **columns: object) -> UUID:
    elder = elder or good_elder()
    Contact.objects.filter(person=elder.id).update(**columns)
    return Contact.objects.get(person=elder.id).id


@bad("registry.contact_without_phone")
def _() -> UUID:
    return _contact(phone=None)


@bad("registry.contact_of_oneself")
def _() -> UUID:
    elder = good_elder()
    return _contact(elder, phone_index=index_of(elder.phone.plain, "phone"))


@bad("registry.contact_is_dead")
def _() -> UUID:
    return _contact(phone_index=index_of(dead().phone.plain, "phone"))


@bad("registry.contact_shared")
def _() -> UUID:
    return [_contact(phone_index=index_of("13900000000", "phone")) for _number in range(11)].pop()


@bad("registry.key_holder_far")
def _() -> UUID:
    return _contact(distance_metres=9000)


@bad("registry.profile_of_nobody")
def _() -> UUID:
    told = {"area": factories.JINSHUI, "source": "street", "sourced_on": TODAY}
    return Profile.objects.create(id=uuid4(), **told).id


@bad("registry.contact_of_nobody")
def _() -> UUID:
    return _moved_contact()


def _moved_contact() -> UUID:
    elder = good_elder()
    key = Contact.objects.get(person=elder.id).id
    Contact.objects.filter(id=key).update(person=uuid4())
    return key


@bad("registry.consent_of_nobody")
def _() -> UUID:
    row = consent(good_elder(), purpose="calls")
    Consent.objects.filter(id=row.id).update(person=uuid4())
    return row.id


@bad("registry.profile_out_of_step")
def _() -> UUID:
    return living(area=factories.ZHONGYUAN)


@bad("registry.contact_out_of_step")
def _() -> UUID:
    return _contact(area=factories.ZHONGYUAN)


@bad("registry.consent_out_of_step")
def _() -> UUID:
    elder = good_elder()
    Consent.objects.filter(person=elder.id).update(area=factories.ZHONGYUAN)
    return Consent.objects.get(person=elder.id).id


@bad("registry.consent_of_dead")
def _() -> UUID:
    elder = dead()
    return consent(elder, purpose="calls").id


@bad("registry.consent_in_future")
def _() -> UUID:
    return consent(good_elder(), purpose="calls", given_at=now() + timedelta(days=2)).id


@bad("registry.tokens_missing")
def _() -> UUID:
    elder = good_elder()
    SearchToken.objects.filter(person=elder.id, token=elder.name).delete()
    return elder.id


def _without_token(prefix: str) -> UUID:
    elder = good_elder()
    SearchToken.objects.filter(person=elder.id, token__startswith=prefix).delete()
    return elder.id


@bad("registry.identity_token_missing")
def _() -> UUID:
    return _without_token("i:")


@bad("registry.phone_token_missing")
def _() -> UUID:
    return _without_token("p:")


@bad("registry.tokens_out_of_step")
def _() -> UUID:
    elder = good_elder()
    SearchToken.objects.create(token="x", area=factories.ZHONGYUAN, person=elder.id)
    return elder.id


@bad("registry.tokens_of_nobody")
def _() -> UUID:
    person = new_key()
    SearchToken.objects.create(token="x", area=factories.JINSHUI, person=person)
    return person
