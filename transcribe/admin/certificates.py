"""Certificates of a cluster: its own authority, and one key pair per computer.

A computer with a signed pair may run code on every computer of the cluster, since Dask sends pickles.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from transcribe.errors import ClusterUnusable

VALID = timedelta(days=825)
CA_VALID = timedelta(days=3650)
FIRST_NAMES = ("server", "scheduler", "worker")


def make_authority(folder: Path) -> list[Path]:
    """Create an authority in a new folder, with pairs for server, scheduler and one worker.

    Returns:
        The folders to copy to the computers, each with `ca.pem`, `cert.pem` and `key.pem`.

    Raises:
        ClusterUnusable: An authority exists; a second one would lock out its computers.
    """
    if (folder / "ca-key.pem").exists():
        raise ClusterUnusable(
            f"{folder} has an authority already; `transcribe cluster add NAME` signs pairs for more "
            "machines."
        )
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Transcribe cluster authority")])
    certificate = (
        _builder(name, name, key.public_key(), CA_VALID)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    _write(folder / "ca-key.pem", _key_pem(key), secret=True)
    _write(folder / "ca.pem", certificate.public_bytes(serialization.Encoding.PEM))
    return [add_machine(folder, name) for name in FIRST_NAMES]


def add_machine(folder: Path, name: str) -> Path:
    """Sign a pair for one more computer; returns its folder.

    Raises:
        ClusterUnusable: There is no authority, or the name is invalid or taken.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,62}", name):
        raise ClusterUnusable(
            f"{name!r} is not a valid name: use letters, digits, dots and hyphens."
        )
    if not (folder / "ca-key.pem").is_file():
        raise ClusterUnusable(f"{folder} has no authority; `transcribe cluster init` creates one.")
    target = folder / name
    if target.exists():
        raise ClusterUnusable(f"{target} exists already.")
    authority = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
    authority_key = serialization.load_pem_private_key(
        (folder / "ca-key.pem").read_bytes(), password=None
    )
    if not isinstance(authority_key, ec.EllipticCurvePrivateKey):
        raise ClusterUnusable(f"{folder / 'ca-key.pem'} is not a key made by this program.")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usages = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
    certificate = (
        _builder(subject, authority.subject, key.public_key(), VALID)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    target.mkdir()
    _write(target / "ca.pem", (folder / "ca.pem").read_bytes())
    _write(target / "cert.pem", certificate.public_bytes(serialization.Encoding.PEM))
    _write(target / "key.pem", _key_pem(key), secret=True)
    return target


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, valid: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # allows for clock differences
        .not_valid_after(now + valid)
    )


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes, *, secret: bool = False) -> None:
    path.touch(0o600 if secret else 0o644)
    path.write_bytes(content)
