"""The security question, asked when a password is forgotten."""

from django.db import transaction

from accounts.models import Activity, User
from accounts.services import changes, factors, people
from accounts.services.activity import Origin
from groundwork.web.actor import Actor


@transaction.atomic
def change(question: str, answer: str, *, by: Actor, origin: Origin) -> None:
    """Put another question and answer in the place of the person's. Raises RecentAuthenticationRequiredError."""
    factors.require_standing(by)
    user = User.objects.select_for_update().get(pk=by.user.pk)
    user.security_question = question
    user.security_answer = people.hash_answer(answer)
    user.save(update_fields=["security_question", "security_answer"])
    changes.tell(user, Activity.Kind.QUESTION_CHANGED, origin)
