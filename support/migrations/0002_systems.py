"""The systems that people confuse, as they were on 24 November 2026; their later life is the administrator's."""

from datetime import date
from typing import Any

from django.db import migrations

CHECKED = date(2026, 11, 24)
FIRST_YEAR = 2026

# A line each: read as a list, and copied as the blanks of a letter.
ASKS_ES = """Nombre completo
Tipo y número de documento
Teléfono
Usuario o correo con el que se registró
Descripción clara del error (qué quería hacer y qué mensaje salió)
Fecha y hora en que pasó
Navegador que usó"""
ASKS_EN = """Full name
Type and number of identity document
Telephone
User name or e-mail with which you registered
Clear description of the error (what you wanted to do and which message appeared)
Date and hour when it happened
Browser that you used"""

SYSTEMS: list[dict[str, Any]] = [
    {
        "slug": "portal",
        "name": "Portal de Contratación",
        "run_by": "Portal de Contratación",
        "purpose_es": "Buscar procesos de contratación, decir qué vende usted y recibir las oportunidades que"
        " coinciden. Es una implementación independiente: enlaza la publicación oficial de cada proceso.",
        "purpose_en": "Find contracting processes, say what you sell and receive the opportunities that match."
        " It is an independent implementation: it links to the official publication of each process.",
        "audience_es": "Quien quiera venderle al Estado y enterarse a tiempo. Nadie está obligado a usarlo.",
        "audience_en": "Anyone who wants to sell to the State and hear in time. Nobody is obliged to use it.",
        "occasion_es": "Cuando quiera. Para recibir avisos, regístrese una sola vez.",
        "occasion_en": "Whenever you like. To receive alerts, register only once.",
        "support_asks_es": ASKS_ES,
        "support_asks_en": ASKS_EN,
        "has_page": True,
        "source": "Portal de Contratación",
    },
    {
        "slug": "secop-ii",
        "name": "SECOP II",
        "run_by": "Colombia Compra Eficiente",
        "purpose_es": "Es el sistema oficial de contratación: allí las entidades publican sus procesos, y allí se"
        " presentan las propuestas, se firman los contratos y se tramitan los pagos oficiales.",
        "purpose_en": "It is the official contracting system: public bodies publish their processes there, and there"
        " proposals are submitted, contracts are signed and official payments are processed.",
        "audience_es": "Las entidades estatales, que deben publicar en él, y quien presente una propuesta o firme un"
        " contrato en un proceso que esté allí.",
        "audience_en": "Public bodies, which must publish in it, and whoever submits a proposal or signs a contract in"
        " a process that is there.",
        "occasion_es": "Antes del cierre de cada proceso, para presentar la propuesta; después, para firmar, entregar"
        " informes y cobrar.",
        "occasion_en": "Before the closing of each process, to submit the proposal; afterwards, to sign, deliver"
        " reports and be paid.",
        "address": "https://www.colombiacompra.gov.co/secop/secop-ii",
        "support_asks_es": ASKS_ES + "\nNúmero del proceso o del contrato (empieza por CO1)",
        "support_asks_en": ASKS_EN + "\nNumber of the process or contract (it begins with CO1)",
        "has_page": True,
        "source": "Colombia Compra Eficiente: manuales de SECOP II y concepto C-853 de 2025",
    },
    {
        "slug": "sigep-ii",
        "name": "SIGEP II",
        "run_by": "Función Pública",
        "purpose_es": "Registrar la hoja de vida de servidores públicos y contratistas, y la declaración de bienes y"
        " rentas.",
        "purpose_en": "Register the CV of public servants and contractors, and the declaration of assets and income.",
        "audience_es": "Los servidores públicos y quienes prestan servicios al Estado por contrato.",
        "audience_en": "Public servants, and those who provide services to the State under a contract.",
        "occasion_es": "Al vincularse con la entidad, cada año dentro del período de su orden, y al retirarse.",
        "occasion_en": "On joining the public body, every year within the period of its order, and on leaving.",
        "address": "https://www.funcionpublica.gov.co/web/sigep2",
        "support_email": "soportesigep2@funcionpublica.gov.co",
        "support_asks_es": ASKS_ES + "\nEntidad con la que trabaja o va a firmar",
        "support_asks_en": ASKS_EN + "\nPublic body that you work for or will sign with",
        "has_page": True,
        "source": "Función Pública: SIGEP II",
    },
    {
        "slug": "integridad-publica",
        "name": "Aplicativo por la Integridad Pública",
        "run_by": "Función Pública",
        "purpose_es": "Publicar las declaraciones de la Ley 2013 de 2019 y las de las personas expuestas políticamente."
        " Su usuario y su contraseña no son los de SIGEP II.",
        "purpose_en": "Publish the declarations of Ley 2013 de 2019 and those of politically exposed persons. Its user"
        " name and password are not those of SIGEP II.",
        "audience_es": "Los servidores públicos y contratistas a quienes la Ley 2013 de 2019 les pide declarar, y las"
        " personas expuestas políticamente. Si no sabe si le toca, pregunte a la entidad que lo contrata.",
        "audience_en": "The public servants and contractors of whom Ley 2013 de 2019 asks a declaration, and"
        " politically exposed persons. If you do not know whether it concerns you, ask the public body that hires you.",
        "occasion_es": "Antes de firmar el contrato, y cada vez que la entidad se lo pida.",
        "occasion_en": "Before signing the contract, and whenever the public body asks you to.",
        "address": "https://www.funcionpublica.gov.co/fdci/",
        "support_email": "soporteaplicativointegridad@funcionpublica.gov.co",
        "support_asks_es": ASKS_ES + "\nEntidad con la que trabaja o va a firmar",
        "support_asks_en": ASKS_EN + "\nPublic body that you work for or will sign with",
        "has_page": True,
        "source": "Función Pública: Aplicativo por la Integridad Pública; Ley 2013 de 2019",
    },
    {
        "slug": "secop-i",
        "name": "SECOP I",
        "run_by": "Colombia Compra Eficiente",
        "purpose_es": "Consultar procesos antiguos.",
        "purpose_en": "Look up old processes.",
        "audience_es": "Quien busca un proceso o un contrato de hace años.",
        "audience_en": "Whoever looks for a process or a contract of years ago.",
        "occasion_es": "Cuando el proceso no esté en SECOP II.",
        "occasion_en": "When the process is not in SECOP II.",
        "address": "https://www.colombiacompra.gov.co/",
        "source": "Colombia Compra Eficiente",
    },
    {
        "slug": "tvec",
        "name": "Tienda Virtual del Estado Colombiano (TVEC)",
        "run_by": "Colombia Compra Eficiente",
        "purpose_es": "Comprar por acuerdos marco: las entidades piden allí a los proveedores del acuerdo.",
        "purpose_en": "Buy under framework agreements: public bodies order there from the suppliers of the agreement.",
        "audience_es": "Las entidades y los proveedores de un acuerdo marco.",
        "audience_en": "Public bodies and the suppliers of a framework agreement.",
        "occasion_es": "Cuando la compra se hace por un acuerdo marco.",
        "occasion_en": "When the purchase is made under a framework agreement.",
        "address": "https://www.colombiacompra.gov.co/",
        "source": "Colombia Compra Eficiente",
    },
    {
        "slug": "rues",
        "name": "RUES y RUP",
        "run_by": "Cámaras de comercio",
        "purpose_es": "Matrícula mercantil, certificado de existencia y Registro Único de Proponentes (RUP), que se"
        " renueva cada año.",
        "purpose_en": "Business registration, certificate of existence and the register of bidders (RUP), which is"
        " renewed every year.",
        "audience_es": "Las empresas, y quien deba estar en el RUP para presentarse.",
        "audience_en": "Firms, and whoever must be in the RUP to bid.",
        "occasion_es": "Al constituir la empresa, y cada año antes del quinto día hábil de abril para renovar el RUP.",
        "occasion_en": "On founding the firm, and every year by the fifth business day of April to renew the RUP.",
        "address": "https://www.rues.org.co/",
        "source": "Confecámaras: RUES; Decreto 1082 de 2015",
    },
    {
        "slug": "dian",
        "name": "DIAN",
        "run_by": "Dirección de Impuestos y Aduanas Nacionales",
        "purpose_es": "RUT, facturación e impuestos.",
        "purpose_en": "Tax register (RUT), invoicing and taxes.",
        "audience_es": "Toda persona o empresa que facture o declare.",
        "audience_en": "Every person or firm that invoices or files taxes.",
        "occasion_es": "Al empezar la actividad, y cuando cambien sus datos.",
        "occasion_en": "On starting the activity, and when your details change.",
        "address": "https://www.dian.gov.co/",
        "source": "DIAN",
    },
]
# order, first day, last day: both counted.
PERIODS = (("national", (4, 1), (5, 31)), ("territorial", (6, 1), (7, 31)))


def write(apps: Any, schema_editor: Any) -> None:
    """Add the first edition."""
    system, period = apps.get_model("support", "RelatedSystem"), apps.get_model("support", "Period")
    rows = [system(position=10 * place, checked_on=CHECKED, **facts) for place, facts in enumerate(SYSTEMS, start=1)]
    sigep = next(row for row in system.objects.bulk_create(rows) if row.slug == "sigep-ii")
    period.objects.bulk_create(
        period(
            system=sigep,
            order=order,
            opens_month=opens[0],
            opens_day=opens[1],
            closes_month=closes[0],
            closes_day=closes[1],
            from_year=FIRST_YEAR,
            source="Función Pública: SIGEP II",
        )
        for order, opens, closes in PERIODS
    )


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=False)]
