PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
MODELS := .venv/.models
TORCH := torch==2.13.0

.PHONY: demo test fast format lock clean

demo: $(READY)  ## make the demo corpus and print a dialogue of it
	$(BIN)/lemnos run recipes/demo.yaml
	$(BIN)/lemnos show runs/demo --turns 12

test: $(READY) $(MODELS)  ## lint, types and tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy & types=$$!; $(BIN)/pytest -n $$(($$(getconf _NPROCESSORS_ONLN) + 1)) --dist loadfile; tests=$$?; \
		wait $$types && exit $$tests  # tests wait for the processes that they start, so there is room beside them

fast: $(READY)  ## lint, types, and the tests that start no command and no model
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n auto --dist loadfile -m "not slow"

format: $(READY)  ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(READY)  ## pin all dependencies again
	$(BIN)/pip install -q uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-emit-index-url \
		--no-header -o requirements.lock --upgrade
	printf 'torch\nllm\nllama-cpp-python\n' | $(BIN)/uv pip compile --group models --constraint requirements.lock \
		--excludes - --universal --generate-hashes --no-emit-index-url --no-header -o requirements-models.lock --upgrade

clean:
	rm -rf .venv runs

$(READY): pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

$(MODELS): $(READY) requirements-models.lock  ## torch and a real model server, for the tests
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements-models.lock
	$(BIN)/pip install -q --disable-pip-version-check $(TORCH)
	touch $@
