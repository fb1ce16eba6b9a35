"""Who is registering: what was typed, until the mailbox is proved to be theirs."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField


class Registration(models.Model):
    """A draft of a person. No account exists before its code is typed, so none can squat on an address.

    The password and the answer are here only as their hashes.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    full_name = models.CharField(max_length=150)
    email = models.EmailField()
    username = models.CharField(max_length=150)
    firm = models.CharField(max_length=200, blank=True)
    phone = PhoneNumberField()
    time_zone = models.CharField(max_length=64)
    language = models.CharField(max_length=10)
    password = models.CharField(max_length=128)
    security_question = models.CharField(max_length=200)
    security_answer = models.CharField(max_length=200)
    terms_version = models.CharField(max_length=20)
    data_policy_version = models.CharField(max_length=20)
    accepted_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("registro sin terminar")
        verbose_name_plural = _("registros sin terminar")

    def __str__(self) -> str:
        return str(self.code)
