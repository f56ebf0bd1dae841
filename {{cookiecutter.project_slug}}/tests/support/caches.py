"""Caches of the application's functions."""

import sys


def forget_caches(package: str) -> None:
    """Empty them, so that the next test fills them where coverage sees it.

    Coverage does not see what a thread of TestClient does.
    """
    for name, module in list(sys.modules.items()):
        if name.startswith(package):
            for function in vars(module).values():
                if getattr(function, "__module__", None) == name:
                    getattr(function, "cache_clear", bool)()
