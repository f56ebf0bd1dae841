"""Bad answers with the message each must get, and difficult answers that are legal."""

from typing import Any

GOOD_SLUG = {"project_slug": "my-service"}
SHAPE = (
    "must not be {}: start with a letter; use lower-case letters, digits and single"
    " hyphens or underscores, like my-service."
)
TAKEN = "must not be {}, the name of {}: choose another one."
MODULE = "a module of Python's standard library"
FOLDER = "a folder of the service"
PACKAGE = "a package the service uses"
DATABASE = "a system database of PostgreSQL"
CONSOLE = "the console of PgBouncer"
DEVICE = "a device on Windows"
EMPTY = "must not be empty: write some text."
INVISIBLE = "must be one line of visible characters: remove {}."
EDGE = "must not start or end with a space, or start with an accent: remove {}."
JINJA = "must not contain {}, which an update would read as Jinja: remove it."
QUOTES = "must not contain a double quote or a backslash: remove it."
EMAIL = "must look like name@example.com; it is {}."
ASYNC_WORD = (
    "must not contain {}, which is removed from all code for psycopg: rephrase it."
)
WIDE = "is {} columns wide: shorten it to {}."

BAD_FLAGS: list[tuple[str, str, str]] = [
    ("project_slug", "json", TAKEN.format("'json'", MODULE)),
    ("project_slug", "app", TAKEN.format("'app'", FOLDER)),
    ("project_slug", "fastapi", TAKEN.format("'fastapi'", PACKAGE)),
    ("project_slug", "click", TAKEN.format("'click'", PACKAGE)),
    ("project_slug", "postgres", TAKEN.format("'postgres'", DATABASE)),
    ("project_slug", "pgbouncer", TAKEN.format("'pgbouncer'", CONSOLE)),
    ("project_slug", "con", TAKEN.format("'con'", DEVICE)),
    ("project_slug", "My Service", SHAPE.format("'My Service'")),
    ("project_slug", "1-service", SHAPE.format("'1-service'")),
    ("project_slug", "\u0441lass", SHAPE.format(r"'\u0441lass'")),
    ("project_slug", "service\uff11", SHAPE.format(r"'service\uff11'")),
    ("project_slug", "my\u200bservice", SHAPE.format(r"'my\u200bservice'")),
    ("project_slug", "cafe\u0301", SHAPE.format(r"'cafe\u0301'")),
    ("project_slug", "../escaped", SHAPE.format("'../escaped'")),
    ("project_slug", "a/b", SHAPE.format("'a/b'")),
    ("project_slug", "a/b/c", SHAPE.format("'a/b/c'")),
    ("project_slug", "a\\b", SHAPE.format(r"'a\\b'")),
    ("project_slug", ".hidden", SHAPE.format("'.hidden'")),
    ("project_slug", "~", SHAPE.format("'~'")),
    ("project_slug", "{{ 7*7 }}", SHAPE.format("'49'")),
    ("project_slug", "s" * 41, "has 41 characters: shorten it to 40."),
    ("project_name", '"', QUOTES),
    ("project_name", "ends in \\", QUOTES),
    ("project_name", '"""', QUOTES),
    ("project_name", "n" * 61, WIDE.format(61, 60)),
    ("project_name", "\u5b57" * 31, WIDE.format(62, 60)),
    ("project_name", "My\u202eService", INVISIBLE.format(r"'\u202e'")),
    ("project_name", "My\u3164Service", INVISIBLE.format(r"'\u3164'")),
    ("project_name", "My\ufe0fService", INVISIBLE.format(r"'\ufe0f'")),
    ("project_name", "\u0301Service", EDGE.format(r"'\u0301'")),
    ("project_name", "Service ", EDGE.format("' '")),
    ("project_name", "{{ '{{' }}", JINJA.format("'{{'")),
    ("project_description", "two\nlines", INVISIBLE.format(r"'\n'")),
    ("project_description", "tab\tbed", INVISIBLE.format(r"'\t'")),
    ("project_description", "{{ '# {%' }} if %}", JINJA.format("'# {%'")),
    ("project_description", "d" * 201, WIDE.format(201, 200)),
    ("author_name", "\x1b[0m", INVISIBLE.format(r"'\x1b'")),
    ("author_email", "me", EMAIL.format("'me'")),
    ("author_email", '"me"@c.d', EMAIL.format("""'"me"@c.d'""")),
]
BAD_CONFIG: list[tuple[str, Any, str]] = [
    ("project_slug", "email", TAKEN.format("'email'", MODULE)),
    ("project_slug", "./my-service", SHAPE.format("'./my-service'")),
    ("project_slug", "\uff53ervice", SHAPE.format(r"'\uff53ervice'")),
    ("project_name", "My\u200dService", INVISIBLE.format(r"'\u200d'")),
    ("project_name", None, EMPTY),
    ("project_description", "nul\0", INVISIBLE.format(r"'\x00'")),
    ("author_name", "\u2066Ann\u2069", INVISIBLE.format(r"'\u2066'")),
    ("author_name", "{{ '# {#' }}", JINJA.format("'# {#'")),
    ("author_email", "a b@c.d", EMAIL.format("'a b@c.d'")),
    ("soft_delete", 1, "must be one of True, False; it is '1'."),
]
BAD_REPLAY: list[tuple[str, Any, str]] = [
    ("project_slug", "template1", TAKEN.format("'template1'", DATABASE)),
    ("project_slug", "a\n", SHAPE.format(r"'a\n'")),
    ("project_slug", "b\u00fcro", SHAPE.format(r"'b\xfcro'")),
    ("project_name", "{{ 7*7 }}", JINJA.format("'{{'")),
    ("project_name", "unclosed {{", JINJA.format("'{{'")),
    ("project_name", "My\ufeffService", INVISIBLE.format(r"'\ufeff'")),
    ("project_name", 7, EMPTY),
    ("author_name", "Ann\u00a0B", INVISIBLE.format(r"'\xa0'")),
    ("author_name", "Ann\n", INVISIBLE.format(r"'\n'")),
    ("author_name", "a" * 101, WIDE.format(101, 100)),
    (
        "driver",
        "mysql",
        "must be one of asyncpg, psycopg; it is 'mysql'.",
    ),
    ("soft_delete", "perhaps", "must be one of True, False; it is 'perhaps'."),
    ("soft_delete", "yes", "must be one of True, False; it is 'yes'."),
    (
        "python_version",
        "3.10",
        "must be one of 3.13, 3.14, 3.12, 3.11; it is '3.10'.",
    ),
]

