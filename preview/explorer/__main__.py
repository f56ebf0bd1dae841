"""Writes a page in which all projects of the template can be read and compared.

make explore
make explore since=v1
"""

import argparse
import base64
import json
import sys
import zlib
from pathlib import Path
from typing import Any

from preview.bakes import BakeError
from preview.explorer.data import page_data
from preview.template import NoTemplateError, at_commit, in_working_tree

HERE = Path(__file__).parent
PAGE = "index.html"
OUTPUT = Path("build/explorer")


def page(data: dict[str, Any]) -> str:
    """Return the whole page."""
    packed = zlib.compress(
        json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), 9
    )
    parts = {
        "/* style */": (HERE / "page.css").read_text("utf-8"),
        "/* script */": (HERE / "diff.js").read_text("utf-8")
        + (HERE / "page.js").read_text("utf-8"),
        "/* data */": base64.b64encode(packed).decode(),
    }
    text = (HERE / "page.html").read_text("utf-8")
    for mark, part in parts.items():
        text = text.replace(mark, part)
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--since", help="a commit to compare with")
    parser.add_argument("--output", type=Path, default=OUTPUT, metavar="FOLDER")
    parser.add_argument(
        "--template", default=".", help="the address of the template in the command"
    )
    options = parser.parse_args()
    try:
        ends = [("the working tree", in_working_tree(Path()))]
        if options.since:
            ends.insert(0, (options.since, at_commit(Path(), options.since)))
        data = page_data(ends)
    except (NoTemplateError, BakeError) as error:
        sys.exit(f"ERROR: {error}")
    options.output.mkdir(parents=True, exist_ok=True)
    path = options.output / PAGE
    path.write_text(page({**data, "template": options.template}), encoding="utf-8")
    print(f"{path}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
