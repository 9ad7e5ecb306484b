SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

ENV ?= dev
SCENARIO ?= failover
ENVIRONMENTS := $(notdir $(patsubst %/config.ts,%,$(wildcard live/*/config.ts)))

NPX := npx --no-install
# On Node 20 the AWS SDK warns that its support ends. Only laptops use Node 20; the Lambdas run on Node 22.
export AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED := true
TSX := $(NPX) tsx
# Without a wrapper: a signal reaches the process that passes it on to Terraform.
DELIVER := node --import tsx delivery/main.ts
SOURCES := $(shell find modules functions cli -name "*.ts") $(wildcard modules/cluster/node/*) docs/schemas/documents.json

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' \
	  '/^# --- / { gsub(/^# --- | -+$$/, ""); printf "\n%s\n", $$0 } /^[a-z0-9-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' \
	  $(firstword $(MAKEFILE_LIST))

# --- Set-up -----------------------------------------------------------------------------------------------------------

.PHONY: deps
deps: node_modules/.package-lock.json .venv/.installed ## Install the npm packages and a Python environment, which all other targets need

.PHONY: deps-deliver
deps-deliver: node_modules/.package-lock.json ## Install what planning and applying need: npm packages, without running their scripts

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

.venv/.installed: test/requirements.txt
.venv-checkov/.installed: test/checkov/requirements.txt

# Two environments, because checkov and ministack need different versions of one library.
.venv/.installed .venv-checkov/.installed:
	python3 -m venv $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

# The tests run the Jenkinsfile with Groovy. Without Maven they are skipped, and in CI they fail.
.groovy/.installed: test/pipeline/pom.xml
	@if command -v mvn >/dev/null; then \
	  rm -rf $(@D); \
	  mvn --quiet --batch-mode --file $< dependency:copy-dependencies -DoutputDirectory=$(CURDIR)/$(@D); \
	  touch $@; \
	else \
	  echo 'mvn is missing: install Maven and Java 17 to test the Jenkinsfile' >&2; \
	fi

.PHONY: clean
clean: ## Delete everything that was built, but no installed packages
	rm -rf lib out cdktf.out

# --- Build ------------------------------------------------------------------------------------------------------------

.PHONY: build
build: lib/.built ## Compile the package, and bundle the Lambdas and the tool vault-dr, into lib/

lib/.built: node_modules/.package-lock.json .config/tsconfig.lib.json $(SOURCES)
	rm -rf lib
	$(NPX) tsc -p .config/tsconfig.lib.json
	cp modules/cluster/node/*.sh modules/cluster/node/*.service modules/cluster/node/*.conf lib/modules/cluster/node/
	$(TSX) functions/build.ts
	$(TSX) cli/build.ts
	@touch $@

# --- Check ------------------------------------------------------------------------------------------------------------

.PHONY: test
test: deps .venv-checkov/.installed .groovy/.installed build ## Run every check; the last line is «N passed, N failed»
	$(TSX) test/run.ts

.PHONY: test-slow
test-slow: deps build ## Run the tests that make test leaves out: whole deliveries, real nodes and databases, what begins by itself
	$(TSX) test/run-slow.ts $(ARGS)

.PHONY: cluster
cluster: deps build ## Run five real nodes: they form a cluster, lose their leader, are rolled; and measure how long clients wait (NODES=3 for three)
	NODES=$(or $(NODES),5) $(NPX) jest -w 1 test/cluster

.PHONY: lint
lint: deps ## Run ESLint
	$(NPX) eslint --config .config/eslint.config.mjs --max-warnings 0 .

.PHONY: fmt
fmt: deps ## Format the sources
	$(NPX) prettier --write --log-level warn .

.PHONY: types
types: deps ## Check the types
	$(NPX) tsc --noEmit

.PHONY: unit
unit: deps .groovy/.installed build ## Run the Jest tests only (ARGS="test/functions -t name")
	$(NPX) jest $(ARGS)

.PHONY: checkov
checkov: check-env .venv-checkov/.installed synth ## Scan the synthesised stack of ENV
	$(TSX) test/checkov/gate.ts out/synth/$(ENV)

.PHONY: checkov-pair
checkov-pair: .venv-checkov/.installed build ## Scan the synthesised example of two clusters and their VaultDr
	rm -rf out/checkov; mkdir -p out/checkov
	CDKTF_OUTDIR=out/checkov $(TSX) examples/whole-pair/main.ts
	$(TSX) test/checkov/gate.ts out/checkov

.PHONY: worlds
worlds: deps ## Run the engine in the 9,500 simulated worlds of make test
	$(TSX) test/simulation/main.ts

.PHONY: planted-outside
planted-outside: deps build ## The same outside the engine: constructs, tool, Lambdas, delivery (ONLY=text); writes docs/safety/planted-outside.md
	$(TSX) test/planted/main.ts $(if $(ONLY),--only '$(ONLY)')

.PHONY: soak
soak: deps ## Run the engine in random simulated worlds for MINUTES (default 10); SEED repeats a run
	$(TSX) test/simulation/soak.ts $(or $(MINUTES),10) $(SEED)

.PHONY: planted
planted: deps ## Plant bugs in the engine, one at a time; the simulated worlds must catch each (writes docs/safety)
	$(TSX) test/simulation/mutants/main.ts $(if $(ONLY),--only '$(ONLY)')

.PHONY: mutants
mutants: deps ## Mutate the planner (OF=executor: the executor); the tests must notice each mutation
	MUTATE=$(or $(OF),planner) PROPERTY_RUNS=500 $(NPX) stryker run .config/stryker.mjs

# --- Delivery (ENV=dev by default) ------------------------------------------------------------------------------------

.PHONY: check-env
check-env:
	@case ' $(ENVIRONMENTS) ' in *' $(ENV) '*) ;; *) echo 'ENV=$(ENV) is unknown: use one of $(ENVIRONMENTS)' >&2; exit 64;; esac

.PHONY: install
install: check-env deps-deliver ## Install the release that ENV pins (dev uses the working tree)
	@$(DELIVER) install --env '$(ENV)'

.PHONY: guard
guard: deps ## Check that environments share nothing, and that their pins are releases in order
	@$(DELIVER) guard

.PHONY: synth
synth: check-env build ## Synthesise ENV into out/synth/ENV
	@$(DELIVER) synth --env '$(ENV)'

.PHONY: validate
validate: synth ## Check the stack of ENV against the schemas of the providers
	@$(DELIVER) validate --env '$(ENV)'

.PHONY: lock
lock: synth ## Write the lock file of the providers of ENV (PLATFORMS="linux_amd64 …": those that a mirror has)
	@$(DELIVER) lock --env '$(ENV)' --platforms '$(PLATFORMS)'

.PHONY: plan
plan: synth ## Plan ENV and print the summary; nothing applies this plan
	@$(DELIVER) plan --env '$(ENV)'

.PHONY: show
show: check-env deps-deliver ## Print the summary of the last plan of ENV again (FULL=yes: with all values)
	@$(DELIVER) show --env '$(ENV)' $(if $(FULL),--full)

.PHONY: change
change: synth ## Put the stack of ENV into out/change/ENV, which is what a pull request hands over to its review
	@rm -rf out/change/$(ENV); mkdir -p out/change; cp -R out/synth/$(ENV)/stacks/vault-dr-$(ENV) out/change/$(ENV)

# CHANGE, TREE, APPROVER and so on may come from outside, so the shell reads them as variables and not as text of the recipe.
.PHONY: review
review: synth ## Plan the stack in CHANGE, which a pull request synthesised from TREE, and keep the review record
	@$(DELIVER) review --env '$(ENV)' --change="$${CHANGE:-}" --tree="$${TREE:-}"

.PHONY: apply
apply: check-env build ## Plan the tip of main anew and apply that, if a review or APPROVED= APPROVER= ADDRESSES= allows it (HOTFIX=ENV)
	@$(DELIVER) apply --env '$(ENV)' --approved="$${APPROVED:-}" --approver="$${APPROVER:-}" --addresses="$${ADDRESSES:-}" --hotfix="$${HOTFIX:-}"

.PHONY: destroy
destroy: synth ## Show what destroying ENV would delete; CONFIRM=ENV DIGEST=<the digest shown> destroys exactly that
	@$(DELIVER) destroy --env '$(ENV)' --confirm '$(CONFIRM)' --digest '$(DIGEST)'

.PHONY: recover-state
recover-state: check-env deps-deliver ## Show a state of ENV that an apply could not save (FROM=); CONFIRM=ENV puts it in its place
	@$(DELIVER) recover-state --env '$(ENV)' --from '$(FROM)' --confirm '$(CONFIRM)'

.PHONY: unlock
unlock: check-env deps-deliver ## Say who holds the lock of the state of ENV; CONFIRM=<its id> takes it off when the holder is dead
	@$(DELIVER) unlock --env '$(ENV)' --confirm '$(CONFIRM)' --dead '$(DEAD)'

.PHONY: drift
drift: synth ## Fail when ENV differs from its code, and show how
	@$(DELIVER) drift --env '$(ENV)'

.PHONY: output
output: synth ## Write the outputs of ENV to out/outputs/ENV.json
	@$(DELIVER) output --env '$(ENV)'

.PHONY: affected
affected: check-env deps-deliver ## Print the environments that BASE..HEAD can change (APPLIED=yes: ENV, since its last apply; HOTFIX=: only that one)
	@$(DELIVER) affected --env '$(ENV)' --base="$${BASE:-}" --hotfix="$${HOTFIX:-}" $(if $(APPLIED),--applied)

.PHONY: bootstrap
bootstrap: check-env deps-deliver ## Create the state bucket of ENV, its key and the roles of the delivery (DRY_RUN=1 only prints what)
	@$(DELIVER) bootstrap --env '$(ENV)' $(if $(DRY_RUN),--dry-run)

.PHONY: policies
policies: check-env deps-deliver ## Write the policies of the roles of ENV to out/policies/ENV, and print the commands for Vault
	@$(DELIVER) policies --env '$(ENV)'

.PHONY: release
release: release-check test ## Test, write the changelog, pack releases/…tgz, commit and tag (PUSH=yes pushes both)
	@$(DELIVER) release $(if $(PUSH),--push)

.PHONY: release-check
release-check: deps
	@$(DELIVER) release-check

.PHONY: verify-release
verify-release: deps ## Build the release VERSION again and compare the bytes
	@$(DELIVER) verify-release --version '$(VERSION)'

.PHONY: verify-releases
verify-releases: deps ## Check what BASE..HEAD does to releases and pins; HEAD= is a commit (BASE=origin/main)
	@$(DELIVER) verify-releases --base="$${BASE:-}" --head="$${HEAD:-}"

.PHONY: release-diff
release-diff: synth ## Print what the release that ENV pins changes there, compared with its pin in BASE
	@$(DELIVER) release-diff --env '$(ENV)' --base="$${BASE:-}"

.PHONY: promote
promote: build ## Pin in TO the release that FROM runs, for example FROM=dev TO=stage
	@$(DELIVER) promote --from '$(FROM)' --to '$(TO)'

.PHONY: rollback
rollback: build ## Pin in TO the older release VERSION, for example TO=stage VERSION=1.2.3
	@$(DELIVER) rollback --to '$(TO)' --version '$(VERSION)'

# --- Operations -------------------------------------------------------------------------------------------------------

.PHONY: status
status: check-env build ## Show the pair of ENV, and fail when something is wrong
	node lib/cli/vault-dr.js status $(ENV) --check

.PHONY: drill
drill: check-env build ## Switch ENV over and back, and write a report with times to out/drills/ (ARGS=…)
	node lib/cli/vault-dr.js drill $(ENV) --yes $(ARGS)

# --- Local world ------------------------------------------------------------------------------------------------------

.PHONY: world
world: deps build ## Start the local world and keep it running until Ctrl-C
	$(TSX) test/local/main.ts

.PHONY: demo
demo: deps build ## Show a failover in the local world (SCENARIO=failover, switchover, cluster or community)
	$(TSX) test/demo/main.ts $(SCENARIO)

.PHONY: bench bench-docs
bench: deps build ## Measure failover, switchover, bundles and synthesis against their budgets (RUNS=5 QUICK=1)
	$(TSX) test/bench/main.ts $(if $(RUNS),--runs $(RUNS)) $(if $(QUICK),--quick)

bench-docs: deps build ## Run make bench and write the figures to docs/bench (RUNS=5)
	$(TSX) test/bench/main.ts $(if $(RUNS),--runs $(RUNS)) --docs

.PHONY: bench-community
bench-community: deps build ## Measure failover and switchover of real OpenBao pairs at 1, 100 and 500 MB (MB="1 100"; writes docs/bench/community.md)
	$(TSX) test/bench/community/main.ts $(MB)

.PHONY: bench-fleet
bench-fleet: deps build ## Measure synthesis, size and evacuation of 1, 10 and 100 pairs (writes docs/bench/fleet.md)
	$(TSX) test/bench/fleet/main.ts

.PHONY: crash
crash: deps build ## Kill operations at every call of a run, in the local world and on real OpenBao pairs (OF=enterprise, snapshot, postgres)
	$(TSX) test/world/crash/main.ts $(OF)

.PHONY: faults
faults: deps build ## Run every call into every fault, in the local world and on real OpenBao pairs (OF=enterprise, snapshot, postgres; writes docs/safety)
	$(TSX) test/world/faults/main.ts $(OF)

.PHONY: e2e
e2e: deps build ## Apply dev to the local world with the real providers, fail over, plan again, destroy
	$(TSX) test/e2e/main.ts

# --- Documents --------------------------------------------------------------------------------------------------------

.PHONY: docs
docs: deps ## Generate docs/runbook.md, docs/api.md, docs/schemas and the tables in docs/safety from the code
	$(TSX) docs/generate/runbook/write.ts
	$(TSX) docs/generate/guarantees/write.ts
	$(TSX) docs/generate/api/write.ts
	$(TSX) docs/generate/schemas/write.ts
	$(TSX) test/safety/write.ts
	$(TSX) test/simulation/write.ts
