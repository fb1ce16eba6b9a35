"""A mail as it goes over the wire: read back, it says what was written, in lines that any server takes."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundwork.messaging.letter import Letter

LONG_LINK = "<https://portal.example/baja/" + "a" * 300 + ">"


def letter(subject="Su proceso cambió", text="Hay una adenda.\n", html="<p>Hay una adenda.</p>\n", **headers):
    made = Letter(
        subject=subject,
        body=text,
        from_email="Portal de Contratación <avisos@portal.example>",
        to=["ana@example.org"],
        headers={"Message-ID": "<1@portal.example>", **headers},
    )
    if html:
        made.attach_alternative(html, "text/html")
    return made


def read(wire: bytes) -> EmailMessage:
    return message_from_bytes(wire, _class=EmailMessage, policy=policy.default)


def body(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    assert part
    return str(part.get_content()).replace("\r\n", "\n")


def test_it_reads_back_as_it_was_written():
    message = read(letter().wire())
    assert message["Subject"] == "Su proceso cambió"
    assert message["From"] == "Portal de Contratación <avisos@portal.example>"
    assert message["To"] == "ana@example.org"
    assert message["Message-ID"] == "<1@portal.example>"
    assert message["Date"].datetime
    assert message.get_content_type() == "multipart/alternative"
    assert body(message, "plain") == "Hay una adenda.\n"
    assert body(message, "html") == "<p>Hay una adenda.</p>\n"
    assert not message.defects


def test_without_html_it_is_text_alone():
    message = read(letter(html="").wire())
    assert message.get_content_type() == "text/plain"
    assert body(message, "plain") == "Hay una adenda.\n"


@given(
    text=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\n\t"), min_size=1),
    subject=st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=250
    ),
)
def test_any_text_arrives_whole_in_short_lines(text, subject):
    wire = letter(subject=subject, text=text).wire()
    lines = wire.split(b"\r\n")
    assert all(len(line) <= 998 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert wire.isascii()
    message = read(wire)
    assert body(message, "plain").rstrip("\n") == text.rstrip("\n")
    assert "".join(str(message["Subject"]).split()) == "".join(subject.split())


def test_a_link_to_unsubscribe_stays_whole_however_long_it_is():
    wire = letter(**{"List-Unsubscribe": LONG_LINK}).wire()
    assert f"\r\nList-Unsubscribe: {LONG_LINK}\r\n".encode() in wire
    assert f"List-Unsubscribe: {LONG_LINK}".encode() in letter(**{"List-Unsubscribe": LONG_LINK}).message().as_bytes()


@pytest.mark.parametrize("words", ["Aviso\r\nBcc: todos@example.org", "Aviso\nX: 1", "Aviso\rX: 1"])
def test_no_header_starts_another(words):
    with pytest.raises(ValueError, match="line break"):
        letter(subject=words).wire()
    with pytest.raises(ValueError, match="line break"):
        letter(**{"List-Id": words}).wire()


def test_a_backend_that_wants_a_tree_gets_the_same():
    message = letter().message()
    assert message["Subject"] == "Su proceso cambió"
    assert body(message, "html") == "<p>Hay una adenda.</p>\n"
