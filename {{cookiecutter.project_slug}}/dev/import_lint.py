"""Checks the direction of imports with import-linter.

    python -m dev.import_lint

Unlike the command `lint-imports`, it also works after the project's folder was moved.
"""

from importlinter.cli import lint_imports_command

if __name__ == "__main__":
    lint_imports_command(["--no-logo"])
