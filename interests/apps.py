from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InterestsConfig(AppConfig):
    name = "interests"
    verbose_name = _("áreas de interés")

    def ready(self) -> None:
        from accounts.services import notices as kinds  # noqa: PLC0415  # models wait until the apps are ready
        from groundwork.messaging import services as messaging  # noqa: PLC0415
        from interests.services import (  # noqa: PLC0415
            areas,
            changes,
            departures,
            handing_over,
            matching,
            notices,
            reviews,
            trials,
        )
        from interests.services.invitations import telling  # noqa: PLC0415
        from procurement.services import publishing  # noqa: PLC0415
        from procurement.services.imports import batches  # noqa: PLC0415

        for topic in (publishing.PUBLISHED, batches.CHANGED):
            messaging.register(topic, matching.CONSUMER, task="interests.match_processes")
        messaging.register(batches.CHANGED, changes.CONSUMER, task="interests.tell_changes")
        messaging.register(areas.CHANGED, areas.CONSUMER, task="interests.match_areas")
        messaging.register(departures.LEFT, departures.CONSUMER, task="interests.forget_departed")
        messaging.register_composer(trials.CODE, trials.compose)
        kinds.register(notices.OPPORTUNITIES)
        kinds.register(handing_over.HANDED_OVER)
        kinds.register(reviews.REVIEW)
        kinds.register(telling.QUOTES)
