"""The adjudication desk: who enters, a word about a pair, covered values, other counties, an undoing."""

import pytest
from django.urls import reverse

from chongyang.core.models import Event
from chongyang.linkage.models import Ask, Merge, Pair
from chongyang.registry.models import Elder
from chongyang.territory.enums import Role
from chongyang.territory.rules.capabilities import Can, can
from tests import factories
from tests.linkage.test_deciding import pair_of_files, pair_with_record
from tests.web.test_street import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("password_alone")]
REASON = "电话住址都相同"


def client_of(role=Role.COUNTY_REVIEWER, code="410105"):
    return signed_in(factories.make_account(role, None, code or "410105"))


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query).content.decode()


def say(client, pair, answer="same", **more):
    told = {"answer": answer, "reason": REASON, **more}
    return client.post(reverse("linkage_decide", args=[pair.id]), told, follow=True)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_enters_what_it_may(db, role):
    client = client_of(role, "")
    wanted = 200 if can(role, Can.ADJUDICATE) else 403
    for name in ("linkage", "linkage_asks", "linkage_merges"):
        assert client.get(reverse(name)).status_code == wanted, name


def test_the_list_names_nobody_and_the_outsider_finds_nothing(db):
    pair = pair_of_files()
    ours, theirs = client_of(), client_of(code="410102")
    text = page(ours, "linkage")
    assert str(pair.id) in text
    assert "陈" not in text.split("<main", 1)[1]
    assert str(pair.id) not in page(theirs, "linkage")
    assert theirs.get(reverse("linkage_pair", args=[pair.id])).status_code == 404
    assert say(theirs, pair).status_code == 404


def test_values_are_covered_and_shown_with_a_purpose(db):
    pair = pair_with_record(weights={"name": ["other", -8.9]})
    client = client_of()
    text = page(client, "linkage_pair", pair.id)
    assert "陈*兰" in text
    assert "陈秀兰" not in text
    url = reverse("linkage_reveal", args=[pair.id, "left", "name", "correction"])
    assert "陈秀兰" in client.post(url).content.decode()
    assert Event.objects.filter(kind="linkage.field.revealed", purpose="correction").count() == 1
    bad = reverse("linkage_reveal", args=[pair.id, "left", "name", "curiosity"])
    assert client.post(bad).status_code == 403
    assert client.post(url.replace("/name/", "/card_number/")).status_code == 404


def test_each_side_says_what_it_is_on_a_phone_too_where_one_stands_under_the_other(db, settings):
    pair = pair_with_record(weights={"name": ["other", -8.9]})
    Pair.objects.update(right_feed="police_population")
    client = client_of()
    text = page(client, "linkage_pair", pair.id)
    assert 'data-label="人口与户籍 · ' in text
    assert 'data-label="登记档案 · ' in text
    assert "−8.9" in text, "a minus is no hyphen"
    files = page(client, "linkage_pair", pair_of_files().id)
    for name in ("登记档案 1", "登记档案 2"):
        assert f'data-label="{name} · ' in files
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert 'data-label="Population and households · ' in page(client, "linkage_pair", pair.id)


def test_two_people_merge_two_files_and_the_merge_is_undone(db):
    pair, first, second = pair_of_files(), client_of(), client_of()
    assert "须由另一人复核" in say(first, pair).content.decode()
    assert "不能自己复核" in say(first, pair).content.decode()
    assert "已记为同一个人" in say(second, pair).content.decode()
    merge = Merge.objects.get()
    assert str(merge.id) in page(first, "linkage_merges")
    text = page(first, "linkage_merge", merge.id)
    assert "撤销合并" in text
    url = reverse("linkage_part", args=[merge.id])
    refused = first.post(url, {"reason": "x"})
    assert refused.status_code == 422
    assert 'id="reason_error"' in refused.content.decode()
    assert 'value="x"' in refused.content.decode()
    done = first.post(url, {"reason": "电话核实是两个人", "row-nonsense": "x"}, follow=True)
    assert "恢复原样" in done.content.decode()
    assert Elder.objects.get(id=pair.right_person).same_as_id is None


