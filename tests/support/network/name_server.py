"""A name server that writes down what it is asked, and every packet that reaches its interface.

Run as a script in the only neighbour's network namespace: `python name_server.py ADDRESS LOG`. It
answers every question with its own address, so that a connection would follow, and refuses those.
"""

from __future__ import annotations

import socket
import struct
import sys
import threading
from collections.abc import Callable
from pathlib import Path

IPV4, IPV6, ARP = 0x0800, 0x86DD, 0x0806
ICMPV6 = 58  # neighbour discovery and the kernel's own group reports
READY = "ready"


def main() -> None:
    """Listen until the process is ended."""
    address, log = sys.argv[1], Path(sys.argv[2])
    lock = threading.Lock()

    def note(line: str) -> None:
        with lock, log.open("a") as file:
            file.write(f"{line}\n")

    packets = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x0003))
    packets.bind(("eth0", 0))
    questions = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    questions.bind((address, 53))
    threading.Thread(target=_note_packets, args=(packets, note), daemon=True).start()
    note(READY)
    while True:
        asked, sender = questions.recvfrom(4096)
        name, end = _name(asked)
        note(f"question {name}")
        questions.sendto(_answer(asked, end, address), sender)


def _note_packets(packets: socket.socket, note: Callable[[str], None]) -> None:
    while True:
        frame, (_, _, direction, *_) = packets.recvfrom(65_535)
        if direction != socket.PACKET_OUTGOING and (told := _describe(frame)):
            note(f"packet {told}")


def _describe(frame: bytes) -> str:
    """Protocol and receiver of a packet; empty where the kernel sends it without any program."""
    kind = struct.unpack("!H", frame[12:14])[0]
    if kind == IPV4:
        header = 14 + 4 * (frame[14] & 0xF)
        port = struct.unpack("!H", frame[header + 2 : header + 4])[0]
        return f"protocol {frame[23]} to {socket.inet_ntoa(frame[30:34])} port {port}"
    if kind == IPV6:
        is_kernels = frame[20] in (0, ICMPV6)
        receiver = socket.inet_ntop(socket.AF_INET6, frame[38:54])
        return "" if is_kernels else f"protocol {frame[20]} to {receiver}"
    return "" if kind == ARP else f"frame of type {kind:#06x}"


def _name(asked: bytes) -> tuple[str, int]:
    """The name that a question is about, and where the question ends."""
    labels, at = [], 12
    while length := asked[at]:
        labels.append(asked[at + 1 : at + 1 + length].decode("ascii", "replace"))
        at += 1 + length
    return ".".join(labels), at + 5


def _answer(asked: bytes, end: int, address: str) -> bytes:
    """The asked question with our own address, or without any where it asks for another kind."""
    is_address = asked[end - 4 : end - 2] == b"\0\1"
    head = asked[:2] + b"\x81\x80" + struct.pack("!4H", 1, int(is_address), 0, 0)
    record = b"\xc0\x0c\0\1\0\1" + struct.pack("!IH", 60, 4) + socket.inet_aton(address)
    return head + asked[12:end] + (record if is_address else b"")


if __name__ == "__main__":
    main()
