# Two commands matter to a newcomer: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV ?= uv
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export ACCORD_HOME ?= $(CURDIR)/.accord

.DEFAULT_GOAL := help
.PHONY: help run install dev spark front test check lock clean docs

help:  ## what can be made
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.run: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Accord needs Python 3.11 or newer; name one with: make PYTHON=python3.12 …")'
	@echo "Installing into $(VENV) (a minute or two the first time) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation --editable . 2>/dev/null || $(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.front: $(VENV)/.run front/package-lock.json front/collect.py front/icons.txt
	@$(BIN)/python front/collect.py
	@touch $@

install: $(VENV)/.run $(VENV)/.front  ## everything into .venv; the command is .venv/bin/accord

dev: install $(VENV)/.dev  ## what tests and checks need, too

$(VENV)/.spark: $(VENV)/.dev requirements/spark.txt
	@$(PIP) install --require-hashes -r requirements/spark.txt
	@touch $@

spark: $(VENV)/.spark  ## the extra [spark] too: 450 MB, and Java 17 is needed besides

run: install  ## install, load the sample company, serve, print address and log-ins
	@$(BIN)/accord demo

test: dev  ## the whole suite
	@$(BIN)/python -m pytest

check: dev  ## what CI holds besides tests: lint, format, types, walls
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	$(BIN)/python -m accord.project.manage makemigrations --check --dry-run

lock:  ## make the lock anew from pyproject.toml
	$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --upgrade pyproject.toml -o requirements/run.txt
	$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group dev -c requirements/run.txt -o requirements/dev.txt
	$(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --extra spark -c requirements/dev.txt -o requirements/spark.txt

clean:  ## remove what was installed and the embedded database
	rm -rf $(VENV) .accord front/node_modules src/accord/web/static/vendor src/accord/agreement/paper/fonts
