# make demo [key=value ...]   bake a service under build/, test it and start it
# make test                   this repository's tests
# make test-all               the same, with the suites of all 32 variants

PYTHON ?= python3
UV := $(shell command -v uv || echo .venv/bin/uv)
export UV_SYSTEM_CERTS ?= true
unexport VIRTUAL_ENV UV_PROJECT_ENVIRONMENT

.PHONY: demo test test-all lint clean

demo: .venv/ready
	@.venv/bin/python scripts/demo.py

test: .venv/ready
	.venv/bin/python -m pytest

test-all: .venv/ready
	.venv/bin/python -m pytest --variants=all

lint: .venv/ready
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/mypy

clean:
	rm -rf .cache .venv build uv.lock
	find . -name __pycache__ -prune -o -name '.*_cache' -prune | xargs rm -rf

.venv/ready: pyproject.toml $(UV)
	$(UV) sync --quiet
	@touch $@

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed: install it, or name yours with PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	.venv/bin/pip install --quiet --disable-pip-version-check uv