def test_a_refusal_stands_in_the_form_and_what_was_typed_is_kept(db):
    pair, client = pair_of_files(), client_of()
    short = client.post(reverse("linkage_decide", args=[pair.id]), {"answer": "different", "reason": "嗯"})
    text = short.content.decode()
    assert short.status_code == 422
    assert 'id="reason_error"' in text
    assert 'value="嗯"' in text
    assert text.count(" checked") == 1
    none = client.post(reverse("linkage_decide", args=[pair.id]), {"reason": REASON})
    assert f'value="{REASON}"' in none.content.decode()
    stale = client.post(
        reverse("linkage_decide", args=[pair.id]), {"answer": "same", "reason": REASON, "version": "9"}
    )
    assert stale.status_code == 409
    assert f'value="{REASON}"' in stale.content.decode()
    assert Pair.objects.get().state == "open"


def test_an_answer_to_another_county_that_lacks_its_reason_comes_back(db):
    pair = pair_of_files(other=factories.ZHONGYUAN)
    say(client_of(), pair)
    theirs, url = client_of(code="410102"), reverse("linkage_answer", args=[Ask.objects.get().id])
    refused = theirs.post(url, {"agrees": "yes", "reason": "好"})
    assert refused.status_code == 422
    assert f'id="reason-{Ask.objects.get().id}_error"' in refused.content.decode()
    assert 'value="好"' in refused.content.decode()


def test_across_counties_the_other_one_is_asked(db):
    pair = pair_of_files(other=factories.ZHONGYUAN)
    ours, theirs = client_of(), client_of(code="410102")
    text = page(ours, "linkage_pair", pair.id)
    assert "不显示" in text
    assert "不能直接合并" in say(ours, pair).content.decode()
    ask = Ask.objects.get()
    assert "姓名" in page(theirs, "linkage_asks")
    told = {"agrees": "yes", "reason": REASON}
    assert ours.post(reverse("linkage_answer", args=[ask.id]), told).status_code == 409
    assert Ask.objects.get().state == "open"  # not theirs to answer
    theirs.post(reverse("linkage_answer", args=[ask.id]), told)
    assert Pair.objects.get().state == "same"


def test_a_question_is_taken_back_and_a_decision_reopened(db):
    pair = pair_of_files(other=factories.ZHONGYUAN)
    client = client_of()
    say(client, pair)
    client.post(reverse("linkage_withdraw", args=[pair.id]))
    assert Pair.objects.get().state == "open"
    say(client, pair, "different")
    client.post(reverse("linkage_reopen", args=[pair.id]), {"reason": "看错了号码"})
    assert Pair.objects.get().state == "open"


def test_a_word_goes_on_to_the_next_pair_and_an_old_page_is_told(db):
    high, low = pair_of_files(weight=8.0), pair_of_files(weight=3.0)
    client = client_of()
    answer = say(client, high, "unsure")
    assert answer.redirect_chain[-1][0] == reverse("linkage_pair", args=[low.id])
    assert "刚刚被别人处理过" in say(client, high, "different", version="1").content.decode()


def test_the_list_keeps_its_number_of_questions(db, django_assert_max_num_queries):
    client = client_of()
    for number in range(3):
        pair_of_files(weight=float(number))
    page(client, "linkage")
    with django_assert_max_num_queries(40) as few:
        page(client, "linkage")
    for number in range(20):
        pair_of_files(weight=float(number))
    with django_assert_max_num_queries(len(few)):
        page(client, "linkage")


def test_a_torn_address_begins_anew(db):
    pair = pair_of_files()
    client = client_of()
    for query in ({"after": "x~y"}, {"area": "99x"}, {"kind": "nothing"}, {"state": "same"}):
        assert str(pair.id) in page(client, "linkage", **query)
