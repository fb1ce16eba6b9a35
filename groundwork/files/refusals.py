"""Why a file is not taken: what was found in it, and what to do about it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

MEGABYTE = 1024 * 1024

WORDS: dict[str, Promise] = {
    # As it arrives
    "no_file": _("No llegó ningún archivo. Elíjalo de nuevo."),
    "no_name": _("El archivo no tiene nombre. Póngale uno, por ejemplo “cedula.pdf”, y súbalo de nuevo."),
    "empty": _(
        "El archivo está vacío (0 bytes). Ábralo en su computador para ver que tiene contenido y súbalo de nuevo."
    ),
    "too_big": _(
        "El archivo pesa más de %(megabytes)s MB, que es lo máximo. Escanéelo con menor resolución (150 o 200"
        " puntos por pulgada), o divídalo en varios, y súbalo de nuevo."
    ),
    "quota": _(
        "Con este archivo pasaría de los %(quota)s MB que puede guardar. Quite documentos que ya no necesite "
        "y súbalo de nuevo."
    ),
    "storage": _(
        "Ahora no podemos guardar archivos. El suyo no quedó guardado: no es culpa suya. Inténtelo de nuevo "
        "en unos minutos."
    ),
    # What it turned out to be
    "svg": _("Es un dibujo SVG, que puede llevar programas. Guárdelo o expórtelo como PDF o PNG y súbalo de nuevo."),
    "html": _("Es una página web (HTML). Ábrala, use Imprimir → Guardar como PDF y suba ese PDF."),
    "xml": _("Es un archivo de datos XML. Suba el PDF que viene con él, o imprímalo como PDF."),
    "office": _(
        "Es un documento de Word, Excel o PowerPoint, que puede llevar macros. Ábralo, elija Guardar como PDF"
        " y suba ese PDF."
    ),
    "open_document": _("Es un documento de LibreOffice. Ábralo, elija Exportar como PDF y suba ese PDF."),
    "rtf": _("Es un documento de texto RTF. Ábralo, elija Guardar como PDF y suba ese PDF."),
    "text": _("Es un archivo de solo texto. Ábralo, use Imprimir → Guardar como PDF y suba ese PDF."),
    "archive": _("Es un archivo comprimido (ZIP, RAR, 7z…). Descomprímalo y suba uno por uno los documentos que trae."),
    "program": _("Es un programa, no un documento. Suba el documento en PDF, JPEG o PNG."),
    "heic": _(
        "Es una foto HEIC, el formato del iPhone. En Ajustes → Cámara → Formatos elija “El más compatible” y "
        "tómela de nuevo, o expórtela como JPEG."
    ),
    "other_picture": _("Es una imagen en un formato que no recibimos. Guárdela como JPEG o PNG y súbala de nuevo."),
    "media": _("Es un video o un audio. Suba el documento en PDF, JPEG o PNG."),
    "mail": _("Es un correo electrónico. Ábralo, guarde el documento que trae y suba ese documento."),
    "signed_envelope": _(
        "Es un sobre de firma digital (P7S, P7M). Abra el documento que lleva dentro y súbalo en PDF; un PDF "
        "firmado por dentro sí se recibe, con su firma intacta."
    ),
    "postscript": _("Es un archivo PostScript, para impresoras. Conviértalo a PDF y súbalo de nuevo."),
    "unknown_type": _(
        "No es un PDF, un JPEG ni un PNG, aunque el nombre lo diga. Ábralo en su computador; si abre, "
        "guárdelo como PDF y súbalo de nuevo."
    ),
    "not_here": _("Aquí no se recibe este tipo de archivo. Suba uno de los tipos que dice la página."),
    "mixed": _(
        "El archivo es dos cosas a la vez: lleva otro archivo pegado dentro. Ábralo, use Imprimir → Guardar "
        "como PDF y suba ese PDF."
    ),
    # What was found inside
    "infected": _(
        "El antivirus encontró un virus en el archivo y no lo guardamos. Revise su computador con un "
        "antivirus y suba una copia limpia."
    ),
    "encrypted": _("Este PDF tiene contraseña. Ábralo, guárdelo sin contraseña y súbalo de nuevo."),
    "xfa": _(
        "Este PDF es un formulario dinámico (XFA), que solo abre Adobe Reader. Ábralo allí, use Imprimir → "
        "Guardar como PDF y suba ese PDF."
    ),
    "signed_active": _(
        "Este PDF está firmado y además lleva programas, archivos adjuntos o acciones. No lo podemos limpiar "
        "sin dañar la firma: pida a quien lo firmó una copia sin ellos."
    ),
    "too_many_pages": _(
        "El PDF tiene más de %(pages)s páginas, que es lo máximo. Divídalo en varios y súbalos por separado."
    ),
    "too_many_marked_pages": _(
        "Un documento de identidad tiene pocas páginas y este tiene más de %(marked_pages)s. Deje solo las "
        "que se piden y súbalo de nuevo."
    ),
    "no_pages": _("El PDF no tiene páginas. Vuelva a crearlo y súbalo de nuevo."),
    "too_many_pixels": _(
        "La imagen tiene más de %(megapixels)s megapíxeles, que es lo máximo. Guárdela más pequeña, o "
        "escanéela con menor resolución, y súbala de nuevo."
    ),
    "too_complex": _(
        "El archivo es demasiado pesado por dentro: al abrirlo ocupa mucho más de lo que parece. Use Imprimir"
        " → Guardar como PDF, o escanéelo con menor resolución, y súbalo de nuevo."
    ),
    "cut": _(
        "El archivo está incompleto: le falta el final, como cuando una descarga se corta. Descárguelo o "
        "escanéelo otra vez y súbalo de nuevo."
    ),
    "damaged": _(
        "El archivo está dañado y no se puede abrir. Si en su computador sí abre, use Imprimir → Guardar como"
        " PDF y suba ese PDF."
    ),
    "unreadable": _(
        "No logramos abrir el archivo después de varios intentos. Use Imprimir → Guardar como PDF y suba ese PDF."
    ),
}


def words(code: str) -> str:
    """What was found and what to do, in the active language."""
    return str(WORDS.get(code, WORDS["unreadable"])) % _limits()


def error(code: str) -> ValidationError:
    """The same as an error that a form shows beside its field."""
    return ValidationError(words(code), code=code)


def _limits() -> dict[str, Any]:
    return {
        "megabytes": settings.UPLOAD_MAX_BYTES // MEGABYTE,
        "quota": settings.UPLOAD_OWNER_QUOTA // MEGABYTE,
        "pages": settings.UPLOAD_MAX_PAGES,
        "marked_pages": settings.UPLOAD_MAX_MARKED_PAGES,
        "megapixels": settings.UPLOAD_MAX_PIXELS // 1_000_000,
    }


NOTES: dict[str, Promise] = {
    "javascript": _("Se quitaron programas (JavaScript)."),
    "actions": _("Se quitaron acciones automáticas."),
    "attachments": _("Se quitaron archivos adjuntos."),
    "annotations": _("Se quitaron enlaces y notas; lo que se veía en la página quedó."),
    "form": _("El formulario quedó como se veía, sin campos que llenar."),
    "xfa": _("Se quitó el formulario dinámico (XFA)."),
    "media": _("Se quitaron videos, audios o modelos 3D."),
    "decrypted": _("Se quitaron las restricciones del PDF; no tenía contraseña para abrirse."),
    "repaired": _("El PDF tenía daños menores y se reparó."),
    "turned": _("La foto se enderezó."),
    "smaller": _("La imagen se guardó con menor resolución."),
    "trailing": _("Se quitó lo que venía después del final del archivo."),
}


def note(code: str) -> str:
    """What the pipeline took out or changed, in the active language."""
    return str(NOTES[code]) if code in NOTES else _gettext("Se limpió el archivo.")
