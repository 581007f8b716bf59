# Everything a person types. Each target makes what it needs first; stamps in .venv remember what is installed.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV    := .venv
BIN     := $(VENV)/bin
RUNTIME := $(VENV)/.runtime-stamp
DEV     := $(VENV)/.dev-stamp

# PYTHON=python3.12 chooses the interpreter; ARGS="..." goes to pytest or the benchmark; BROWSER=required makes
# a missing Chromium an error.
PYTHON  ?=
ARGS    ?=
BROWSER ?= optional
# Tests run in so many processes; 0 for one that a debugger can stop.
PROCESSES ?= 2

LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-config \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --quiet

.PHONY: help setup setup-dev demo run test check format-check lint types contracts texts format bench chromium lock clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(RUNTIME) ## Put what running needs into .venv

setup-dev: $(DEV) ## Put what developing needs into .venv

demo: $(RUNTIME) ## Watch a whole cycle go by in minutes (DEMO_STATES, DEMO_MINUTES)
	@$(BIN)/python local.py demo

run: $(RUNTIME) ## Keep everything up on this machine until Ctrl-C
	@$(BIN)/python local.py run

test: $(DEV) ## Run the tests (browser tests need Chromium); ARGS="tests/rules -k lots" narrows
	@PROCESSES=$(PROCESSES) BROWSER=$(BROWSER) .ci/test $(BIN)/python $(ARGS)

check: format-check lint types contracts texts ## Look without running: format, lint, types, import contracts, catalogues

format-check: $(DEV)
	$(BIN)/ruff format --check .

lint: $(DEV)
	$(BIN)/ruff check .

types: $(DEV)
	$(BIN)/basedpyright

texts: $(DEV)
	$(BIN)/python -m notices.texts.check

contracts: $(DEV)
	PYTHONPATH=. $(BIN)/lint-imports --no-cache

format: $(DEV) ## Rewrite files into the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(DEV) ## Measure the budgets side by side
	@$(BIN)/python -m bench $(ARGS)

chromium: ## Find or install the browser for the tests, print its path
	@.ci/chromium

lock: $(DEV) ## Write requirements*.txt anew from pyproject.toml (LOCK_ARGS=--upgrade for newer versions)
	$(LOCK) $(LOCK_ARGS) -o requirements.txt
	$(LOCK) $(LOCK_ARGS) --extra dev -c requirements.txt -o requirements-dev.txt

clean: ## Remove the environment and the caches, keep local data
	rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis

$(BIN)/python:
	@.ci/make-venv $(VENV) $(PYTHON)

$(RUNTIME): requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(RUNTIME)
