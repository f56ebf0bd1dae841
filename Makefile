# make help                    print this list
# make demo [key=value ...]    bake a project under build/, test it and start it
# make check [NAME=variant]    run the cheap checks of one variant, or of a small set of
#                              variants that covers every pair of answers
# make diff [since=main] [only=key=value] [stat=1]
#                              show what the changes since a commit do to all projects
# make explore [since=COMMIT] [template=URL]
#                              write build/explorer/index.html, a page to read and compare
#                              all projects, also with those of a commit
# make test                    run this repository's tests: the cheap checks of all
#                              variants, and the test suites of that small set
# make test-all [SHARD=i/n]    run the test suites of all variants, or the i-th of n parts,
#                              and write build/report/index.html
# make test-oldest             test two variants with the oldest supported dependencies
# make test-newest             test two variants with the newest dependencies
# make test-pythons            test two variants on every installed CPython from 3.11 on
# make test-postgresql         test two variants on the installed PostgreSQL servers
# make bench [QUICK=1]        measure services of the template beside plain ones, print the
#                              goals they reach and write build/bench/index.html
# make bench-count [UPDATE=1]  compare statements and instructions per request with
#                              benchmarks/expected.json, or write that file
# make bench-scale [SIZES="10000 1000000"] [BINARIES=folder] [SYNC=1] [HARD=1]
#                              measure each list, filter and search on large tables, with
#                              its plan; writes build/bench-scale/
# make drill                   test that each check finds a fault in the template
# make fuzz [EXAMPLES=300]     send generated requests to two running variants, with
#                              schemathesis; writes build/fuzz/
# make patroni                 switch the leader of a Patroni cluster, then kill it, under the
#                              load of a running service: nothing is lost, and it heals
# make picture                 draw docs/terminal.svg, the picture of the README
# make manifests               update the lists of files in tests/checks/manifests/
# make lint                    check this repository and the raw template: ruff, mypy
# make format                  format and fix this repository and the raw template
# make clean                   remove what these commands have created

PYTHON ?= $(shell python3 scripts/find_python.py)
UV := $(shell command -v uv || echo .venv/bin/uv)
export UV_SYSTEM_CERTS ?= true
unexport VIRTUAL_ENV UV_PROJECT_ENVIRONMENT

COMPATIBILITY := oldest newest pythons postgresql

# The raw template has ruff settings of its own. A cache in its folder would be copied
# into projects, so nothing may be written there.
TEMPLATE := {{cookiecutter.project_slug}}
# The name of the raw template is not that of a package, and two answers may import
# different classes by one name.
RAW_IGNORE := --ignore=RUF200,F811
RAW_RUFF := cd '$(TEMPLATE)' && RUFF_NO_CACHE=true ../.venv/bin/ruff

.PHONY: help demo check diff explore test test-all $(COMPATIBILITY:%=test-%) bench bench-count \
  bench-scale drill fuzz patroni picture manifests lint format clean

help:
	@sed -n '/^#/!q; s/^# \{0,1\}//p' Makefile

demo: .venv/ready
	@.venv/bin/python scripts/demo.py

check: .venv/ready
	.venv/bin/python -m pytest tests/checks/test_[1-5]_*.py --only-these-variants \
	  $(if $(NAME),--variants='$(NAME)' --numprocesses=0)

diff: .venv/ready
	@.venv/bin/python -m preview.diff $(if $(since),--since='$(since)') \
	  $(foreach each,$(only),--only='$(each)') $(if $(stat),--stat) \
	  $(if $(summary),--summary='$(summary)')

explore: .venv/ready
	@.venv/bin/python -m preview.explorer $(if $(since),--since='$(since)') \
	  $(if $(template),--template='$(template)')

test: .venv/ready
	.venv/bin/python -m pytest

test-all: .venv/ready
	.venv/bin/python -m pytest --variants=all --thorough --grid=build/report \
	  $(SHARD:%=--shard=%)

$(COMPATIBILITY:%=test-%): test-%: .venv/ready
	.venv/bin/python -m pytest tests/compatibility -m $*

picture: .venv/ready
	.venv/bin/python scripts/terminal_picture.py

manifests: .venv/ready
	.venv/bin/python -m pytest tests/checks -k manifest --write-manifests

bench bench-count bench-scale: export PYTHONPATH := .:tests:$(TEMPLATE)
bench bench-count bench-scale: export PYTHONDONTWRITEBYTECODE := 1

bench: .venv/ready
	.venv/bin/python benchmarks/bench.py $(if $(QUICK),--quick)

bench-count: .venv/ready
	.venv/bin/python benchmarks/bench_count.py $(if $(UPDATE),--update) \
	  $(PROFILES:%=--profiles='%')

bench-scale: .venv/ready
	.venv/bin/python benchmarks/bench_scale.py $(if $(SIZES),--sizes $(SIZES)) \
	  $(BINARIES:%=--binaries='%') $(if $(SYNC),--sync) $(if $(HARD),--hard)

drill: .venv/ready
	.venv/bin/python -m pytest tests/drill

fuzz: export EXAMPLES ?= 300
fuzz: .venv/ready
	$(UV) sync --quiet --group fuzz --python $(PYTHON)
	.venv/bin/python -m pytest tests/fuzz

# Without workers and capturing, so that the figures are printed.
patroni: .venv/ready
	$(UV) sync --quiet --group patroni --python $(PYTHON)
	.venv/bin/python -m pytest tests/failover --numprocesses=0 --capture=no

lint: .venv/ready
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/mypy
	$(RAW_RUFF) format --check
	$(RAW_RUFF) check $(RAW_IGNORE)

format: .venv/ready
	.venv/bin/ruff format
	.venv/bin/ruff check --fix
	$(RAW_RUFF) format
	$(RAW_RUFF) check --fix $(RAW_IGNORE)

clean:
	rm -rf .cache .schemathesis .venv build uv.lock
	find . -name __pycache__ -prune -o -name '.*_cache' -prune | xargs rm -rf

.venv/ready: pyproject.toml $(UV)
	$(UV) sync --quiet --python $(PYTHON)
	@touch $@

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed: install it, or name yours with PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv --clear .venv
	.venv/bin/pip install --quiet --disable-pip-version-check uv
