"""Areas of interest (áreas de interés): what a supplier sells, where, to whom and for how much."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from onboarding.models import Supplier

TEXTS = ArrayField(models.TextField())
# The keys of an area that a process without a place may fit, and of one that any process may: docs/matching.md.
ANYWHERE, ANYTHING = "?", "*"


class Status(models.TextChoices):
    ACTIVE = "active", _("Activa")
    PAUSED = "paused", _("En pausa")


class Mipyme(models.TextChoices):
    """What an area asks of a call's being limited to MiPyme (Decreto 1082/2015, art. 2.2.1.2.4.2.2)."""

    ANY = "", _("Limitados o no")
    ONLY = "only", _("Solo los limitados a MiPyme")
    NOT = "not", _("Solo los no limitados")


class InterestQuerySet(models.QuerySet["Interest"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Those of the suppliers that the user belongs to."""
        return self.filter(supplier__in=Supplier.objects.of(user))

    def visible(self) -> Self:
        """Those by which public bodies find their supplier, the ones that it chose to show and has not paused."""
        return self.filter(visible=True, status=Status.ACTIVE).order_by("name")


class Interest(models.Model):
    """One area of interest. An empty filter asks nothing; docs/matching.md says what each of them means."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Its own index would repeat the first column of the unique name.
    supplier = models.ForeignKey(
        Supplier, models.CASCADE, related_name="interests", db_index=False, verbose_name=_("proveedor")
    )
    name = models.CharField(_("nombre del área"), max_length=120)
    # UNSPSC codes at any level, eight digits each; a parent covers what is below it.
    codes = ArrayField(models.CharField(max_length=8), verbose_name=_("códigos UNSPSC"), default=list, blank=True)
    value_min = models.DecimalField(_("valor mínimo"), max_digits=20, decimal_places=2, null=True, blank=True)
    value_max = models.DecimalField(_("valor máximo"), max_digits=20, decimal_places=2, null=True, blank=True)
    # DANE codes: two digits for a department, five for a municipality.
    places = ArrayField(models.CharField(max_length=5), verbose_name=_("lugares"), default=list, blank=True)
    # Primary keys of procurement.Entity: only these, and never those.
    entities = ArrayField(models.BigIntegerField(), verbose_name=_("entidades"), default=list, blank=True)
    entities_excluded = ArrayField(
        models.BigIntegerField(), verbose_name=_("entidades excluidas"), default=list, blank=True, db_default=[]
    )
    # Values of procurement.Modality.
    modalities = ArrayField(
        models.CharField(max_length=30), verbose_name=_("modalidades"), default=list, blank=True, db_default=[]
    )
    mipyme = models.CharField(
        _("limitado a MiPyme"), max_length=4, choices=Mipyme, default=Mipyme.ANY, db_default=Mipyme.ANY, blank=True
    )
    # As people wrote them: any of the first must be found, none of the second.
    words = ArrayField(
        models.CharField(max_length=80), verbose_name=_("palabras"), default=list, blank=True, db_default=[]
    )
    words_excluded = ArrayField(
        models.CharField(max_length=80), verbose_name=_("palabras excluidas"), default=list, blank=True, db_default=[]
    )
    # The same as PostgreSQL's tsquery, made when the area is saved; empty for no words.
    wanted = models.TextField(blank=True, default="", db_default="", editable=False)
    unwanted = models.TextField(blank=True, default="", db_default="", editable=False)
    # Whether entities that look for suppliers find this one by this area.
    visible = models.BooleanField(_("visible para entidades"), default=False, db_default=False)
    visible_since = models.DateTimeField(_("visible desde"), null=True, editable=False)
    reviewed_at = models.DateTimeField(_("revisada"), default=timezone.now, db_default=models.functions.Now())
    status = models.CharField(
        _("estado"), max_length=6, choices=Status, default=Status.ACTIVE, db_default=Status.ACTIVE
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True, db_default=models.functions.Now())
    updated_at = models.DateTimeField(auto_now=True, db_default=models.functions.Now())
    # What matching finds the area by, one of which every process that fits it has: its codes; without codes
    # its entities; without both its places; with words alone, what every process has.
    keys = models.GeneratedField(
        expression=Case(
            When(~Q(codes=[]), then=Cast("codes", TEXTS)),
            When(~Q(entities=[]), then=Cast("entities", TEXTS)),
            When(~Q(places=[]), then=Func(Cast("places", TEXTS), Value(ANYWHERE), function="array_append")),
            default=Cast(Value([ANYTHING], output_field=TEXTS), TEXTS),
            output_field=TEXTS,
        ),
        output_field=TEXTS,
        db_persist=True,
    )
    objects = InterestQuerySet.as_manager()

    class Meta:
        verbose_name = _("área de interés")
        verbose_name_plural = _("áreas de interés")
        constraints = [
            models.UniqueConstraint(
                fields=["supplier", "name"],
                name="interest_name_once_per_supplier",
                violation_error_code="name",
                violation_error_message=_("Ya tiene un área de interés con ese nombre."),
            ),
            models.CheckConstraint(
                condition=~Q(codes=[], places=[], entities=[], words=[]),
                name="interest_asks_something",
                violation_error_code="code_search",
                violation_error_message=_(
                    "Esta área coincidiría con todos los procesos. Elija al menos un código UNSPSC, un lugar, una "
                    "entidad o una palabra."
                ),
            ),
            models.CheckConstraint(
                condition=Q(value_min=None) | Q(value_max=None) | Q(value_min__lte=F("value_max")),
                name="interest_value_range_in_order",
                violation_error_code="value_max",
                violation_error_message=_("El valor mínimo no puede ser mayor que el máximo."),
            ),
            models.CheckConstraint(
                condition=(Q(value_min=None) | Q(value_min__gte=0)) & (Q(value_max=None) | Q(value_max__gte=0)),
                name="interest_value_not_negative",
                violation_error_message=_("El valor no puede ser negativo."),
            ),
            models.CheckConstraint(
                condition=Q(words=[], wanted="") | ~Q(words=[]) & ~Q(wanted=""), name="interest_words_are_compiled"
            ),
            models.CheckConstraint(
                condition=Q(words_excluded=[], unwanted="") | ~Q(words_excluded=[]) & ~Q(unwanted=""),
                name="interest_unwanted_words_are_compiled",
            ),
        ]
        indexes = [
            # For the directory: the codes of the areas that suppliers let entities see.
            GinIndex(fields=["codes"], name="interest_visible_codes", condition=Q(visible=True)),
            models.Index(fields=["supplier"], name="interest_visible_suppliers", condition=Q(visible=True)),
            # Without the pending list: an area is saved now and then, and looked for at every publication.
            GinIndex(fields=["keys"], name="interest_keys", fastupdate=False, condition=Q(status=Status.ACTIVE)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_new(self) -> bool:
        """Not saved yet."""
        return self._state.adding

    @property
    def is_active(self) -> bool:
        return self.status == Status.ACTIVE
