"""People in the administration site: looked up, opened and closed; their secrets are never shown."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.http import HttpRequest

from accounts.models import Consent, User

# An address is changed by who reads it, with a code: allauth registers a form that would skip that.
admin.site.unregister(EmailAddress)


class ConsentInline(admin.TabularInline[Consent, User]):
    """What the person accepted, to be read."""

    model = Consent
    extra = 0
    can_delete = False
    fields = readonly_fields = ("document", "version", "at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """A person: what they say of themselves is theirs to change; what they may do is the administrator's."""

    list_display = ("full_name", "username", "email", "is_active", "is_reviewer", "is_staff", "last_login")
    list_filter = ("is_active", "is_reviewer", "is_staff")
    search_fields = ("full_name", "username", "email", "firm")
    ordering = ("full_name",)
    fields = (
        *("full_name", "username", "email", "phone", "firm", "time_zone", "language"),
        *("is_active", "is_reviewer", "is_staff", "date_joined", "last_login"),
    )
    readonly_fields = (
        *("full_name", "username", "email", "phone", "firm", "time_zone", "language"),
        *("date_joined", "last_login"),
    )
    inlines = (ConsentInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: people register themselves, and prove their mailbox."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody: an account is closed, and what it did stays."""
        return False
