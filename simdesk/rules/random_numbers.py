"""Random numbers by place: plain arithmetic, the same to the bit on one number, on arrays, compiled, and on every machine.

A number is a function of a key (of the seed and of a place), a day, whose number it is, and which attempt. No generator has a
state: whoever needs a number computes it. The words come from Philox4x32-10 (Salmon, Moraes, Dror and Shaw: Parallel
random numbers: as easy as 1, 2, 3; SC 2011), which passes the batteries of TestU01 and whose authors publish known answers.

Logarithm, exponential and cosine are computed here by additions, multiplications and divisions alone, which every processor
rounds alike; those of the C library and of numpy differ in the last bit from machine to machine. The polynomials are those of
Sun's fdlibm (1993), with errors below one unit in the last place.

Everything works on numpy arrays, element by element, and compiled on single numbers. Keys, days and the rest are unsigned whole
numbers of 64 bits.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLIER_0, _MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL_0, _WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_DROPPED = np.uint64(12)
_UNIT = 2.0**-52
_ONE = np.float64(1.0)

_NEAREST = 6755399441055744.0
"""1.5 × 2^52: added and taken away again it rounds to the nearest whole number, which then stands in the lowest bits."""
_NEAREST_BITS = 0x4338000000000000
_HALF_ROOT_BITS = 0x3FE6A09E00000000
_ONE_BITS = 0x3FF0000000000000
_LN2_HIGH, _LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
_ONE_BY_LN2 = 1.44269504088896338700
_FARTHEST = 700.0
_TWO_PI = 6.283185307179586


def philox(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> tuple[Any, Any]:
    """Philox4x32-10 of a counter of four words under a key of two, each below 2^32; two words of 64 bits."""
    # Ten rounds written out: a loop here would keep LLVM from playing the loop around it on several customers at once.
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    c0, c1, c2, c3 = _round(c0, c1, c2, c3, k0, k1)
    return c0 | (c1 << _HALF), c2 | (c3 << _HALF)


def _round(c0: Any, c1: Any, c2: Any, c3: Any, k0: Any, k1: Any) -> tuple[Any, Any, Any, Any]:
    p0, p1 = _MULTIPLIER_0 * c0, _MULTIPLIER_1 * c2
    return (p1 >> _HALF) ^ c1 ^ k0, p1 & _LOW, (p0 >> _HALF) ^ c3 ^ k1, p0 & _LOW


def uniform_of(word: Any) -> Any:
    """A word of 64 bits as a number above 0 and below 1, one of 2^52 that lie even."""
    return ((word >> _DROPPED) + 0.5) * _UNIT


def two_uniforms(key: Any, day: Any, whose: Any, attempt: Any) -> tuple[Any, Any]:
    """Two independent uniform numbers of a place, a day, a customer (or agent) and an attempt."""
    one, other = philox(whose & _LOW, attempt & _LOW, day & _LOW, day >> _HALF, key & _LOW, key >> _HALF)
    return uniform_of(one), uniform_of(other)


def bits_of(x: Any) -> Any:
    """The 64 bits of a float, as a whole number."""
    return (x * _ONE).view(np.int64)  # np.float64(x) makes a number of an array of one, before numpy 2.4


def float_of(bits: Any) -> Any:
    """The float of 64 bits."""
    return np.int64(bits).view(np.float64)


def log(x: Any) -> Any:
    """Natural logarithm of a positive number that is neither infinite nor subnormal."""
    bits = bits_of(x)
    exponent = (bits - _HALF_ROOT_BITS) >> 52
    f = float_of(bits - (exponent << 52)) - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01))
    odd = z * (
        6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01))
    )
    half_square = 0.5 * f * f
    k = exponent * 1.0
    return s * (half_square + (even + odd)) + k * _LN2_LOW - half_square + f + k * _LN2_HIGH


def exp(x: Any) -> Any:
    """e to the power of a number; beyond -700 and 700, where a float soon ends, of these."""
    x = np.minimum(np.maximum(x, -_FARTHEST), _FARTHEST)
    shifted = x * _ONE_BY_LN2 + _NEAREST
    k = shifted - _NEAREST
    high, low = x - k * _LN2_HIGH, k * _LN2_LOW
    r = high - low
    square = r * r
    c = r - square * (
        1.66666666666666019037e-01
        + square
        * (
            -2.77777777770155933842e-03
            + square * (6.61375632143793436117e-05 + square * (-1.65339022054652515390e-06 + square * 4.13813679705723846039e-08))
        )
    )
    y = 1.0 + (r * c / (2.0 - c) - low + high)
    return y * float_of(((bits_of(shifted) - _NEAREST_BITS) << 52) + _ONE_BITS)


def cosine_of_turn(turn: Any) -> Any:
    """The cosine of so many whole turns, between 0 and 1."""
    shifted = turn * 4.0 + _NEAREST
    quarter = bits_of(shifted) & 3
    angle = (turn - (shifted - _NEAREST) * 0.25) * _TWO_PI
    z = angle * angle
    cosine = 1.0 - (
        0.5 * z
        - z
        * z
        * (
            4.16666666666666019037e-02
            + z
            * (
                -1.38888888888741095749e-03
                + z
                * (
                    2.48015872894767294178e-05
                    + z * (-2.75573143513906633035e-07 + z * (2.08757232129817482790e-09 + z * -1.13596475577881948265e-11))
                )
            )
        )
    )
    sine = angle + angle * z * (
        -1.66666666666666324348e-01
        + z
        * (
            8.33333333332248946124e-03
            + z
            * (
                -1.98412698298579493134e-04
                + z * (2.75573137070700676789e-06 + z * (-2.50507602534068634195e-08 + z * 1.58969099521155010221e-10))
            )
        )
    )
    odd = quarter & 1
    return ((1 - odd) * cosine - odd * sine) * (1 - (quarter & 2))


def exponential_of(u: Any) -> Any:
    """An exponential number with mean 1 from a uniform one."""
    return -log(u)


def normal_of(u: Any, v: Any) -> Any:
    """A standard normal number from two uniform ones (Box and Muller 1958)."""
    return np.sqrt(-2.0 * log(u)) * cosine_of_turn(v)


def gamma_constants(shape: float) -> tuple[float, float]:
    """``d`` and ``c`` of ``gamma_candidate`` for a shape of 1 or more."""
    d = shape - 1.0 / 3.0
    return d, 1.0 / math.sqrt(9.0 * d)


def gamma_candidate(x: Any, u: Any, d: Any, c: Any) -> tuple[Any, Any]:
    """A number from a standard normal one, and whether a uniform one accepts it (Marsaglia and Tsang 2000).

    Those accepted, times ``d``, are gamma of shape d + 1/3 with scale 1; ``c`` is 1 / sqrt(9 d).
    """
    root = np.maximum(1.0 + c * x, 1e-100)
    v = root * root * root
    return v, log(u) < 0.5 * x * x + d - d * v + d * log(v)
