"""Answers that must be refused, with the sentence that says why, and hostile ones
that are legal."""

from typing import Any

from support.variants import rendered

GOOD_SLUG = {"project_slug": "my-service"}
SHAPE = (
    "must not be {}: take lower-case letters, digits and single hyphens or"
    " underscores, from a letter on, like my-service."
)
MODULE = "must not be {}, the name of a module of Python's standard library."
FOLDER = "must not be {}, the name of a folder of the service."
PACKAGE = "must not be {}, the name of a package the service uses."
DATABASE = "must not be {}, the name of a system database of PostgreSQL."
CONSOLE = "must not be {}, the name of the console of PgBouncer."
DEVICE = "must not be {}, the name of a device on Windows."
EMPTY = "must be a text that is not empty."
UNSEEN = "must be one line of visible characters; it holds {}."
EDGE = "must not begin with a space or an accent, nor end with a space; it holds {}."
JINJA = "must have no opening mark of Jinja, which an update would render; it holds {}."
QUOTES = "must have no double quote and no backslash."
EMAIL = "must look like name@example.com; it is {}."
COLOUR = (
    "must not hold {}, which is stripped from all code for psycopg: write it otherwise."
)
WIDE = "is {} characters wide: shorten it to {}."
FOLLOWS = "follows from the other answers: it must be {}."

BAD_FLAGS: list[tuple[str, str, str]] = [
    ("project_slug", "json", MODULE.format("'json'")),
    ("project_slug", "app", FOLDER.format("'app'")),
    ("project_slug", "fastapi", PACKAGE.format("'fastapi'")),
    ("project_slug", "click", PACKAGE.format("'click'")),
    ("project_slug", "postgres", DATABASE.format("'postgres'")),
    ("project_slug", "pgbouncer", CONSOLE.format("'pgbouncer'")),
    ("project_slug", "con", DEVICE.format("'con'")),
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
    ("project_name", "My\u202eService", UNSEEN.format(r"'\u202e'")),
    ("project_name", "My\u3164Service", UNSEEN.format(r"'\u3164'")),
    ("project_name", "My\ufe0fService", UNSEEN.format(r"'\ufe0f'")),
    ("project_name", "\u0301Service", EDGE.format(r"'\u0301'")),
    ("project_name", "Service ", EDGE.format("' '")),
    ("project_name", "{{ '{{' }}", JINJA.format("'{{'")),
    ("project_description", "two\nlines", UNSEEN.format(r"'\n'")),
    ("project_description", "tab\tbed", UNSEEN.format(r"'\t'")),
    ("project_description", "{{ '# {%' }} if %}", JINJA.format("'# {%'")),
    ("project_description", "d" * 201, WIDE.format(201, 200)),
    ("author_name", "\x1b[0m", UNSEEN.format(r"'\x1b'")),
    ("author_email", "me", EMAIL.format("'me'")),
    ("author_email", '"me"@c.d', EMAIL.format("""'"me"@c.d'""")),
    ("__database", "postgres", FOLLOWS.format("'my_service'")),
    ("__spdx", "GPL", FOLLOWS.format("'MIT'")),
]
BAD_CONFIG: list[tuple[str, Any, str]] = [
    ("project_slug", "email", MODULE.format("'email'")),
    ("project_slug", "./my-service", SHAPE.format("'./my-service'")),
    ("project_slug", "\uff53ervice", SHAPE.format(r"'\uff53ervice'")),
    ("project_name", "My\u200dService", UNSEEN.format(r"'\u200d'")),
    ("project_name", None, EMPTY),
    ("project_description", "nul\0", UNSEEN.format(r"'\x00'")),
    ("author_name", "\u2066Ann\u2069", UNSEEN.format(r"'\u2066'")),
    ("author_name", "{{ '# {#' }}", JINJA.format("'# {#'")),
    ("author_email", "a b@c.d", EMAIL.format("'a b@c.d'")),
    ("soft_delete", 1, "must be one of True, False; it is '1'."),
]
BAD_REPLAY: list[tuple[str, Any, str]] = [
    ("project_slug", "template1", DATABASE.format("'template1'")),
    ("project_slug", "a\n", SHAPE.format(r"'a\n'")),
    ("project_slug", "b\u00fcro", SHAPE.format(r"'b\xfcro'")),
    ("project_name", "{{ 7*7 }}", JINJA.format("'{{'")),
    ("project_name", "unclosed {{", JINJA.format("'{{'")),
    ("project_name", "My\ufeffService", UNSEEN.format(r"'\ufeff'")),
    ("project_name", 7, EMPTY),
    ("author_name", "Ann\u00a0B", UNSEEN.format(r"'\xa0'")),
    ("author_name", "Ann\n", UNSEEN.format(r"'\n'")),
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
    ("__deletion", "hard", FOLLOWS.format("'soft'")),
    ("__tags", ["psycopg"], FOLLOWS.format(rendered({})["__tags"])),
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
"""Refused by cookiecutter itself, before a hook runs, and what it says."""

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
"""Answers that must be baked as they are: quotes, markup, other scripts, extremes."""

SLUGS = {
    "quotes": "o-brien-s-service",
    "keyword": "import",
    "constant": "none",
    "one letter": "x",
}
"""What cookiecutter makes of a name, where no slug is given."""

PRINTED = {"LICENSE", "README.md", "app/main.py", "pyproject.toml"}
