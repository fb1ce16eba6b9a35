"""Loads the reference data that the portal ships."""

import json

from django.core.management.base import BaseCommand
from django.db import transaction

from groundwork.reference import editions
from groundwork.reference.models import Commodity, Department, Municipality, Parameter, PlaceAlias
from groundwork.reference.services import classifier, parameters, places


class Command(BaseCommand):
    """Built-in classifier, places and legal figures; safe to repeat, and never over an official edition."""

    help = "Carga los datos de referencia que trae el portal (no reemplaza las ediciones oficiales)."

    @transaction.atomic
    def handle(self, *_args: object, **_options: object) -> None:
        if not classifier.official_in_force():
            classifier.load(editions.built_in_commodities(), source=editions.BUILT_IN, official=False)
        if not places.official_in_force():
            places.load(editions.built_in_places(), source=editions.BUILT_IN, official=False)
        parameters.add_missing(editions.built_in_parameters())
        counts = {
            "commodities": Commodity.objects.current().count(),
            "departments": Department.objects.filter(retired=False).count(),
            "municipalities": Municipality.objects.filter(retired=False).count(),
            "aliases": PlaceAlias.objects.count(),
            "parameters": Parameter.objects.count(),
        }
        self.stdout.write(json.dumps(counts))
