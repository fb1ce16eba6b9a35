"""What the first edition of the rules says: papers, who is asked for each, and why one is sent back. Frozen."""

from typing import Any

SINCE = "2026-01-01"
PORTAL = "Uso del portal"
NATURAL, NO_ACCOUNTS, LEGAL, JOINT = "natural", "natural_no_accounts", "legal", "joint"
EVERYBODY = (NATURAL, NO_ACCOUNTS, LEGAL, JOINT)

LEGIBLE = ("Se lee completo, por todas sus páginas.", "It is legible and complete, every page.")
OF_THE_SUPPLIER = (
    "El nombre y el número son los del proveedor.",
    "The name and the number are the supplier's.",
)
SIGNED = ("Está firmado por quien debe firmarlo.", "It is signed by whoever must sign it.")
CUT_OFF = (
    "El corte es el 31 de diciembre del año anterior.",
    "The cut-off date is 31 December of the year before.",
)
FRESH = (
    "La fecha de expedición es la que dice el proveedor.",
    "The date of issue is the one that the supplier gives.",
)
PAGES_OF_STATEMENTS = (
    "Trae balance, estado de resultados y notas.",
    "It has the balance sheet, the income statement and the notes.",
)

# slug, group, order, name, name in English, help, help in English, public register.
TYPES: list[tuple[str, str, int, str, str, str, str, str]] = [
    (
        "identification",
        "identity",
        10,
        "Documento de identidad",
        "Identity document",
        "Cédula de ciudadanía o de extranjería, PPT o pasaporte, por ambas caras. Lo expide la Registraduría o"
        " Migración Colombia. Le ponemos una marca de agua: «Uso exclusivo para registro».",
        "Colombian or foreigner's identity card, PPT or passport, both sides. Issued by the Registraduría or Migración"
        " Colombia. We put a watermark on it: “Uso exclusivo para registro” (for registration only).",
        "https://certvigenciacedula.registraduria.gov.co/",
    ),
    (
        "existence-certificate",
        "standing",
        10,
        "Certificado de existencia y representación legal",
        "Certificate of existence and legal representation",
        "Lo expide la cámara de comercio o la autoridad que reconoció la entidad. Debe ser reciente: se mira quién"
        " representa y hasta qué valor puede firmar.",
        "Issued by the chamber of commerce, or by the authority that recognised the body. It must be recent: it says"
        " who represents the firm and up to what value they may sign.",
        "https://www.rues.org.co/",
    ),
    (
        "joint-agreement",
        "standing",
        20,
        "Documento de conformación del proponente plural",
        "Agreement of the joint bidder",
        "El acuerdo de consorcio o unión temporal, firmado por todos, con participaciones que sumen 100 %.",
        "The agreement of the consortium or temporary union, signed by all, with shares that add up to 100%.",
        "",
    ),
    (
        "statements-audited",
        "finance",
        10,
        "Estados financieros dictaminados",
        "Audited financial statements",
        "Con dictamen del revisor fiscal, donde la ley lo exige, y con corte al 31 de diciembre del año anterior.",
        "With the statutory auditor's opinion, where the law demands one, and cut off at 31 December of the year"
        " before.",
        "",
    ),
    (
        "statements-certified",
        "finance",
        20,
        "Estados financieros certificados",
        "Certified financial statements",
        "Firmados por contador público y representante legal, con corte al 31 de diciembre del año anterior.",
        "Signed by a public accountant and the legal representative, cut off at 31 December of the year before.",
        "",
    ),
    (
        "statements-opening",
        "finance",
        30,
        "Estados financieros de apertura",
        "Opening financial statements",
        "Si la empresa es nueva y todavía no ha cerrado un año.",
        "For a new firm that has not closed a year yet.",
        "",
    ),
    (
        "no-accounts-statement",
        "finance",
        40,
        "Constancia de no estar obligado a llevar contabilidad",
        "Statement of not being obliged to keep accounts",
        "Una carta suya, firmada, que explica por qué no lleva contabilidad. Va en lugar de los estados financieros.",
        "A letter of your own, signed, that explains why you keep no accounts. It stands for the financial statements.",
        "",
    ),
    (
        "experience-certificate",
        "experience",
        10,
        "Certificado de un contrato",
        "Certificate of a contract",
        "La certificación del contratante, el acta de liquidación o un soporte sencillo de lo que hizo.",
        "The other party's certificate, the settlement record, or a simple proof of what you did.",
        "",
    ),
    (
        "rut",
        "usual",
        10,
        "RUT",
        "RUT (tax registration)",
        "Registro Único Tributario. Se descarga del sitio de la DIAN.",
        "The tax registration. It is downloaded from DIAN's site.",
        "https://muisca.dian.gov.co/WebRutMuisca/DefConsultaEstadoRUT.faces",
    ),
    (
        "rup-certificate",
        "usual",
        20,
        "Certificado del RUP",
        "RUP certificate",
        "Registro Único de Proponentes, de la cámara de comercio. Se renueva cada año hasta el quinto día hábil de"
        " abril.",
        "The register of bidders, kept by the chambers of commerce. It is renewed each year by the fifth business day"
        " of April.",
        "https://www.rues.org.co/",
    ),
    (
        "social-security",
        "usual",
        30,
        "Seguridad social y parafiscales",
        "Social security and payroll contributions",
        "La planilla PILA pagada, o el certificado de paz y salvo firmado por el revisor fiscal o el representante.",
        "The paid PILA form, or the certificate signed by the statutory auditor or the representative.",
        "",
    ),
    (
        "disciplinary-record",
        "usual",
        40,
        "Antecedentes disciplinarios",
        "Disciplinary record",
        "Lo expide la Procuraduría General de la Nación, gratis.",
        "Issued by the Procuraduría General de la Nación, free of charge.",
        "https://www.procuraduria.gov.co/Pages/certificado-antecedentes.aspx",
    ),
    (
        "fiscal-record",
        "usual",
        50,
        "Antecedentes fiscales",
        "Fiscal record",
        "El certificado de responsabilidad fiscal de la Contraloría General de la República, gratis.",
        "The certificate of fiscal liability of the Contraloría General de la República, free of charge.",
        "https://cfiscal.contraloria.gov.co/",
    ),
    (
        "judicial-record",
        "usual",
        60,
        "Antecedentes judiciales",
        "Judicial record",
        "La consulta del sitio de la Policía Nacional, gratis.",
        "The result of the National Police's site, free of charge.",
        "https://antecedentes.policia.gov.co:7005/WebJudicial/",
    ),
    (
        "redam",
        "usual",
        70,
        "Certificado del REDAM",
        "REDAM certificate",
        "Registro de Deudores Alimentarios Morosos (Ley 2097 de 2021). Se descarga del portal GOV.CO, gratis.",
        "The register of those who owe child support (Ley 2097 of 2021). It is downloaded from GOV.CO, free of charge.",
        "",
    ),
    (
        "bank-certificate",
        "usual",
        80,
        "Certificación bancaria",
        "Bank certificate",
        "La expide su banco: dice el titular, la clase y el número de la cuenta donde recibe los pagos.",
        "Issued by your bank: it says whose the account is, its kind and its number.",
        "",
    ),
]
IDENTITY = {"identification"}
TWO_REVIEWERS = {"bank-certificate"}

