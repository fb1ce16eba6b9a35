"""What an administrator does with rules: edit, close and follow, never delete."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from groundwork.reference.business_days import colombian_today
from onboarding.models import DocumentRule, DocumentType, ReturnReason
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db

ADMIN = "/administracion/onboarding"


@pytest.fixture
def as_staff(client):
    device = AuthenticatorFactory(user=UserFactory(is_staff=True, is_superuser=True))
    sign_in(client, device.user, device)
    return client


@pytest.fixture
def rule():
    return DocumentRule.objects.get(person_type="legal", document_type__slug="existence-certificate")


def close(client, rule):
    return client.post(f"{ADMIN}/documentrule/", {"action": "close_and_follow", "_selected_action": [rule.pk]})


def test_a_rule_is_closed_today_and_followed_from_tomorrow_and_the_log_says_it(as_staff, rule):
    today = colombian_today(timezone.now())
    assert close(as_staff, rule).status_code == 302
    rule.refresh_from_db()
    assert rule.valid_to == today
    following = DocumentRule.objects.get(
        person_type="legal", document_type=rule.document_type, valid_from=today + timedelta(days=1)
    )
    assert (following.freshness_days, following.checks, following.valid_to) == (30, rule.checks, None)
    assert list(DocumentRule.objects.asked_of("legal", on=today).filter(document_type=rule.document_type)) == [rule]
    assert LogEntry.objects.count() == 2


def test_closing_twice_follows_once(as_staff, rule):
    before = DocumentRule.objects.count()
    close(as_staff, rule)
    close(as_staff, rule)
    assert DocumentRule.objects.count() == before + 1


def test_a_rule_is_edited_and_the_log_says_it(as_staff, rule):
    page = f"{ADMIN}/documentrule/{rule.pk}/change/"
    form = as_staff.get(page).context["adminform"].form
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    values = {name: "" if value in (None, False) else value for name, value in values.items()}
    lists = {name: ",".join(values[name]) for name in ("checks", "checks_en")}
    response = as_staff.post(page, {**values, **lists, "freshness_days": 60})
    assert response.status_code == 302
    rule.refresh_from_db()
    assert rule.freshness_days == 60
    assert LogEntry.objects.get().get_change_message()


@pytest.mark.parametrize("model", [DocumentRule, DocumentType, ReturnReason])
def test_nothing_that_was_used_is_deleted(as_staff, model):
    row = model.objects.first()
    path = f"{ADMIN}/{model._meta.model_name}"
    assert as_staff.get(f"{path}/").status_code == 200
    assert as_staff.get(f"{path}/{row.pk}/change/").status_code == 200
    assert as_staff.post(f"{path}/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


def test_who_is_not_staff_reaches_no_rule(client):
    sign_in(client, UserFactory())
    assert client.get(f"{ADMIN}/documentrule/").status_code == 302
