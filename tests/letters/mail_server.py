"""A real mail server on loopback (aiosmtpd), which takes letters, refuses them, or breaks off, as a test asks it to."""

from __future__ import annotations

import asyncio
import datetime
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Taken:
    """A letter as the server took it."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage


@dataclass
class MailServer:
    """What the server does with letters: answers of each step by recipient, and what happens in the middle of one.

    to, text : recipient → answer to RCPT, to the whole letter; hang : recipients for whom no answer comes
    cut : recipients for whom the line breaks once the letter was read; on_text : called when a letter was read
    """

    to: dict[str, str] = field(default_factory=dict)
    text: dict[str, str] = field(default_factory=dict)
    hang: set[str] = field(default_factory=set)
    cut: set[str] = field(default_factory=set)
    on_text: Callable[[], None] = lambda: None
    taken: list[Taken] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    certificate: ssl.SSLContext | None = None
    port: int = 0

    def __enter__(self) -> MailServer:
        self.port = free_port()
        self._controller = Controller(
            self, hostname="127.0.0.1", port=self.port, tls_context=self.certificate,
            require_starttls=self.certificate is not None,
        )  # fmt: skip
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop(no_assert=True)

    def letters_to(self, recipient: str) -> list[Taken]:
        return [one for one in self.taken if recipient in one.recipients]

    async def handle_RCPT(  # noqa: N802  # aiosmtpd calls it by this name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self.to.get(address, "250 2.1.5 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        recipient = envelope.rcpt_tos[0]
        self.read.append(recipient)
        self.on_text()
        if recipient in self.hang:
            await asyncio.sleep(30)
        if recipient in self.cut:
            assert server.transport is not None
            server.transport.abort()
            return "250 OK"
        answer = self.text.get(recipient, "250 2.0.0 OK")
        if answer.startswith("2"):
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=policy.SMTP)
            assert isinstance(message, EmailMessage)
            self.taken.append(Taken(str(envelope.mail_from), tuple(envelope.rcpt_tos), message))
        return answer


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def text_of(message: EmailMessage) -> str:
    """What a letter says."""
    body = message.get_body()
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def certificate(folder: Path) -> ssl.SSLContext:
    """A certificate of localhost, in `certificate.pem` of a folder: for SSL_CERT_FILE of whoever is to trust it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(tz=datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private, public = folder / "key.pem", folder / "certificate.pem"
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    return context
