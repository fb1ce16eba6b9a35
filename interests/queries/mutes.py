"""What a member of a supplier does not want to see: as a condition of a statement, and as they read it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, CharField, Exists, F, Func, OuterRef, Q
from django.db.models.functions import Cast

from accounts.models import User
from groundwork.reference.models import Commodity
from interests.models import Mute
from procurement.models import Entity, Modality


def muted(process: str, *, user: str, supplier: str) -> str:
    """SQL: whether the person has muted a code, the public body or the modality of the process, for that supplier.

    `process` is the alias of procurement_process; `user` and `supplier` are expressions that give their keys.
    """
    return f"""EXISTS (
        SELECT FROM interests_mute AS mute
        WHERE mute.user_id = {user} AND mute.supplier_id = {supplier} AND (
            mute.kind = 'entity' AND mute.value = {process}.entity_id::text
            OR mute.kind = 'modality' AND mute.value = {process}.modality
            OR mute.kind = 'code' AND mute.value = ANY ({process}.code_paths)
        )
    )"""


class _IsAmong(Func):
    """PostgreSQL's value = ANY (array)."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


def silenced(user: User | OuterRef) -> Exists:
    """The same for a queryset of opportunities."""
    mutes = Mute.objects.filter(user=user, supplier=OuterRef("supplier"))
    return Exists(
        mutes.filter(
            Q(kind=Mute.Kind.ENTITY, value=Cast(OuterRef("process__entity"), CharField()))
            | Q(kind=Mute.Kind.MODALITY, value=OuterRef("process__modality"))
            | Q(Q(_IsAmong(F("value"), OuterRef("process__code_paths"))), kind=Mute.Kind.CODE)
        )
    )


@dataclass(frozen=True, slots=True)
class Silence:
    """One mute as its owner reads it."""

    mute: Mute
    name: str


def silences_of(user: User) -> list[Silence]:
    """What the person has muted, the latest first, in four queries however many there are."""
    found = list(Mute.objects.filter(user=user).select_related("supplier").order_by("-since", "-pk"))
    names = names_of(found)
    return [Silence(mute, names[mute.pk]) for mute in found]


def names_of(mutes: Sequence[Mute]) -> dict[int, str]:
    """What each of them silences, in words, by its key."""
    by_kind: dict[str, set[str]] = {kind: set() for kind in Mute.Kind}
    for mute in mutes:
        by_kind[mute.kind].add(mute.value)
    titles = dict(Commodity.objects.filter(code__in=by_kind[Mute.Kind.CODE]).values_list("code", "title"))
    bodies = dict(Entity.objects.filter(pk__in=by_kind[Mute.Kind.ENTITY]).values_list("pk", "name"))
    modalities = dict(Modality.choices)
    names = {}
    for mute in mutes:
        if mute.kind == Mute.Kind.CODE:
            names[mute.pk] = f"{mute.value} {titles.get(mute.value, '')}".strip()
        elif mute.kind == Mute.Kind.ENTITY:
            names[mute.pk] = bodies.get(int(mute.value), mute.value)
        else:
            names[mute.pk] = str(modalities.get(mute.value, mute.value))
    return names
