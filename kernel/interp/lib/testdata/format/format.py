"""Writes format.golden: what format gives for values and specifications in CPython 3.13.

    python3.13 format.py

A line has a value as Starlark writes it, a specification, and the text or the
error, between tabs. Strings are in the notation of JSON. In errors, types have
the names that Starlark gives them.
"""

import json
import pathlib
import random
import sys

FLOAT_TYPES = "eEfFgG%"
INF, NAN = float("inf"), float("nan")
INTS = [0, 1, -1, 7, -42, 65, 255, 999, 1000, -1000, 12345, 1234567, -123456789, 0x20AC, 0x110000, 2**31, 2**53 + 1,
        2**63 - 1, -(2**63), 2**64, 10**15, 123456789012345678901234567890, -(10**40), 2**200 + 1]
FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, 1.5, 2.5, -2.5, 0.05, 0.15, 0.25, 0.125, 0.375, 1.005, 2.675, -0.004, 0.1, 0.3, 1 / 3,
          2 / 3, 3.14159, 9.5, 9.995, 9.9995, 99.95, 99.99999, 123.0, 1234.5, -1234.5, 12345.678, 123456.0, 999999.5, 1234567.5,
          -1234567.891, 1e-4, 1.5e-4, 0.00012345, 1e-5, 9.9999e-5, 1e-7, 1e5, 1e6, 1e15, 123456789012345.6, 1e16, 1.5e16,
          9007199254740993.0, 1e17, 1e21, 1e22, 1e23, 1.2345e100, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308,
          -1e300, INF, -INF, NAN]
STRINGS = ["", "a", "tea", "a longer text", "café", "日本語", "🙂!", "tab\t"]
OTHERS = [None, [1, "a"], (1,), {"k": 2}, b"x"]

PLAIN = ["", "d", "b", "c", "o", "x", "X", "n", "e", "E", "f", "F", "g", "G", "%", "s", "5", "-5", "05", "<8", ">8", "^8", "^9",
         "=8", "+", "-", " ", "+=8", "*^11", "0<8", "0>8", "0=8", "x=8", "é>5", "🙂^6", "<<4", "=<4", "08", "<08", "^08", "+08",
         " 08", ",", "_", ",d", "_d", "_b", "_x", "_X", "_o", "#_x", "#b", "#o", "#x", "#X", "#010x", "#_011x", "012,", "013,",
         "011,", "010_b", "011_b", "06", "02", "1", "0", "00", ".0", ".1", ".2", ".3", ".5", ".10", ".17", ".20", ".0f", ".1f",
         ".2f", ".3f", ".0e", ".1e", ".3e", ".16e", ".25e", ".0g", ".1g", ".2g", ".3g", ".6g", ".15g", ".17g", ".25g", ".0%", ".1%",
         "#", "#.0f", "#.0e", "#g", "#.3g", "#.0g", "#.1", "#.3", "#e", "#%", "#.0%", "z", "z.0f", "z.1f", "z.2f", "+z.1f", "z.1%",
         "z.0e", "zg", ",.2f", "_.2f", "012,.2f", "013,.2f", "014,.2f", "+012,.2f", "*=14,.2f", "0=14,.2f", ",e", ",g", ",%", ",.3",
         "015,", ">12.3f", "<12.3f|", "^+12.1e", ".2F", ".2E", ".3G", ".3n", "n", ".40f", "030.10f", "010%", "09g"]
WRONG = ["y", "é", " s", "+s", "-s", "zs", "#s", "=s", "=5", "0=5s", ",s", "_s", ",,", "__", ",_", "_,", ",_d", "_,d", ",c", ",n", "_n",
         ",x", "_c", ",b", ".", ".f", ".d", "..2f", "5.", ".2d", ".2x", ".2c", "zd", "z", "+c", " c", "#c", "5x5", "dd", "2f2", "#+5",
         "0x8", "10.2.3", "5,5", "  ", "\t", "\n", ".2fx", "ab", "{}", "-+5", "<>^5", "5 ", "\x7f", "é5", "i", "r", "S", "D", ".2S",
         "'", '"', "5,_", "5_,", "é,", ",é", "_\x01", "^=5", "==5", "=^5s", "#z", "z#", "z#.1f", "0z", "05z"]


