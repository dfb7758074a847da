# The whole loop: `make check`. Uses the python on PATH; `pip install -e '.[dev]'` first.
PYTHON ?= python3

.PHONY: check format lint types imports test bench pictures docs help

check: lint types imports test  ## everything that CI runs

format:  ## put the source into its form
	$(PYTHON) -m ruff format ssoswitch tests screenshots
	$(PYTHON) -m ruff check --fix ssoswitch tests screenshots

lint:  ## form and lint
	$(PYTHON) -m ruff format --check ssoswitch tests screenshots
	$(PYTHON) -m ruff check ssoswitch tests screenshots

types:  ## strict types over source and tests
	$(PYTHON) -m mypy

imports:  ## the floors
	$(PYTHON) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"

test:  ## the tests
	$(PYTHON) -m pytest -q

bench:  ## the benchmarks, as a table of ratios
	$(PYTHON) -m tests.benchmarks

pictures:  ## make the screenshots anew
	$(PYTHON) screenshots/generate.py

docs:  ## make the tables of the README anew
	$(PYTHON) -m tests.docs

help:  ## this list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'
