# Needs make and Python >= 3.11, nothing else. `make help` lists what there is.
.DEFAULT_GOAL := help
.PHONY: help up test check bench format lint types imports migrations

# The first Python on the path that is new enough; PYTHON=… chooses another.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
BIN := .venv/bin
# Packages are installed once for each state of their lists: the stamp's name holds the list's checksum.
RUNTIME := .venv/.runtime-$(shell cksum < requirements.txt | cut -d ' ' -f 1)
DEVELOPMENT := .venv/.development-$(shell cat requirements.txt requirements-dev.txt | cksum | cut -d ' ' -f 1)
CODE := accounts config tenants workflows manage.py
# Checks that need no server must not meet one by chance: neither that of ./var nor one of the machine.
NO_DATABASE := env -u DATABASE_URL -u APP_DATABASE_URL -u ENGINE_DATABASE_URL VAR_DIR=/nonexistent DEMO=0

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name words; do \
		printf '%-18s %s\n' "$$name" "$$words"; done

up: $(RUNTIME) ## run everything here: HOST, PORT, VAR_DIR, WORKERS, DEMO=0; Ctrl-C stops it
	@exec $(BIN)/python -m config.launcher up

test: $(DEVELOPMENT) ## run all tests on their own PostgreSQL and Valkey; ARGS goes to pytest
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

check: lint types imports migrations test ## run exactly what CI runs

format: $(DEVELOPMENT) ## format the code and mend what can be mended
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: $(DEVELOPMENT) ## check format, habits and the Dockerfile
	@$(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/hadolint Dockerfile

types: $(DEVELOPMENT) ## check types
	@$(NO_DATABASE) $(BIN)/mypy $(CODE)

imports: $(DEVELOPMENT) ## check that imports point down
	@PYTHONPATH=. $(BIN)/lint-imports

migrations: $(DEVELOPMENT) ## check that no migration is missing
	@$(NO_DATABASE) $(BIN)/python .ci/missing_migrations.py

bench: $(DEVELOPMENT) ## measure, and print one table
	@$(BIN)/python -m benchmarks $(ARGS)

$(RUNTIME): | $(BIN)/python
	@echo "Installing the packages of requirements.txt (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input -r requirements.txt
	@rm -f .venv/.runtime-* && touch $@

$(DEVELOPMENT): | $(BIN)/python
	@echo "Installing the packages of requirements-dev.txt (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input -r requirements-dev.txt
	@rm -f .venv/.development-* && touch $@

# Where an upgrade of the system took the interpreter away the link dangles, make finds no file, and it is made anew.
$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found; PYTHON=/path/to/python3 names one." >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv --clear .venv