_IDENTIFICATION = {
    "maximum": 2,
    "signer": "",
    "checks": (
        LEGIBLE,
        (
            "Están las dos caras, o la página de datos del pasaporte.",
            "Both sides are there, or the passport's data page.",
        ),
        ("El nombre y el número son los de la persona.", "The name and the number are the person's."),
        ("No está vencido.", "It has not expired."),
    ),
}
_STATEMENTS: dict[str, Any] = {
    "one_of": "statements",
    "maximum": 5,
    "source": "Decreto 1082 de 2015, art. 2.2.1.1.1.5.3",
}
_OPENING_CHECKS = (
    LEGIBLE,
    OF_THE_SUPPLIER,
    ("La empresa se creó después del último cierre anual.", "The firm was created after the last yearly closing."),
    SIGNED,
)
_NO_ACCOUNTS_CHECKS = (
    LEGIBLE,
    ("Explica por qué no está obligado a llevar contabilidad.", "It explains why no accounts have to be kept."),
    ("La firma el proveedor.", "The supplier signs it."),
)


def _certified(signer: str) -> dict[str, Any]:
    checks = (LEGIBLE, OF_THE_SUPPLIER, CUT_OFF, PAGES_OF_STATEMENTS, SIGNED)
    return {**_STATEMENTS, "cut_off_last_year": True, "signer": signer, "checks": checks}