def starlark(x):
    if isinstance(x, float) and (x != x or x in (INF, -INF)):
        return f'float("{x}")'
    if isinstance(x, str):
        return json.dumps(x, ensure_ascii=False)
    return repr(x).replace("'a'", '"a"').replace("'k'", '"k"').replace("b'x'", 'b"x"')


def result(x, spec):
    try:
        return "= " + json.dumps(format(x, spec))
    except Exception as e:
        return f"! {type(e).__name__}: {e}".replace("'str'", "'string'")


def random_case(r):
    def maybe(p, *options):
        return r.choice(options) if r.random() < p else ""

    x, kinds = random_value(r)
    align = maybe(0.5, *"<>=^")
    fill = maybe(0.3, "*", "0", "x", "é", "<") if align else ""
    sign, z, alternate = maybe(0.3, *"+- "), maybe(0.1, "z"), maybe(0.15, "#")
    zero, width, grouping = maybe(0.2, "0"), maybe(0.6, *map(str, range(1, 30))), maybe(0.25, *",_")
    precision = maybe(0.5 if kinds == FLOAT_TYPES else 0.05, *("." + str(n) for n in range(20)))
    return x, fill + align + sign + z + alternate + zero + width + grouping + precision + maybe(0.8, *kinds)


def random_value(r):
    if r.random() < 0.3:
        return r.randrange(-(10 ** r.randrange(1, 25)), 10 ** r.randrange(1, 25)), "bdoxXnef%"
    if r.random() < 0.3:
        return r.randrange(-10000, 10000) / 8, FLOAT_TYPES  # ties
    if r.random() < 0.2:
        return r.choice(FLOATS), FLOAT_TYPES
    return r.choice([1, -1]) * r.random() * 10.0 ** r.randrange(-12, 24), FLOAT_TYPES


def cases():
    for x in [True, -42, 1234567, 0x20AC, 0.0, -0.04, 1234.5, 1e16, INF, "café"]:
        for spec in PLAIN:
            yield x, spec
    for x in [-42, 2.5, "café"]:
        for spec in WRONG:
            yield x, spec
    for x in FLOATS:
        for spec in ["", ".0f", ".1f", ".2f", ",.2f", ".3", ".3g", "g", "#g", ".2e", "e", ".1%", "012,.1f", "z.1f", ".17", "#.4", "n"]:
            yield x, spec
    for x in INTS + [False]:
        for spec in ["", "d", ",", "_", "x", "#X", "_b", "#o", "08,", "+", ".2f", "e", "g", "%", ",.1f", "n", "*^30", "030,d"]:
            yield x, spec
        if abs(x) < 2**63:  # the text of others' error is about C
            yield x, "c"
    for x in STRINGS:
        for spec in ["", "s", "5", "<5", ">5", "^6", "05", ".2", "*^9.3s", ".0", "é>4"]:
            yield x, spec
    for x in OTHERS:
        for spec in [" ", "5", "d", "s", ".2f"]:
            yield x, spec
    yield None, ""
    for x in [10**400, -(10**400), 10**308 * 2]:
        for spec in ["f", ".2e", "%", "g", "_x"]:
            yield x, spec
    r = random.Random(13)
    for _ in range(1500):
        yield random_case(r)


def main():
    if sys.version_info[:2] != (3, 13):
        sys.exit("the golden file comes from CPython 3.13")
    lines = dict.fromkeys("\t".join([starlark(x), json.dumps(spec), result(x, spec)]) for x, spec in cases())
    (pathlib.Path(__file__).parent / "format.golden").write_text("\n".join(lines) + "\n", encoding="utf-8")


main()
