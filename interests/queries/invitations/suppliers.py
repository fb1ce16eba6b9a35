"""Who may be invited to quote."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from interests.models import Interest, Status
from onboarding.models import Supplier


def invitable() -> QuerySet[Supplier]:
    """The suppliers that chose to be found by public bodies: in an area of interest, or with a public profile."""
    seen = Interest.objects.filter(supplier=OuterRef("pk"), visible=True, status=Status.ACTIVE)
    return Supplier.objects.filter(Q(published_at__isnull=False) | Q(Exists(seen)))
