# make demo [key=value ...]   bake a service under build/, test it and start it
# make test                   this repository's tests; variants that hold every pair of answers
# make test-all [SHARD=i/n]   the same of every variant, or the i-th of n parts of it;
#                             draws build/report/index.html
# make test-oldest            two variants with the oldest dependencies they admit
# make test-newest            ... with the newest there are
# make test-pythons           ... on every CPython of this machine, from 3.11 on
# make test-postgresql        ... on the PostgreSQL of this machine, if it has one
# make manifests              write down anew which files four of the variants have
# make drill                  break the template line by line, and see each check find it

PYTHON ?= $(shell python3 scripts/find_python.py)
UV := $(shell command -v uv || echo .venv/bin/uv)
export UV_SYSTEM_CERTS ?= true
unexport VIRTUAL_ENV UV_PROJECT_ENVIRONMENT

COMPATIBILITY := oldest newest pythons postgresql

.PHONY: demo test test-all $(COMPATIBILITY:%=test-%) drill manifests lint clean

demo: .venv/ready
	@.venv/bin/python scripts/demo.py

test: .venv/ready
	.venv/bin/python -m pytest

test-all: .venv/ready
	.venv/bin/python -m pytest --variants=all --thorough --grid=build/report \
	  $(SHARD:%=--shard=%)

$(COMPATIBILITY:%=test-%): test-%: .venv/ready
	.venv/bin/python -m pytest tests/compatibility -m $*

manifests: .venv/ready
	.venv/bin/python -m pytest tests/checks -k manifest --write-manifests

drill: .venv/ready
	.venv/bin/python -m pytest tests/drill

lint: .venv/ready
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/mypy

clean:
	rm -rf .cache .venv build uv.lock
	find . -name __pycache__ -prune -o -name '.*_cache' -prune | xargs rm -rf

.venv/ready: pyproject.toml $(UV)
	$(UV) sync --quiet --python $(PYTHON)
	@touch $@

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed: install it, or name yours with PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	.venv/bin/pip install --quiet --disable-pip-version-check uv
