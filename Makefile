# Everything runs on a fresh Debian that has Go and make: what else is wanted is installed by the targets that want it.

GO       ?= go
OUT      ?= out
TOOLS    := $(CURDIR)/bin/tools
LINT     := $(TOOLS)/golangci-lint
LINT_VER := v2.15.0
FUZZTIME ?= 20s
# Packages whose tests do whole scans of whole portals: the race detector makes them ten times slower, and what they
# put together is tried with it in the packages it comes from. make race tries them too.
WHOLE    := /(cmd/mingjing|internal/server|internal/cases|internal/portals)$$
AXE      := reports/pages/testdata/axe/node_modules/axe-core/axe.min.js

.DEFAULT_GOAL := help
.PHONY: help build demo test race lint check bench clean accuracy golden fuzz dashboards parts axe

help: ## Show this help.
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## Build bin/mingjing.
	$(GO) build -trimpath -o bin/mingjing ./cmd/mingjing

demo: build ## Audit the demonstration portals and write out/; a minute at most.
	@bin/mingjing demo -o $(OUT) || [ $$? -eq 1 ]

test: parts axe ## Run go vet and all tests, with the race detector but for whole scans.
	$(GO) vet ./...
	CGO_ENABLED=1 $(GO) test -race -timeout 40m $$($(GO) list ./... | grep -vE '$(WHOLE)')
	$(GO) test -timeout 40m $$($(GO) list ./... | grep -E '$(WHOLE)')

race: parts axe ## Run all tests with the race detector; half an hour.
	CGO_ENABLED=1 $(GO) test -race -timeout 60m ./...

lint: $(LINT) ## Check format and style with golangci-lint.
	$(LINT) run ./...

check: test lint build ## What CI runs: tests, lint, and the test cases of the rule pack.
	bin/mingjing rules lint
	bin/mingjing rules test

bench: ## Run the benchmarks.
	$(GO) test -run '^$$' -bench . -benchmem ./...

accuracy: build ## Audit the demonstration and write docs/accuracy.md.
	@bin/mingjing demo -o $(OUT) >$(OUT).log || [ $$? -eq 1 ]
	@rm -f $(OUT).log
	@{ printf '# Accuracy on the demonstration portals\n\nWritten by `make accuracy`; what the columns mean: `mingjing accuracy --help`.\n\n'; \
	   bin/mingjing accuracy --truth $(OUT)/truth.json --scan $(OUT)/scan.json --format markdown; } > docs/accuracy.md.new
	@mv docs/accuracy.md.new docs/accuracy.md

golden: ## Rewrite the files of testdata that hold what is wanted. Look at the diff.
	$(GO) test $$(grep -rl 'flag.Bool("update"' --include='*_test.go' . | xargs -n1 dirname | sort -u) -update

fuzz: ## Run every fuzz test for FUZZTIME (20s).
	@set -e; for dir in $$(grep -rl '^func Fuzz' --include='*_test.go' . | xargs -n1 dirname | sort -u); do \
	  for name in $$(grep -rhoE '^func Fuzz[A-Za-z0-9_]*' $$dir/*_test.go | awk '{print $$2}'); do \
	    echo "$$dir $$name"; $(GO) test $$dir -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME); done; done

dashboards: ## Write the Grafana dashboards in deploy/grafana from the code.
	$(GO) test ./reports/dashboards -run '^TestFiles$$' -update

clean: ## Remove what was built and written.
	rm -rf bin $(OUT)

# The real parts that tests start, from Debian's packages.
parts:
	@.ci/parts

# The accessibility checker of the browser test.
axe: $(AXE)
$(AXE): reports/pages/testdata/axe/package-lock.json
	cd $(<D) && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# A golangci-lint of the right version on the PATH is taken; else it is built, which takes some minutes once.
$(LINT):
	@mkdir -p $(TOOLS)
	@if golangci-lint version 2>/dev/null | grep -q "version $(LINT_VER:v%=%) "; then \
	  ln -sf "$$(command -v golangci-lint)" $@; \
	else \
	  GOBIN=$(TOOLS) $(GO) install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(LINT_VER); \
	fi
