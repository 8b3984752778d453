PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test check format lock clean

demo: $(READY)  ## make the demo corpus and print a dialogue of it
	$(BIN)/lemnos run recipes/demo.yaml
	$(BIN)/lemnos show runs/demo --turns 12

test: $(READY)  ## lint, types and tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto

format: $(READY)  ## put the code in form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs/reference/settings.md: $(READY) $(wildcard src/lemnos/*.py src/lemnos/talk/*.py)
	$(BIN)/python scripts/settings_reference.py

lock: $(READY)  ## pin all dependencies anew
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-emit-index-url \
		--no-header -o requirements.lock --upgrade

clean:
	rm -rf .venv runs

$(READY): pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@
