"""The syntax colours of a file, as runs of characters of the same kind."""

from itertools import groupby

from pygments.lexers import get_lexer_for_filename
from pygments.token import (
    Comment,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    String,
    _TokenType,
)
from pygments.util import ClassNotFound

KINDS: list[tuple[_TokenType, str]] = [
    (Comment, "c"),
    (String, "s"),
    (Number, "n"),
    (Literal, "s"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (Name.Function, "f"),
    (Name.Class, "f"),
    (Name.Decorator, "d"),
    (Name.Tag, "f"),
    (Name.Attribute, "d"),
    (Name.Builtin, "d"),
]
PLAIN = "p"
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def runs(name: str, text: str) -> str:
    """Return runs like "k6p1", each a kind and a length in UTF-16 units.

    Return nothing for a file whose language is unknown.
    """
    try:
        lexer = get_lexer_for_filename(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return ""
    tokens = [(_kind(token), value) for token, value in lexer.get_tokens(text)]
    if "".join(value for _, value in tokens) != text:
        return ""
    parts = []
    for kind, group in groupby(tokens, lambda token: token[0]):
        length = sum(len(value.encode("utf-16-le")) // 2 for _, value in group)
        parts.append(f"{kind.upper()}{_base36(length)}" if length else "")
    return "".join(parts)


def _kind(token: _TokenType) -> str:
    return next((letter for parent, letter in KINDS if token in parent), PLAIN)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 36)
        digits = DIGITS[rest] + digits
    return digits
