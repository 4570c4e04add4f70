"""Checksums that boards ask for, each over the bytes given."""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import xor


def sum8(data: bytes) -> bytes:
    """The last byte of the sum."""
    return bytes([sum(data) % 256])


def xor8(data: bytes) -> bytes:
    """All bytes, exclusive or."""
    return bytes([reduce(xor, data, 0)])


def crc16(data: bytes) -> bytes:
    """CRC-16/ARC (polynomial 0xA001 reflected, from 0), low byte first. Source: docs/strips.md."""
    return _crc(data, 0).to_bytes(2, "little")


def modbus(data: bytes) -> bytes:
    """CRC-16/MODBUS, the same polynomial from 0xFFFF, low byte first."""
    return _crc(data, 0xFFFF).to_bytes(2, "little")


def _crc(data: bytes, crc: int) -> int:
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


#: By the name a hall file calls it.
CHECKSUMS: Mapping[str, Callable[[bytes], bytes]] = {
    "none": lambda _: b"",
    "sum8": sum8,
    "xor8": xor8,
    "crc16": crc16,
    "modbus": modbus,
}