BY_COOKIECUTTER: list[tuple[str, str]] = [
    (
        "driver=mysql",
        "ValueError: mysql provided for choice variable driver, but the choices are",
    ),
    (
        "soft_delete=perhaps",
        "ValueError: perhaps provided for variable soft_delete could not be converted",
    ),
    (
        "python_version=3.10",
        "ValueError: 3.10 provided for choice variable python_version",
    ),
    ("project_slug=.", "directory already exists"),
    ("project_slug=..", "directory already exists"),
    ("project_name={{ nobody }}", "Unable to render variable 'project_name'"),
    ("project_name={{ unclosed", "TemplateSyntaxError: unexpected end of template"),
    ("project_name=C# {% if", "TemplateSyntaxError: unexpected 'end of template'"),
    ("author_name=C# {# x", "TemplateSyntaxError: Missing end of comment tag"),
]
"""Answers that cookiecutter itself rejects before a hook runs, with its messages."""

ASYNCPG = {"driver": "asyncpg"}
PSYCOPG = {"driver": "psycopg"}
HOSTILE: dict[str, dict[str, Any]] = {
    "quotes": PSYCOPG
    | {
        "project_name": "O'Brien's 'Service'",
        "project_description": '"say" \'hi\', or """hi""", or \'\'\'hi',
        "author_name": 'Ann "Quick" O\'Brien "',
    },
    "backslashes": ASYNCPG
    | {
        "project_description": r"C:\new\table, \" \x41 \u0041 \N{DASH} ends in " "\\",
        "author_name": "\\",
        "license": "BSD-3-Clause",
        "soft_delete": False,
    },
    "shell": PSYCOPG
    | {
        "project_name": "$HOME `id` $(id) %s {0} #1 & ~",
        "project_description": "'; rm -rf $HOME # %(here)s ${PATH} %%s {x} `id` !!",
        "author_name": "# $USER: 'x', {y} [z] | %s `w` > &1",
        "project_slug": "shell",
        "pool_profile": "pgbouncer",
    },
    "markup": ASYNCPG
    | {
        "project_name": "<b>&amp;</b> **[x](y)** _z_ #",
        "project_description": "<!-- <b>&amp; [x]: y | --- ![z](",
        "author_name": "<script>alert('&lt;')</script>",
        "license": "Proprietary",
        "repository_layer": False,
    },
    "fence": PSYCOPG
    | {
        "project_name": "- 1. > ```",
        "project_slug": "fence",
        "project_description": "~~~ - ``` # not a heading",
        "pool_profile": "serverless",
    },
    "emoji": ASYNCPG
    | {
        "project_name": "Rocket \U0001f680 \u2764\ufe0f " + "\U0001f680 " * 14 + "x",
        "project_slug": "rocket",
        "project_description": "\U0001f418 \u2728 \U0001f1e9\U0001f1ea \u2699\ufe0f",
        "author_name": "Zo\u00eb \U0001f984",
        "pool_profile": "high_traffic",
    },
    "right-to-left": PSYCOPG
    | {
        "project_name": "\u05e9\u05d9\u05e8\u05d5\u05ea \u05d7\u05d3\u05e9",
        "project_description": "\u062e\u062f\u0645\u0629 \u0648\u064a\u0628.",
        "author_name": "\u05d0\u05d1 (\u0628) c",
        "soft_delete": False,
        "repository_layer": False,
    },
    "look-alikes": ASYNCPG
    | {
        "project_name": "O\u2019Brien \u2013 \u0441\u043e\u0440 \u0430 \u03bf\uff01",
        "project_description": "\u0441afe\u0301 \u00d7 \u2018x\u2019 \uff11",
        "author_name": "\u0410\u043da",
    },
    "longest": PSYCOPG
    | {
        "project_name": "\u6f22\u5b57 " * 11 + "\u5b57 xy",
        "project_slug": "s" * 40,
        "project_description": '"\\' * 100,
        "author_name": '\\"' * 50,
        "author_email": "e" * 88 + "@example.com",
        "license": "BSD-3-Clause",
    },
    "one letter": ASYNCPG
    | {
        "project_name": "X",
        "project_description": "\\",
        "author_name": '"',
        "author_email": "a@b",
    },
    "keyword": PSYCOPG | {"project_name": "Import", "pool_profile": "high_traffic"},
    "constant": ASYNCPG | {"project_name": "None", "soft_delete": False},
    "colour": ASYNCPG | {"project_name": "My async and await AsyncApi"},
    "jinja": PSYCOPG
    | {
        "project_name": "{% raw %} {# x #} }} cookiecutter.x",
        "project_slug": "jinja",
        "project_description": "{ {x}} {%- if -%} {# x #} #} ${ { x } } {",
        "author_name": "{% endraw %}",
        "soft_delete": False,
    },
}
"""Legal answers that are hard to write into code: quotes, markup, other scripts."""

SLUGS = {
    "quotes": "o-brien-s-service",
    "keyword": "import",
    "constant": "none",
    "one letter": "x",
}
"""The slugs that cookiecutter derives from names."""

PRINTED = {"LICENSE", "README.md", "app/main.py", "pyproject.toml"}
"""The only files that may contain the texts of answers."""
