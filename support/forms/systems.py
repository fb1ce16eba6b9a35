"""The few questions that lead to the right system."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groundwork.web.widgets import HintedRadios
from support.models import Period

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the answers lead: a system by its slug, or one of the two pages that are none."""

    system: str = ""
    before_signing: bool = False
    sign_in: bool = False
    # Of the two yearly periods, the one that concerns who answered.
    order: str = ""
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, as it stands in the address; it asks something more or leads somewhere."""

    value: str
    label: Text
    hint: Text = ""
    asks: str = ""
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question; its name is the parameter that its answer has in the address."""

    name: str
    text: Text
    answers: tuple[Answer, ...]

    def answer(self, value: str) -> Answer | None:
        """The answer of that value."""
        return next((answer for answer in self.answers if answer.value == value), None)


FIRST = "necesito"
_TO_SECOP = Outcome("secop-ii")
QUESTIONS = {
    question.name: question
    for question in (
        Question(
            FIRST,
            _("¿Qué necesita hacer?"),
            (
                Answer(
                    "buscar",
                    _("Buscar procesos o recibir oportunidades para lo que vendo"),
                    outcome=Outcome("portal"),
                ),
                Answer(
                    "proceso",
                    _("Presentar una propuesta, firmar, cobrar o consultar un proceso o contrato"),
                    asks="proceso",
                ),
                Answer(
                    "declarar",
                    _("Actualizar mi hoja de vida o presentar una declaración"),
                    _("De bienes y rentas, de la Ley 2013 de 2019 o de persona expuesta políticamente"),
                    asks="declaracion",
                ),
                Answer(
                    "firmar",
                    _("Saber qué me falta antes de firmar un contrato con una entidad"),
                    outcome=Outcome(before_signing=True),
                ),
                Answer("ingresar", _("Ingresar: algo falla con mi contraseña o mi código"), asks="clave"),
                Answer("registro", _("Registrar mi empresa, renovar el RUP o sacar el RUT"), asks="registro"),
            ),
        ),
        Question(
            "proceso",
            _("¿Dónde está ese proceso o contrato?"),
            (
                Answer(
                    "secop-ii",
                    _("En SECOP II"),
                    _("Su número empieza por CO1 o la entidad lo dijo."),
                    outcome=_TO_SECOP,
                ),
                Answer(
                    "portal",
                    _("En este portal"),
                    _("Por ejemplo, una invitación a cotizar que recibió de aquí."),
                    outcome=Outcome("portal"),
                ),
                Answer("secop-i", _("En SECOP I"), _("Procesos antiguos."), outcome=Outcome("secop-i")),
                Answer(
                    "tvec",
                    _("En la Tienda Virtual del Estado Colombiano"),
                    _("Compras por un acuerdo marco."),
                    outcome=Outcome("tvec"),
                ),
                Answer(
                    "no-se",
                    _("No sé"),
                    outcome=Outcome(
                        "secop-ii",
                        note=_(
                            "Los procesos oficiales están casi siempre allí. Si busca el suyo en este portal por su "
                            "nombre, su página enlaza la publicación oficial."
                        ),
                    ),
                ),
            ),
        ),
        Question(
            "declaracion",
            _("¿Qué le pidieron?"),
            (
                Answer("hoja-de-vida", _("La hoja de vida"), asks="vinculo"),
                Answer("bienes", _("La declaración de bienes y rentas"), _("La de SIGEP II."), asks="vinculo"),
                Answer(
                    "ley-2013",
                    _("La declaración de la Ley 2013 de 2019"),
                    outcome=Outcome("integridad-publica"),
                ),
                Answer(
                    "expuesta",
                    _("La declaración de persona expuesta políticamente"),
                    outcome=Outcome("integridad-publica"),
                ),
                Answer("no-se", _("Varias, o no sé cuál"), outcome=Outcome(before_signing=True)),
            ),
        ),
        Question(
            "vinculo",
            _("¿Qué lo une con la entidad?"),
            (
                Answer(
                    "nacional",
                    _("Trabajo en una entidad del orden nacional"),
                    _("Ministerios, departamentos administrativos y demás entidades de la Nación."),
                    outcome=Outcome("sigep-ii", order=Period.Order.NATIONAL),
                ),
                Answer(
                    "territorial",
                    _("Trabajo en una entidad del orden territorial"),
                    _("Departamentos, distritos, municipios y sus entidades."),
                    outcome=Outcome("sigep-ii", order=Period.Order.TERRITORIAL),
                ),
                Answer(
                    "contratista",
                    _("Soy contratista o voy a serlo"),
                    outcome=Outcome(
                        "sigep-ii", note=_("Si va a firmar, mire también la lista de lo que se deja listo antes.")
                    ),
                ),
            ),
        ),
        Question(
            "clave",
            _("¿Qué sistema le pide la contraseña?"),
            (
                Answer("portal", _("Este portal"), outcome=Outcome("portal", sign_in=True)),
                Answer("secop-ii", _("SECOP II"), outcome=_TO_SECOP),
                Answer("sigep-ii", _("SIGEP II"), outcome=Outcome("sigep-ii")),
                Answer(
                    "integridad-publica",
                    _("El Aplicativo por la Integridad Pública"),
                    outcome=Outcome("integridad-publica"),
                ),
            ),
        ),
        Question(
            "registro",
            _("¿Qué va a tramitar?"),
            (
                Answer(
                    "rues",
                    _("La matrícula de la empresa, su certificado de existencia o el RUP"),
                    outcome=Outcome("rues"),
                ),
                Answer("dian", _("El RUT, la facturación o los impuestos"), outcome=Outcome("dian")),
            ),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Way:
    """What an address has answered so far, and what comes next: a question, or where it all leads."""

    answered: tuple[tuple[Question, Answer], ...]
    question: Question | None
    outcome: Outcome | None
    # What it says at the question that is next, and is no answer to it.
    unknown: str = ""

    def values(self) -> dict[str, str]:
        """The answers, as they stand in the address."""
        return {question.name: answer.value for question, answer in self.answered}

    def before(self) -> Iterator[tuple[Question, Answer, dict[str, str]]]:
        """Each question with its answer, and the address's answers before it: where it can be answered anew."""
        earlier: dict[str, str] = {}
        for question, answer in self.answered:
            yield question, answer, dict(earlier)
            earlier[question.name] = answer.value


def way_of(address: Mapping[str, Any]) -> Way:
    """Follow the answers of an address as far as they go; every way ends, since a question leads to later ones only."""
    question = QUESTIONS[FIRST]
    answered: list[tuple[Question, Answer]] = []
    while True:
        value = str(address.get(question.name, ""))
        answer = question.answer(value)
        if answer is None:
            return Way(tuple(answered), question, None, value)
        answered.append((question, answer))
        if answer.outcome:
            return Way(tuple(answered), None, answer.outcome)
        question = QUESTIONS[answer.asks]


class QuestionForm(forms.Form):
    """One question."""

    def __init__(self, question: Question, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        hints = {answer.value: answer.hint for answer in question.answers if answer.hint}
        self.fields[question.name] = forms.ChoiceField(
            label=str(question.text),
            choices=[(answer.value, answer.label) for answer in question.answers],
            widget=HintedRadios(hints),
            error_messages={
                "required": _("Elija una de las respuestas."),
                "invalid_choice": _("Elija una de las respuestas: esa no está entre ellas."),
            },
        )
