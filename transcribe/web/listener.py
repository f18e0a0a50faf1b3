"""The listening socket of the server: a port on loopback, or a Unix socket. Nothing else is opened.

There are no accounts yet, so every client that reaches the socket may read and change everything.
"""

from __future__ import annotations

import errno
import ipaddress
import os
import shutil
import socket
import stat
from dataclasses import dataclass
from pathlib import Path

from transcribe.errors import AddressUnusable, OpenToNetwork, PortInUse, SocketUnusable

BACKLOG = 512


@dataclass(frozen=True, slots=True)
class Address:
    """A port on loopback.

    Attributes:
        host: An address or a host name.
        port: 0 means any free port.
    """

    host: str = "127.0.0.1"
    port: int = 5000


@dataclass(frozen=True, slots=True)
class SocketFile:
    """A Unix socket; only users who may write the file can connect.

    Attributes:
        path: Path of the socket; its folder must exist.
        group: A group whose members may also connect; None for this user only.
    """

    path: Path
    group: str | None = None


def listen(at: Address | SocketFile) -> socket.socket:
    """Open a listening socket.

    Raises:
        OpenToNetwork: Other computers could reach the address.
        PortInUse: Another program already listens there.
        AddressUnusable: The address does not belong to this computer, or the user may not use it.
        SocketUnusable: The socket cannot be created, or the path is another kind of file.
    """
    return _listen_on_file(at) if isinstance(at, SocketFile) else _listen_on_loopback(at)


def where(listener: socket.socket, at: Address | SocketFile) -> str:
    """The address of a listening socket, for users."""
    if isinstance(at, SocketFile):
        return f"the socket {at.path}"
    shown = f"[{at.host}]" if ":" in at.host else at.host
    return f"http://{shown}:{listener.getsockname()[1]}"


def is_loopback(address: str) -> bool:
    """Whether an IP address is loopback; IPv4 mapped to IPv6 counts as IPv4."""
    try:
        parsed = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback


def resolve_loopback(at: Address) -> str:
    """Resolve a host to a loopback address.

    All addresses of a name must be loopback. The caller binds the returned address, so a different
    second answer of the name server has no effect.

    Raises:
        OpenToNetwork: Other computers could reach one of the addresses.
        AddressUnusable: The name does not exist.
    """
    if not at.host.strip():
        raise OpenToNetwork(
            at.host, at.port, ("all",)
        )  # `bind` takes an empty name as all addresses
    try:
        found = socket.getaddrinfo(at.host, at.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise AddressUnusable(at.host, at.port, reason) from error
    addresses = tuple(dict.fromkeys(str(one[4][0]) for one in found))
    if not addresses or not all(map(is_loopback, addresses)):
        raise OpenToNetwork(at.host, at.port, addresses)
    return next((one for one in addresses if ":" not in one), addresses[0])


def _listen_on_loopback(at: Address) -> socket.socket:
    address = resolve_loopback(at)
    listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, at.port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(at.host, at.port) from error
        raise AddressUnusable(at.host, at.port, error.strerror or str(error)) from error
    listener.listen(BACKLOG)
    return listener


def _listen_on_file(at: SocketFile) -> socket.socket:
    _remove_stale(at.path)
    listener = socket.socket(socket.AF_UNIX)
    before = os.umask(0o177)  # mode 0600 from the beginning
    try:
        listener.bind(str(at.path))
        if at.group is not None:
            shutil.chown(at.path, group=at.group)
            at.path.chmod(0o660)
    except (OSError, LookupError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise SocketUnusable(str(at.path), reason) from error
    finally:
        os.umask(before)
    listener.listen(BACKLOG)
    return listener


def _remove_stale(path: Path) -> None:
    """Remove the socket of a server that was killed.

    Raises:
        SocketUnusable: A server still listens there, or the file is not a socket.
    """
    try:
        found = path.lstat()
    except OSError:
        return  # missing or not accessible: `bind` reports which
    if not stat.S_ISSOCK(found.st_mode):
        raise SocketUnusable(str(path), "a file of that name exists and is not a socket")
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink(missing_ok=True)
            return
        except OSError as error:
            raise SocketUnusable(str(path), error.strerror or str(error)) from error
    raise SocketUnusable(str(path), "another program already listens there")
