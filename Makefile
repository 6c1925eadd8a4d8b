# One command runs it (make run), one tests it (make test). `make help` lists the rest.
PY ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
export UV_PYTHON_DOWNLOADS = never
export UV_LINK_MODE = copy

lock:  ## compile requirements/*.txt anew from pyproject.toml
	$(BIN)/uv pip compile -q pyproject.toml --universal --generate-hashes --no-header --extra postgres --python-version 3.11 -o requirements/base.txt
	$(BIN)/uv pip compile -q pyproject.toml --universal --generate-hashes --no-header --extra postgres --group dev --python-version 3.11 -o requirements/dev.txt
.PHONY: lock
