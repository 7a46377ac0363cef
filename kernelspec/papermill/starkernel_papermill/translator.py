"""Python values as Starlark text."""
from papermill.translators import PythonTranslator

ESCAPES = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}


def escape(char):
    """A character as it stands in a string: Starlark has \\xNN for ASCII alone, and no surrogates."""
    code = ord(char)
    if char in ESCAPES:
        return ESCAPES[char]
    if 0x20 <= code < 0x7F:
        return char
    if 0xD800 <= code < 0xE000:  # half a pair, or a byte of an argument that is not UTF-8
        return r"\ufffd"
    return rf"\u{code:04x}" if code < 0x10000 else rf"\U{code:08x}"


class StarlarkTranslator(PythonTranslator):
    """Numbers, truth values, lists, comments and inspection are as in Python."""

    @classmethod
    def translate_escaped_str(cls, str_val):
        return '"%s"' % "".join(map(escape, str(str_val)))

    @classmethod
    def translate_float(cls, val):
        return super().translate_float(val).replace("'", '"')

    @classmethod
    def translate_dict(cls, val):
        # papermill makes strings of all keys. Starlark need not.
        return "{%s}" % ", ".join(f"{cls.translate(k)}: {cls.translate(v)}" for k, v in val.items())

    @classmethod
    def translate(cls, val):
        if isinstance(val, tuple):
            return "(%s)" % "".join(f"{cls.translate(v)}," for v in val)
        return super().translate(val)
