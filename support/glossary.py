"""The words of public procurement in plain language; the source where the law says what they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from groundwork.reference.text import fold

DECREE = "Decreto 1082 de 2015"
LAW_80, LAW_1150 = "Ley 80 de 1993", "Ley 1150 de 2007"


@dataclass(frozen=True, slots=True)
class Term:
    """One word, and what it means for who meets it on a page."""

    slug: str
    name: Promise
    meaning: Promise
    source: str = ""

    @property
    def letter(self) -> str:
        """Under which it stands."""
        return fold(str(self.name))[0].upper()


def _told(terms: Iterable[Term]) -> dict[str, Term]:
    return {term.slug: term for term in terms}


TERMS: dict[str, Term] = _told(
    (
        Term(
            "acta-de-cierre",
            _("Acta de cierre"),
            _("El documento que dice qué propuestas llegaron y a qué hora, cuando termina el plazo para presentarlas."),
        ),
        Term(
            "acta-de-inicio",
            _("Acta de inicio"),
            _("El documento con el que la entidad y el contratista dejan escrito el día en que empieza el contrato."),
        ),
        Term(
            "adenda",
            _("Adenda"),
            _("Un cambio que la entidad hace a los pliegos o al cronograma. Léala siempre: puede mover el cierre."),
            f"{DECREE}, art. 2.2.1.1.2.2.1",
        ),
        Term(
            "adjudicacion",
            _("Adjudicación"),
            _("La decisión de la entidad que dice con quién va a contratar."),
            f"{LAW_1150}, art. 9",
        ),
        Term(
            "antecedentes",
            _("Antecedentes"),
            _(
                "Los certificados que dicen si alguien tiene sanciones: disciplinarios (Procuraduría), fiscales"
                " (Contraloría) y judiciales (Policía). Los tres son gratis."
            ),
        ),
        Term(
            "anticipo",
            _("Anticipo"),
            _(
                "Dinero que se entrega al comenzar y se va descontando de los pagos. No es lo mismo que un pago"
                " anticipado."
            ),
            f"{LAW_80}, art. 40",
        ),
        Term(
            "cdp",
            _("CDP"),
            _(
                "Certificado de disponibilidad presupuestal: dice que la entidad tiene apartada la plata para"
                " contratar."
            ),
        ),
        Term(
            "area-de-interes",
            _("Área de interés"),
            _(
                "Lo que usted le dice al portal sobre lo que vende, dónde y por cuánto, para que le avise de los"
                " procesos que coinciden."
            ),
        ),
        Term(
            "unspsc",
            _("UNSPSC"),
            _(
                "El clasificador de bienes y servicios: ocho números que dicen qué se compra, del segmento al"
                " producto. Un código cubre los que están debajo de él."
            ),
        ),
        Term(
            "concurso-de-meritos",
            _("Concurso de méritos"),
            _(
                "La modalidad para escoger consultores e interventores por su experiencia y su equipo, no por el"
                " precio."
            ),
            f"{DECREE}, art. 2.2.1.2.1.3.2",
        ),
        Term(
            "consorcio",
            _("Consorcio"),
            _(
                "Varios proveedores que presentan juntos una propuesta. Todos responden por todo, y las sanciones"
                " caen sobre todos."
            ),
            f"{LAW_80}, art. 7",
        ),
        Term(
            "contratacion-directa",
            _("Contratación directa"),
            _(
                "La modalidad en que la entidad escoge a quién contratar sin recibir varias propuestas, en los casos"
                " que la ley permite."
            ),
            f"{LAW_1150}, art. 2",
        ),
        Term(
            "cronograma",
            _("Cronograma"),
            _("La lista de fechas del proceso: hasta cuándo se pregunta, se presenta, se subsana y se adjudica."),
        ),
        Term(
            "cuenta-de-cobro",
            _("Cuenta de cobro"),
            _("Lo que presenta para que le paguen quien no está obligado a facturar. Los demás presentan factura."),
        ),
        Term(
            "desierto",
            _("Desierto"),
            _("Un proceso que terminó sin adjudicar, porque nadie se presentó o nadie cumplió."),
        ),
        Term(
            "dian",
            _("DIAN"),
            _("La entidad que recauda los impuestos nacionales. Allí se saca el RUT."),
        ),
        Term(
            "divipola",
            _("DIVIPOLA"),
            _("La lista oficial del DANE con un código para cada departamento y cada municipio."),
        ),
        Term(
            "documentos-tipo",
            _("Documentos tipo"),
            _(
                "Pliegos iguales para todas las entidades en ciertas obras y servicios. La entidad no puede cambiar"
                " sus requisitos ni sus puntajes."
            ),
        ),
        Term(
            "en-firme",
            _("En firme"),
            _(
                "Una decisión o un registro que ya nadie puede discutir ante quien lo hizo. El RUP cuenta desde"
                " que está en firme, no desde que se renueva."
            ),
        ),
        Term(
            "entidad-estatal",
            _("Entidad estatal"),
            _("Quien compra con dinero público: un ministerio, una alcaldía, un hospital, una universidad pública."),
        ),
        Term(
            "estampilla",
            _("Estampilla"),
            _("Un cobro que algunas entidades descuentan de cada pago. Cuéntelo cuando calcule su precio."),
        ),
        Term(
            "estudios-previos",
            _("Estudios previos"),
            _("Los documentos en que la entidad explica qué necesita, por qué, cuánto cuesta y qué va a exigir."),
        ),
        Term(
            "evaluacion",
            _("Informe de evaluación"),
            _("El documento en que la entidad dice quién cumple, qué debe subsanar cada uno y qué puntaje obtiene."),
        ),
        Term(
            "garantia-de-seriedad",
            _("Garantía de seriedad"),
            _(
                "La póliza que respalda una propuesta, donde la modalidad la exige. Si falta, la propuesta se"
                " rechaza y no se puede subsanar."
            ),
            f"{DECREE}, art. 2.2.1.2.3.1.9",
        ),
        Term(
            "requisito-habilitante",
            _("Requisito habilitante"),
            _(
                "Lo que hay que cumplir para que la propuesta se evalúe: capacidad jurídica, financiera y de"
                " organización, y experiencia. No da puntos."
            ),
            f"{LAW_1150}, art. 5",
        ),
        Term(
            "indicador-financiero",
            _("Indicador financiero"),
            _(
                "Una cuenta con las cifras de sus estados financieros, como la liquidez o el endeudamiento, que las"
                " entidades comparan con un mínimo o un máximo."
            ),
            f"{DECREE}, art. 2.2.1.1.1.5.3",
        ),
        Term(
            "inhabilidad",
            _("Inhabilidad"),
            _("Una situación que, por ley, impide contratar con el Estado, como ciertas sanciones."),
        ),
        Term(
            "interventoria",
            _("Interventoría"),
            _("La vigilancia de un contrato por una persona o firma contratada para eso, distinta de la entidad."),
        ),
        Term(
            "invitacion-a-cotizar",
            _("Invitación a cotizar"),
            _("Lo que una entidad envía para conocer precios. No es una oferta ni obliga a nadie."),
        ),
        Term(
            "licitacion-publica",
            _("Licitación pública"),
            _("La modalidad con más pasos, para los contratos de mayor valor. Se adjudica en audiencia."),
            f"{LAW_1150}, art. 2",
        ),
        Term(
            "limitada-a-mipyme",
            _("Convocatoria limitada a MiPyme"),
            _(
                "Un proceso en que solo pueden participar empresas micro, pequeñas y medianas, porque ellas mismas"
                " lo pidieron a tiempo."
            ),
            f"{DECREE}, art. 2.2.1.2.4.2.2",
        ),
        Term(
            "liquidacion",
            _("Liquidación"),
            _("El cierre de cuentas al terminar un contrato: qué se hizo, qué se pagó y qué queda pendiente."),
            f"{LAW_1150}, art. 11",
        ),
        Term(
            "manifestacion-de-interes",
            _("Manifestación de interés"),
            _(
                "El aviso que usted da en la menor cuantía para poder presentarse. Quien no lo da a tiempo queda por"
                " fuera."
            ),
            f"{DECREE}, art. 2.2.1.2.1.2.20",
        ),
        Term(
            "menor-cuantia",
            _("Menor cuantía"),
            _(
                "Un tope de valor que depende del presupuesto anual de la entidad. Hasta ahí se usa la selección"
                " abreviada."
            ),
            f"{LAW_1150}, art. 2",
        ),
        Term(
            "minima-cuantia",
            _("Mínima cuantía"),
            _(
                "Las compras de menor valor: hasta la décima parte de la menor cuantía de la entidad. Gana el menor"
                " precio que cumpla."
            ),
            "Ley 1474 de 2011, art. 94",
        ),
        Term(
            "mipyme",
            _("MiPyme"),
            _("Empresa micro, pequeña o mediana."),
        ),
        Term(
            "modalidad",
            _("Modalidad de selección"),
            _("La forma en que la entidad escoge a quién contratar. De ella dependen los pasos y los plazos."),
            f"{LAW_1150}, art. 2",
        ),
        Term(
            "nit",
            _("NIT"),
            _(
                "El número de identificación tributaria. Su último número, el de verificación, sirve para descubrir"
                " errores al escribirlo."
            ),
        ),
        Term(
            "observacion",
            _("Observación"),
            _("Una pregunta o una objeción a los pliegos o al informe de evaluación. La entidad responde en público."),
        ),
        Term(
            "pliego",
            _("Pliego de condiciones"),
            _(
                "Las reglas del proceso: qué se compra, qué se exige, cómo se califica y cuándo. Primero sale un"
                " proyecto y después el definitivo."
            ),
        ),
        Term(
            "ppt",
            _("PPT"),
            _("El permiso por protección temporal: la identificación de muchas personas venezolanas en Colombia."),
            "Decreto 216 de 2021",
        ),
        Term(
            "plan-anual",
            _("PAA"),
            _("Plan anual de adquisiciones: la lista de lo que la entidad piensa comprar en el año."),
        ),
        Term(
            "persona-juridica",
            _("Persona jurídica"),
            _(
                "Una sociedad, fundación, corporación o cooperativa, que existe aparte de sus dueños y tiene su"
                " propio NIT."
            ),
        ),
        Term(
            "persona-natural",
            _("Persona natural"),
            _("Usted mismo, a su propio nombre, con establecimiento de comercio o sin él."),
        ),
        Term(
            "pila",
            _("PILA"),
            _("La planilla con la que cada mes se pagan salud, pensión y riesgos laborales. Pagada, sirve de prueba."),
        ),
        Term(
            "proponente-plural",
            _("Proponente plural"),
            _(
                "Varios proveedores que se presentan juntos, como consorcio, unión temporal o promesa de sociedad"
                " futura."
            ),
            f"{LAW_80}, art. 7",
        ),
        Term(
            "propuesta",
            _("Propuesta"),
            _(
                "Lo que usted presenta en un proceso. También la llaman oferta. La de los procesos oficiales se"
                " presenta en SECOP II."
            ),
        ),
        Term(
            "redam",
            _("REDAM"),
            _("El registro de deudores alimentarios morosos. Su certificado dice si alguien debe cuotas alimentarias."),
            "Ley 2097 de 2021",
        ),
        Term(
            "registro-presupuestal",
            _("RP"),
            _("Registro presupuestal: dice que la plata apartada ya es para ese contrato. Sin él no se puede empezar."),
            f"{LAW_80}, art. 41",
        ),
        Term(
            "revisor-fiscal",
            _("Revisor fiscal"),
            _(
                "El contador que vigila a ciertas empresas y opina sobre sus estados financieros, donde la ley lo"
                " exige."
            ),
        ),
        Term(
            "rues",
            _("RUES"),
            _(
                "El registro único empresarial y social de las cámaras de comercio: allí se consulta quién existe"
                " como empresa."
            ),
        ),
        Term(
            "rup",
            _("RUP"),
            _(
                "El registro único de proponentes de las cámaras de comercio: reúne su experiencia y sus"
                " indicadores. Se renueva cada año hasta el quinto día hábil de abril."
            ),
        ),
        Term(
            "rut",
            _("RUT"),
            _("El registro único tributario de la DIAN. Allí consta su NIT y a qué se dedica."),
        ),
        Term(
            "smmlv",
            _("SMMLV"),
            _(
                "Salario mínimo mensual legal vigente. La ley mide en salarios mínimos topes y experiencia, para que"
                " no pierdan valor con los años."
            ),
        ),
        Term(
            "sobre",
            _("Sobre"),
            _(
                "Cada parte cerrada de una propuesta: la de requisitos, la técnica y la económica. Se abren en su"
                " momento, no antes."
            ),
        ),
        Term(
            "subasta-inversa",
            _("Subasta inversa"),
            _("La modalidad en que los proveedores habilitados bajan su precio por turnos. Gana el menor."),
        ),
        Term(
            "subsanacion",
            _("Subsanación"),
            _(
                "Completar o aclarar un requisito que no da puntos, dentro del plazo. Lo que ocurrió después del"
                " cierre no se puede probar."
            ),
            f"{LAW_1150}, art. 5",
        ),
        Term(
            "supervisor",
            _("Supervisor"),
            _("La persona de la entidad que vigila el contrato y aprueba los pagos."),
        ),
        Term(
            "traslado",
            _("Traslado"),
            _("Los días en que todos pueden leer el informe de evaluación, hacer observaciones y subsanar."),
        ),
        Term(
            "union-temporal",
            _("Unión temporal"),
            _(
                "Varios proveedores que presentan juntos una propuesta. Todos responden por todo, pero las sanciones"
                " se reparten según la participación de cada uno."
            ),
            f"{LAW_80}, art. 7",
        ),
        Term(
            "uvt",
            _("UVT"),
            _(
                "La unidad de valor tributario. La DIAN la fija cada año y con ella se miden límites como el"
                " tamaño de una empresa."
            ),
        ),
        Term(
            "vigencia",
            _("Vigencia"),
            _("El tiempo en que un documento o una regla vale. También se llama así al año del presupuesto."),
        ),
    )
)


def by_letter() -> list[tuple[str, list[Term]]]:
    """Every term under its letter, in the order of the reader's language."""
    return _by_letter(get_language() or "")


@cache  # reads the active language, which is in the key for that
def _by_letter(language: str) -> list[tuple[str, list[Term]]]:
    letters: dict[str, list[Term]] = {}
    for term in sorted(TERMS.values(), key=lambda term: fold(str(term.name))):
        letters.setdefault(term.letter, []).append(term)
    return list(letters.items())
