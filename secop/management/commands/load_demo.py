"""Fill a local portal with the demo; the sign-ins are printed once, a line each."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from procurement.models import Award, Entity
from procurement.services import publishing
from secop.demo import areas, documents, opportunities, people, processes, quotes, status, tickets


class Command(BaseCommand):
    help = "Creates invented people, public bodies and processes. Prints `demo: ADDRESS PASSWORD [SECRET]` lines."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL_MODE:
            raise CommandError("The demo's accounts belong in local mode only: DATABASE_URL is set.")
        if User.objects.filter(email__endswith="@demo.example").exists():
            raise CommandError("The demo is already loaded; its sign-ins were printed then.")
        lines = self._load()
        documents.create()
        for line in lines:
            self.stdout.write(f"demo: {line}")

    @transaction.atomic
    def _load(self) -> list[str]:
        now = timezone.now()
        entities, published = processes.build(now=now)
        Entity.objects.bulk_create(entities)
        awarded, awards = processes.build_awarded(entities, now=now)
        for process in [*published, *awarded]:
            process.entity_id = process.entity.pk  # Built before its body had a key.
        lines = people.create(entities[0])
        publishing.publish([*published, *awarded], by="demo")
        for award in awards:
            award.process_id = award.process.pk
        Award.objects.bulk_create(awards)
        areas.create()
        quotes.create()
        opportunities.create()
        tickets.create()
        status.create()
        return lines
