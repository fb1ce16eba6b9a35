"""What people type: to find a code, and to name a place."""

from django import forms
from django.utils.translation import gettext_lazy as _

from groundwork.reference.models import PlaceAlias
from groundwork.reference.text import compact


class CommoditySearchForm(forms.Form):
    """Words or the beginning of a code."""

    mark_optional = False

    q = forms.CharField(
        label=_("Palabras o código"),
        help_text=_("Por ejemplo: papelería, servicios de aseo, mantenimiento de vías, 8011."),
        required=False,
        max_length=200,
        widget=forms.SearchInput(attrs={"autocomplete": "off", "enterkeyhint": "search"}),
    )


class PlaceAliasForm(forms.ModelForm[PlaceAlias]):
    """A spelling as people write it, kept as the resolver looks for it."""

    class Meta:
        model = PlaceAlias
        fields = ["spelling", "department", "municipality"]

    def clean_spelling(self) -> str:
        spelling = compact(self.cleaned_data["spelling"])
        if not spelling:
            raise forms.ValidationError(_("Escriba letras o números."))
        return spelling