def _opening() -> dict[str, Any]:
    return {**_STATEMENTS, "signer": "accountant", "checks": _OPENING_CHECKS}


def _usual(*checks: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {"required": False, "checks": (LEGIBLE, *checks), **more}


# The person type, the paper, and where the rule differs from "required, one for the supplier, nobody signs it".
RULES: list[tuple[str, str, dict[str, Any]]] = [
    (NATURAL, "identification", _IDENTIFICATION),
    (NO_ACCOUNTS, "identification", _IDENTIFICATION),
    (LEGAL, "identification", {**_IDENTIFICATION, "each": "representative"}),
    (LEGAL, "identification", {**_IDENTIFICATION, "each": "board_member"}),
    (
        LEGAL,
        "existence-certificate",
        {
            "freshness_days": 30,
            "checks": (
                LEGIBLE,
                OF_THE_SUPPLIER,
                FRESH,
                (
                    "Los representantes y sus límites son los que dice el expediente.",
                    "The representatives and their limits are those of the file.",
                ),
                ("La junta directiva es la que dice el expediente.", "The board is the one of the file."),
            ),
        },
    ),
    (
        JOINT,
        "joint-agreement",
        {
            "maximum": 3,
            "signer": "representative",
            "source": "Ley 80 de 1993, art. 7",
            "checks": (
                LEGIBLE,
                ("Los integrantes son los del expediente.", "The members are those of the file."),
                ("Las participaciones suman 100 %.", "The shares add up to 100%."),
                ("Dice si es consorcio o unión temporal.", "It says whether it is a consortium or a temporary union."),
                ("Lo firman todos los integrantes.", "All its members sign it."),
            ),
        },
    ),
    (LEGAL, "statements-audited", _certified("auditor")),
    (LEGAL, "statements-certified", _certified("accountant")),
    (LEGAL, "statements-opening", _opening()),
    (NATURAL, "statements-certified", _certified("accountant")),
    (NATURAL, "statements-opening", _opening()),
    (
        NATURAL,
        "no-accounts-statement",
        {"one_of": "statements", "signer": "owner", "checks": _NO_ACCOUNTS_CHECKS},
    ),
    (NO_ACCOUNTS, "no-accounts-statement", {"signer": "owner", "checks": _NO_ACCOUNTS_CHECKS}),
    *(
        (
            person_type,
            "experience-certificate",
            _usual(
                (
                    "Dice quién contrató, qué, por cuánto y entre qué fechas.",
                    "It says who contracted, what, for how much and between which dates.",
                ),
                maximum=100,
            ),
        )
        for person_type in EVERYBODY
    ),
    *(
        (person_type, slug, rule)
        for person_type in EVERYBODY
        for slug, rule in (
            ("rut", _usual(OF_THE_SUPPLIER)),
            (
                "rup-certificate",
                _usual(
                    OF_THE_SUPPLIER,
                    ("Dice si está en firme o solo renovado.", "It says whether it is in force or only renewed."),
                    freshness_days=30,
                    source="Decreto 1082 de 2015, art. 2.2.1.1.1.5.1",
                ),
            ),
            (
                "social-security",
                _usual(
                    OF_THE_SUPPLIER,
                    ("El pago es del último mes.", "The payment is of the last month."),
                    freshness_days=30,
                    maximum=3,
                    source="Ley 80 de 1993, art. 41",
                ),
            ),
            ("disciplinary-record", _usual(FRESH, freshness_days=90, maximum=3)),
            ("fiscal-record", _usual(FRESH, freshness_days=90, maximum=3)),
            ("judicial-record", _usual(FRESH, freshness_days=90, maximum=3)),
            ("redam", _usual(FRESH, freshness_days=90, maximum=3, source="Ley 2097 de 2021")),
            (
                "bank-certificate",
                _usual(
                    ("El titular es el proveedor.", "The account is the supplier's."),
                    ("La cuenta es la del expediente.", "The account is the one of the file."),
                    freshness_days=90,
                ),
            ),
        )
    ),
]

# slug, reason, the same in English, what to do, the same in English.
REASONS: list[tuple[str, str, str, str, str]] = [
    (
        "illegible",
        "No se lee bien.",
        "It is not legible.",
        "Escanéelo o fotografíelo otra vez, con buena luz, sin sombras y de frente.",
        "Scan or photograph it again: good light, no shadows, from straight above.",
    ),
    (
        "cut-off",
        "Está cortado: no se ve todo el papel.",
        "It is cut off: part of the paper is out of the picture.",
        "Tome la imagen con los cuatro bordes del papel a la vista.",
        "Take it again with the four edges of the paper in view.",
    ),
    (
        "missing-page",
        "Falta una página.",
        "A page is missing.",
        "Suba el documento completo, en un solo archivo si puede.",
        "Upload the whole document, in one file if you can.",
    ),
    (
        "wrong-person",
        "Es de otra persona o de otra empresa.",
        "It belongs to somebody else or to another firm.",
        "Suba el documento con el nombre y el número de este proveedor.",
        "Upload the document with this supplier's name and number.",
    ),
    (
        "wrong-document",
        "No es el documento que se pide.",
        "It is not the document that is asked for.",
        "Lea qué es y quién lo expide en la página del documento, y suba ese.",
        "Read what it is and who issues it on the document's page, and upload that one.",
    ),
    (
        "expired",
        "Está vencido o es más viejo de lo que se acepta.",
        "It has expired, or is older than what is accepted.",
        "Pida uno nuevo a quien lo expide y súbalo.",
        "Ask whoever issues it for a new one and upload it.",
    ),
    (
        "wrong-year",
        "Es de otro año.",
        "It is of another year.",
        "Suba el que tiene corte al 31 de diciembre del año anterior.",
        "Upload the one cut off at 31 December of the year before.",
    ),
    (
        "missing-signature",
        "Le falta una firma.",
        "A signature is missing.",
        "Hágalo firmar por quien dice la página del documento y súbalo otra vez.",
        "Have it signed by whoever the document's page says, and upload it again.",
    ),
    (
        "dates-differ",
        "La fecha del documento no es la que usted escribió.",
        "The document's date is not the one that you wrote.",
        "Súbalo otra vez con la fecha que trae escrita.",
        "Upload it again with the date that is written on it.",
    ),
    (
        "data-differ",
        "No coincide con los datos del expediente.",
        "It does not agree with the data of the file.",
        "Corrija los datos del expediente, o suba el documento actualizado.",
        "Correct the data of the file, or upload the updated document.",
    ),
    (
        "password",
        "Pide contraseña para abrirlo.",
        "It asks for a password.",
        "Guárdelo sin contraseña: ábralo, elija «Imprimir» y «Guardar como PDF».",
        "Save it without a password: open it, choose “Print” and “Save as PDF”.",
    ),
    (
        "other",
        "Otro motivo, explicado abajo.",
        "Another reason, explained below.",
        "Siga lo que le escribió quien lo revisó.",
        "Follow what the reviewer wrote.",
    ),
]
