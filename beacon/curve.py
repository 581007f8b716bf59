"""BLS signatures on the curve BLS12-381, on either side of it: the one place that knows py_ecc.

Points are compressed as everywhere (most significant bit set, sign of y beside it), messages are hashed to the curve as
RFC 9380 says. A point is accepted only if there is no other way to write it, if it lies in the subgroup of prime order,
and if it is not the point at infinity, which would sign everything.
"""

import hashlib
import sys
from typing import Any

from models.beacon import BeaconScheme

DEPTH = 2_000
"""Calls that may be open at once; py_ecc multiplies by recursion, some 640 deep."""

_before = sys.getrecursionlimit()

from py_ecc.bls.g2_primitives import G1_to_pubkey as write_g1  # noqa: E402 - importing it changes the limit, see below
from py_ecc.bls.g2_primitives import G2_to_signature as write_g2  # noqa: E402
from py_ecc.bls.g2_primitives import pubkey_to_G1 as read_g1  # noqa: E402
from py_ecc.bls.g2_primitives import signature_to_G2 as read_g2  # noqa: E402
from py_ecc.bls.g2_primitives import subgroup_check  # noqa: E402
from py_ecc.bls.hash_to_curve import hash_to_G1, hash_to_G2  # noqa: E402
from py_ecc.fields import optimized_bls12_381_FQ12 as FQ12  # noqa: E402
from py_ecc.optimized_bls12_381.optimized_curve import G1, G2, curve_order, is_inf, multiply, neg  # noqa: E402
from py_ecc.optimized_bls12_381.optimized_pairing import final_exponentiate, pairing  # noqa: E402

# py_ecc asks for 100,000 for the whole process. With that, deeply nested JSON from outside would no longer be refused:
# it would overflow the stack.
sys.setrecursionlimit(max(_before, DEPTH))

G1_BYTES = 48
"""Length of a point on the shorter side; on the other it is twice that."""

ORDER = curve_order
"""Secret keys are whole numbers below this."""

_LONG = b"BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_"
_SHORT = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"

TAGS = {
    BeaconScheme.CHAINED: _LONG,
    BeaconScheme.UNCHAINED: _LONG,
    BeaconScheme.EARLY_SHORT: _LONG,  # the mistake of the early scheme, which its successor mended
    BeaconScheme.SHORT: _SHORT,
}
"""What is hashed to the curve with every message, so that a signature of one scheme is none of another."""

Point = Any
"""A point in py_ecc's projective coordinates, whose types differ from side to side."""


class NoPoint(ValueError):
    """These bytes are no point of the curve that can be used."""


def is_signature(scheme: BeaconScheme, *, key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether the holders of the public `key` signed `message`.

    Raises:
        NoPoint: `key` is no public key. A `signature` that is no point is only no signature.
    """
    holder = _point(key, scheme.key_bytes)
    try:
        signed = _point(signature, scheme.signature_bytes)
    except NoPoint:
        return False
    hashed = _hashed(scheme, message)
    if scheme.is_short:
        product = pairing(holder, hashed, False) * pairing(neg(G2), signed, False)
    else:
        product = pairing(hashed, holder, False) * pairing(signed, neg(G1), False)
    return final_exponentiate(product) == FQ12.one()


def public_key(scheme: BeaconScheme, secret: int) -> bytes:
    """Return the public key of `secret`, a whole number from 1 to `ORDER` - 1."""
    return bytes(write_g2(multiply(G2, secret)) if scheme.is_short else write_g1(multiply(G1, secret)))


def signature_of(scheme: BeaconScheme, *, secret: int, message: bytes) -> bytes:
    """Return the one signature of `message` that `secret` can make."""
    signed: Point = multiply(_hashed(scheme, message), secret)
    return bytes(write_g1(signed) if scheme.is_short else write_g2(signed))


def _hashed(scheme: BeaconScheme, message: bytes) -> Point:
    hash_to_curve: Any = hash_to_G1 if scheme.is_short else hash_to_G2
    return hash_to_curve(message, TAGS[scheme], hashlib.sha256)


def _point(data: bytes, length: int) -> Point:
    if len(data) != length:
        raise NoPoint(f"{len(data)} bytes where a point has {length}")
    read: Any = read_g1 if length == G1_BYTES else read_g2
    try:
        point = read(data)
    except ValueError as error:
        raise NoPoint(str(error)) from error
    if is_inf(point) or not subgroup_check(point):
        raise NoPoint("the point is not in the group")
    return point
