SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

ENV ?= dev
SCENARIO ?= failover
ENVIRONMENTS := $(notdir $(patsubst %/config.ts,%,$(wildcard live/*/config.ts)))

NPX := npx --no-install
# The AWS SDK announces the end of its support for Node 20, which only developers still use; the Lambdas run on 22.
export AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED := true
TSX := $(NPX) tsx
DELIVER := $(TSX) live/delivery/main.ts
SOURCES := $(shell find modules functions cli -name '*.ts')

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# --- set-up -----------------------------------------------------------------------------------------------------------

.PHONY: deps
deps: node_modules/.package-lock.json .venv/.installed ## Install what everything else needs: npm packages and a Python environment

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

.venv/.installed: test/requirements.txt
.venv-checkov/.installed: test/checkov/requirements.txt

# Two environments, because checkov and ministack want different versions of one library.
.venv/.installed .venv-checkov/.installed:
	python3 -m venv $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

# Groovy evaluates the Jenkinsfile in the tests. Without Maven they are skipped by name, and fail in CI.
.groovy/.installed: test/pipeline/pom.xml
	@if command -v mvn >/dev/null; then \
	  rm -rf $(@D); \
	  mvn --quiet --batch-mode --file $< dependency:copy-dependencies -DoutputDirectory=$(CURDIR)/$(@D); \
	  touch $@; \
	else \
	  echo 'mvn is missing: install Maven and Java 17 to test the Jenkinsfile' >&2; \
	fi

# --- build ------------------------------------------------------------------------------------------------------------

.PHONY: build
build: lib/.built ## Compile the package, bundle the Lambdas and the operator's tool into lib/

lib/.built: node_modules/.package-lock.json .config/tsconfig.lib.json $(SOURCES)
	rm -rf lib
	$(NPX) tsc -p .config/tsconfig.lib.json
	$(TSX) functions/build.ts
	$(TSX) cli/build.ts
	@touch $@

# --- delivery: ENV is dev, stage or prod ------------------------------------------------------------------------------

.PHONY: check-env
check-env:
	@case ' $(ENVIRONMENTS) ' in *' $(ENV) '*) ;; *) echo 'ENV=$(ENV) is unknown: use one of $(ENVIRONMENTS)' >&2; exit 64;; esac

.PHONY: install
install: check-env deps ## Install the release that ENV pins (default dev: the working tree)
	@$(DELIVER) install --env '$(ENV)'

.PHONY: guard
guard: deps ## Refuse environments that share something, and pins out of order or with other bytes
	@$(DELIVER) guard

.PHONY: synth
synth: check-env build ## Synthesise ENV into out/synth/ENV
	@$(DELIVER) synth --env '$(ENV)'

.PHONY: validate
validate: synth ## Ask the providers whether ENV's stack is right
	@$(DELIVER) validate --env '$(ENV)'

.PHONY: plan
plan: synth ## Plan ENV and write the bundle out/plan/ENV
	@$(DELIVER) plan --env '$(ENV)'

.PHONY: show
show: check-env deps ## Summary of a bundle in Markdown (BUNDLE=out/plan/ENV DIGEST=)
	@$(DELIVER) show --env '$(ENV)' --bundle '$(BUNDLE)' --digest '$(DIGEST)'

.PHONY: keep-bundle
keep-bundle: check-env deps ## Keep the plan in out/plan/ENV for the merge of this content
	@$(DELIVER) keep-bundle --env '$(ENV)'

.PHONY: fetch-bundle
fetch-bundle: check-env deps ## Fetch the plan kept for this content into out/plan/ENV (OPTIONAL=yes: none is no error)
	@$(DELIVER) fetch-bundle --env '$(ENV)' $(if $(OPTIONAL),--optional)

.PHONY: affected
affected: deps ## Print the environments whose plan HEAD can alter since BASE, one per line
	@$(DELIVER) affected --base="$${BASE:-}"

.PHONY: apply
apply: check-env deps ## Apply a bundle, exactly as it was reviewed (BUNDLE=out/plan/ENV DIGEST=)
	@$(DELIVER) apply --env '$(ENV)' --bundle '$(BUNDLE)' --digest '$(DIGEST)'

.PHONY: destroy
destroy: synth ## Show what destroying ENV would do; CONFIRM=ENV does it
	@$(DELIVER) destroy --env '$(ENV)' --confirm '$(CONFIRM)'

.PHONY: drift
drift: synth ## Does ENV differ from its code? Fails when it does
	@$(DELIVER) drift --env '$(ENV)'

.PHONY: output
output: synth ## Write ENV's outputs to out/outputs/ENV.json
	@$(DELIVER) output --env '$(ENV)'

.PHONY: lock
lock: synth ## Write the providers' lock file of ENV
	@$(DELIVER) lock --env '$(ENV)'

.PHONY: bootstrap
bootstrap: check-env deps ## Make ENV's state bucket and its key (DRY_RUN=1 only says what)
	@$(DELIVER) bootstrap --env '$(ENV)' $(if $(DRY_RUN),--dry-run)

.PHONY: release
release: release-check test ## Build, test, write the changelog, pack releases/…tgz, commit and tag
	@$(DELIVER) release

.PHONY: release-check
release-check: deps
	@$(DELIVER) release-check

.PHONY: verify-release
verify-release: deps ## Build the release VERSION again and compare the bytes
	@$(DELIVER) verify-release --version '$(VERSION)'

.PHONY: promote
promote: build ## Move a release on: FROM=dev TO=stage, or FROM=stage TO=prod
	@$(DELIVER) promote --from '$(FROM)' --to '$(TO)'

.PHONY: e2e
e2e: deps build ## Apply dev with the real providers onto the local world, fail over, plan again, destroy
	$(TSX) test/e2e/main.ts

# --- operations -------------------------------------------------------------------------------------------------------

.PHONY: drill
drill: check-env build ## Switch ENV over and back, measured; report in out/drills/ (ARGS for more options)
	node lib/cli/vault-dr.js drill $(ENV) --yes $(ARGS)

# --- the local world --------------------------------------------------------------------------------------------------

.PHONY: demo
demo: deps build ## Lose the primary and recover, in the local world (SCENARIO=failover or switchover)
	$(TSX) test/demo/main.ts $(SCENARIO)

.PHONY: bench bench-docs
bench: deps build ## Measure failover, switchover, bundles and synthesis against their budgets (RUNS=5, QUICK=1)
	$(TSX) test/bench/main.ts $(if $(RUNS),--runs $(RUNS)) $(if $(QUICK),--quick)

bench-docs: deps build ## The same, and write the figures into docs/bench (RUNS=5)
	$(TSX) test/bench/main.ts $(if $(RUNS),--runs $(RUNS)) --docs

.PHONY: worlds
worlds: deps ## The 10,000 simulated worlds of make test
	$(TSX) test/simulation/main.ts

.PHONY: planted
planted: deps ## Plant one bug at a time in the engine, and see whether the simulated worlds catch it; writes docs/safety/planted-bugs.md
	$(TSX) test/simulation/mutants/main.ts $(if $(ONLY),--only '$(ONLY)')

.PHONY: soak
soak: deps ## Draw simulated worlds for MINUTES (default 10); SEED repeats a run
	$(TSX) test/simulation/soak.ts $(or $(MINUTES),10) $(SEED)

.PHONY: world
world: deps build ## Start the local world to play with, until Ctrl-C
	$(TSX) test/local/main.ts

.PHONY: crash
crash: deps build ## Kill every operation at every call of a run, in the local world, and run it again
	$(TSX) test/world/crash/main.ts

.PHONY: faults
faults: deps build ## Run every outgoing call into every fault, in the local world; writes docs/safety/fault-matrix.md
	$(TSX) test/world/faults/main.ts

.PHONY: mutants
mutants: deps ## Break the planner (OF=executor: the executor) in every small way and see whether tests notice
	MUTATE=$(or $(OF),planner) PROPERTY_RUNS=500 $(NPX) stryker run .config/stryker.mjs

# --- documents --------------------------------------------------------------------------------------------------------

.PHONY: docs
docs: deps ## Write docs/runbook.md and the tables in docs/safety anew from the engine itself
	$(TSX) docs/generate/runbook/write.ts
	$(TSX) docs/generate/schemas/write.ts
	$(TSX) test/safety/write.ts
	$(TSX) test/simulation/write.ts

# --- checks -----------------------------------------------------------------------------------------------------------

.PHONY: test
test: deps .venv-checkov/.installed .groovy/.installed build ## Every check: lint, format, types, jest, checkov; ends with «N passed, N failed»
	$(TSX) test/run.ts

.PHONY: lint
lint: deps ## ESLint
	$(NPX) eslint --config .config/eslint.config.mjs --max-warnings 0 .

.PHONY: fmt
fmt: deps ## Format the sources
	$(NPX) prettier --write --log-level warn .

.PHONY: types
types: deps ## Type check
	$(NPX) tsc --noEmit

.PHONY: unit
unit: deps .groovy/.installed build ## Jest alone (ARGS="test/functions -t name")
	$(NPX) jest $(ARGS)

.PHONY: checkov
checkov: check-env .venv-checkov/.installed synth ## Scan the synthesised stack of ENV
	$(TSX) test/checkov/gate.ts out/synth/$(ENV)

.PHONY: clean
clean: ## Delete what was built; keeps installed packages
	rm -rf lib out cdktf.out
