# One command runs it (make run), one tests it (make test). `make help` lists the rest.
PY ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
LOCALE := handbill/look/locale
DEMO ?= demo
ENGINES ?= sqlite postgresql
UNREACHABLE ?= 2
export UV_PYTHON_DOWNLOADS = never
export UV_LINK_MODE = copy
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# With it each of the thousands of processes that tests start compiles anew whatever it imports, and pytest all tests
unexport PYTHONDONTWRITEBYTECODE

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s%s\n", $$1, $$2 }' Makefile

run: install  ## serve the demonstration, an invented town, on PORT (8000)
	@export HANDBILL_ADDRESS="$${HANDBILL_ADDRESS:-http://127.0.0.1:$(PORT)/}"; \
	$(BIN)/handbill demo $(DEMO) && \
	{ echo "An editor's account is made here, once: $$($(BIN)/handbill editor $(DEMO) invite Newcomer --steward 2>/dev/null)" | grep /desk/ \
		|| echo "The invited editor has an account: $${HANDBILL_ADDRESS}desk/"; } && \
	exec $(BIN)/handbill run $(DEMO) --port $(PORT)

install: $(VENV)/.installed $(LOCALE)/.compiled  ## .venv with .venv/bin/handbill

test: $(VENV)/.tested $(LOCALE)/.compiled  ## all gates and tests, on SQLite and PostgreSQL
	@$(COLLECT) > /dev/null 2>&1 & $(MAKE) --no-print-directory tools & tools=$$!; \
	$(MAKE) --no-print-directory lint; failed=$$?; wait $$tools || failed=1; wait; exit $$failed
	@echo "== tests on $(firstword $(ENGINES)); what is said of the others comes afterwards"; \
	for engine in $(OTHERS); do $(SUITE) -n 2 --engine $$engine > $(VENV)/tests-on-$$engine 2>&1 & all="$$all $$!:$$engine"; done; \
	$(SUITE) -n 3 --engine $(firstword $(ENGINES)); failed=$$?; \
	for one in $$all; do \
		wait $${one%:*} || failed=1; echo "== tests on $${one#*:}"; cat $(VENV)/tests-on-$${one#*:}; \
	done; \
	exit $$failed

lint: $(VENV)/.tested $(LOCALE)/.compiled  ## style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

drill: $(VENV)/.tested $(LOCALE)/.compiled  ## slow: kill everything at every step, and look whether anything is lost
	@for engine in $(ENGINES); do \
		$(DRILL) -n 2 --engine $$engine -m "drill and not alone" || failed=1; \
		$(DRILL) --engine $$engine -m "drill and alone" || failed=1; \
	done; \
	exit $${failed:-0}

bench: $(VENV)/.tested $(LOCALE)/.compiled  ## measure, each figure beside its limit
	$(BIN)/python -m bench

messages: $(VENV)/.tested  ## find the words of the interface anew, for translators
	@mkdir -p $(LOCALE)
	$(BIN)/pybabel -q extract -F babel.cfg -o $(LOCALE)/django.pot --project handbill --version "" \
		--sort-by-file --add-location file -k gettext_lazy -k gettext_noop -k ngettext_lazy:1,2 -k pgettext_lazy:1c,2 .
	@test -e $(LOCALE)/es/LC_MESSAGES/django.po || $(BIN)/pybabel -q init -D django -i $(LOCALE)/django.pot -d $(LOCALE) -l es
	$(BIN)/pybabel -q update -D django -i $(LOCALE)/django.pot -d $(LOCALE) --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

docs: $(VENV)/.tested  ## write the pages of docs/ that are made from the code
	$(BIN)/python -m tests.written

lock: $(VENV)/bin/uv  ## compile requirements/*.txt anew from pyproject.toml
	$(LOCK) --extra postgres --extra s3 --group build -o requirements/base.txt pyproject.toml
	$(LOCK) --extra postgres --extra s3 --group build --group dev -c requirements/base.txt -o requirements/dev.txt pyproject.toml
	$(BIN)/uv --version | sed 's/uv \([0-9.]*\).*/uv==\1/' | $(LOCK) -o requirements/uv.txt -

audit: $(VENV)/bin/uv  ## ask osv.dev whether a version that is locked is known to be vulnerable
	@{ printf '# /// script\n# requires-python = ">=3.11,<3.14"\n# dependencies = [\n'; \
	sed -nE 's/^([A-Za-z0-9][^ ]*==[^ ]*)( ;.*)?( \\)?$$/#   "\1",/p' requirements/dev.txt requirements/uv.txt; \
	printf '# ]\n# ///\n'; } > $(VENV)/locked.py
	@$(BIN)/uv audit --preview-features audit-command --script $(VENV)/locked.py 2> $(VENV)/audited; found=$$?; cat $(VENV)/audited >&2; \
	if test $$found = 2 && grep -qE 'https://api.osv.dev/|error sending request' $(VENV)/audited; then \
		echo "NOT AUDITED: osv.dev does not answer" >&2; exit $(UNREACHABLE); \
	fi; exit $$found

# Each picture is decoded by a new process, which would compile these each time: 190 ms of it instead of 80
COMPILE = $(BIN)/python -m compileall -q $(VENV)/lib/python3*/site-packages/PIL $(VENV)/lib/python3*/site-packages/pi*_heif \
	$(VENV)/lib/python3*/site-packages/pikepdf handbill/cleaning
# All engines at the same time: each waits now and then, for a page or a process, and the cores have something to do meanwhile.
# Two of the first engine's workers are with the walks for the first half, and wait for a browser.
SUITE = $(BIN)/python -m pytest -q --dist loadgroup --no-loadscope-reorder
# mypy has one core for itself alone. On the other one the tests are compiled, which each of five processes would do at the same time
COLLECT = $(BIN)/python -m pytest -qq --collect-only
DRILL = $(SUITE) --timeout 1800
OTHERS = $(filter-out $(firstword $(ENGINES)),$(ENGINES))
LOCK = $(BIN)/uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11

# The rest is made of files: each is made anew when what it comes from has changed.

$(VENV)/bin/uv: requirements/uv.txt
	@$(PY) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' \
		|| { echo "Handbill needs Python 3.11, 3.12 or 3.13: make PY=/path/to/python3.12" >&2; exit 1; }
	@test -x $(BIN)/python || $(PY) -m venv $(VENV) 2>/dev/null >&2 || $(PY) -m venv --clear --without-pip $(VENV)
	@$(PY) -m pip --python $(BIN)/python install -q --require-hashes -r requirements/uv.txt
	@touch $@

# `pip sync` takes away what is not listed, so Handbill itself comes afterwards
$(VENV)/.installed: $(VENV)/bin/uv requirements/base.txt pyproject.toml
	@test -e $(VENV)/.tested || $(BIN)/uv pip install -q -p $(BIN)/python --require-hashes -r requirements/base.txt >&2
	@$(BIN)/uv pip install -q -p $(BIN)/python --offline --no-deps --no-build-isolation -e . >&2
	@$(COMPILE)
	@touch $@

$(VENV)/.tested: $(VENV)/bin/uv requirements/dev.txt pyproject.toml
	@$(BIN)/uv pip sync -q -p $(BIN)/python --require-hashes requirements/dev.txt requirements/uv.txt >&2
	@$(BIN)/uv pip install -q -p $(BIN)/python --offline --no-deps --no-build-isolation -e . >&2
	@$(COMPILE)
	@touch $(VENV)/.installed $@

$(LOCALE)/.compiled: $(VENV)/.installed $(wildcard $(LOCALE)/*/LC_MESSAGES/django.po)
	@mkdir -p $(LOCALE)
	@test -z "$(wildcard $(LOCALE)/*/LC_MESSAGES/django.po)" || $(BIN)/pybabel -q compile -D django -d $(LOCALE) >&2
	@touch $@

# The checkers that npm has. Without npm their tests say that they were skipped, and fail where CI=true.
tools:
	@if command -v npm >/dev/null; then \
		test tests/tools/node_modules/.package-lock.json -nt tests/tools/package-lock.json \
			|| npm ci --silent --ignore-scripts --no-audit --no-fund --prefix tests/tools >&2; \
	else echo "SKIPPED: npm is missing, so the Nu HTML checker is not installed" >&2; test "$$CI" != true; fi

.PHONY: help run install test lint drill bench messages docs lock audit tools
