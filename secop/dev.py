"""Pages that exist only in local mode: every component in every state, and every error page."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groundwork.web import formats
from groundwork.web.components import Column, Crumb, Step, SummaryRow, Task, cells
from groundwork.web.fields import CodeField, DateField, MoneyField
from groundwork.web.paging import Page


class SampleForm(forms.Form):
    """One field of each kind."""

    full_name = forms.CharField(
        label=_("Nombre completo"), help_text=_("Como aparece en su documento."), max_length=150
    )
    email = forms.EmailField(label=_("Correo electrónico"))
    firm = forms.CharField(label=_("Empresa o entidad"), required=False)
    password = forms.CharField(label=_("Contraseña"), widget=forms.PasswordInput, help_text=_("12 caracteres o más."))
    person_type = forms.ChoiceField(
        label=_("Tipo de persona"),
        widget=forms.RadioSelect,
        choices=[("natural", _("Persona natural")), ("legal", _("Persona jurídica")), ("joint", _("Plural"))],
    )
    places = forms.MultipleChoiceField(
        label=_("Departamentos"),
        help_text=_("Marque los que le interesan."),
        widget=forms.CheckboxSelectMultiple,
        choices=[("05", "Antioquia"), ("11", "Bogotá, D. C."), ("25", "Cundinamarca")],
    )
    order = forms.ChoiceField(
        label=_("Orden"), choices=[("newest", _("Más recientes")), ("closing", _("Cierran pronto"))]
    )
    budget = MoneyField(label=_("Valor mínimo"), help_text=_("En pesos. Por ejemplo: 58.900.000."))
    closes = DateField(label=_("Cierra desde"))
    description = forms.CharField(label=_("Descripción"), widget=forms.Textarea, max_length=500)
    document = forms.FileField(label=_("Certificado"), help_text=_("PDF de 20 MB o menos."))
    terms = forms.BooleanField(label=_("Acepto los términos de uso"), help_text=_("Versión 1.0."))

    def clean(self) -> None:
        if self.is_bound:
            raise ValidationError(_("El proveedor ya tiene una propuesta en este proceso."))


class CodeForm(forms.Form):
    code = CodeField(label=_("Código que le enviamos"), help_text=_("Enviado a a••••@empresa.co."))


@dataclass(frozen=True)
class Place:
    name: str


@dataclass(frozen=True)
class SampleProcess:
    """What process_list.html reads of a process."""

    code: str
    title: str
    buyer_name: str
    department: Place | None
    municipality: Place | None
    budget: Decimal | None
    closes_at: datetime | None
    modality: str
    reason: str = ""
    closing_hour_known: bool = True

    def get_modality_display(self) -> str:
        return self.modality


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """The living page of components."""
    closes = timezone.now().replace(hour=22, minute=0) + timedelta(days=2)
    columns = (Column(_("Concepto")), Column(_("Fecha")), Column(_("Valor"), numeric=True))
    return render(
        request,
        "dev/components.html",
        {
            "crumbs": [Crumb(_("Inicio"), "/"), Crumb(_("Procesos"), "/procesos/")],
            "empty_form": SampleForm(),
            "wrong_form": SampleForm(data={"full_name": "Ana", "budget": "mucho", "order": "newest"}),
            "code_form": CodeForm(initial={"code": "482913"}),
            "wrong_code_form": CodeForm(data={"code": "48"}),
            "processes": _processes(),
            "closes": closes,
            "page": Page([1], next="siguiente", previous="anterior"),
            "summary": [
                SummaryRow(_("Entidad"), "Alcaldía Municipal de Supatá"),
                SummaryRow(_("Teléfono"), "+57 601 555 0134", "#resumen", _("Cambiar")),
                SummaryRow(_("Modalidad"), "Selección abreviada de menor cuantía", "#resumen", _("Cambiar")),
            ],
            "tasks": [
                Task(_("Datos de la empresa"), _("Completo"), "#tareas"),
                Task(_("Documentos"), _("Falta el RUT"), "#tareas", _("2 de 3 revisados"), "yellow"),
                Task(_("Experiencia"), _("Sin empezar"), "#tareas", tag="blue"),
                Task(
                    _("Capacidad financiera"), _("Todavía no se puede"), hint=_("Primero los documentos."), tag="grey"
                ),
            ],
            "steps": [
                Step(_("Publicación"), _("lunes 9 de noviembre"), "done"),
                Step(_("Observaciones"), _("hasta el martes 17 de noviembre"), "done"),
                Step(_("Cierre"), formats.deadline(closes), "now", formats.days_left(closes)),
                Step(_("Adjudicación"), _("viernes 11 de diciembre")),
            ],
            "columns": columns,
            "rows": cells(
                columns,
                ("Anticipo", "24 nov 2026", "$\u00a0123.705.000"),
                ("Primer pago", "24 dic 2026", "$\u00a0144.322.500"),
                ("Segundo pago", "24 ene 2027", "$\u00a0144.322.500"),
            ),
        },
    )


@login_not_required
def error_page(request: HttpRequest, name: str) -> HttpResponse:
    """An error page as people see it, with its own status."""
    template = f"{name}.html"
    return render(request, template, {"seconds": 30, "megabytes": 2.5}, status=int(name[:3]))


def _processes() -> list[SampleProcess]:
    now = timezone.now()
    return [
        SampleProcess(
            "CO1.REQ.1",
            "Mantenimiento de la red vial terciaria del municipio de Supatá",
            "Alcaldía Municipal de Supatá",
            Place("Cundinamarca"),
            Place("Supatá"),
            Decimal(412_350_000),
            now + timedelta(days=1, hours=3, minutes=20),
            "Selección abreviada de menor cuantía",
            "72141100 Servicios de construcción de vías · Cundinamarca",
        ),
        SampleProcess(
            "CO1.REQ.2",
            "Suministro de materiales para placa huella, vereda El Paraíso",
            "Gobernación de Boyacá",
            Place("Boyacá"),
            Place("Tunja"),
            Decimal(58_900_000),
            now + timedelta(days=6, hours=2),
            "Mínima cuantía",
            "30111600 Cemento y cal · valor entre 20 y 90 millones",
        ),
        SampleProcess(
            "CO1.REQ.3",
            "Estudio de mercado para la interventoría técnica, administrativa, financiera, ambiental y jurídica "
            "de la construcción de la sede regional",
            "Instituto Nacional de Vías",
            None,
            None,
            None,
            None,
            "Solicitud de información a proveedores",
        ),
    ]


ERRORS = ("400", "403", "403_csrf", "404", "413", "429", "500", "503")

urlpatterns = [
    path("componentes/", components, name="components"),
    *(path(f"errores/{name}/", error_page, {"name": name}, name=f"error_{name}") for name in ERRORS),
]
