# Every check that CI runs, by name. `just` alone lists them; none needs `just` itself.

_default:
    @just --list

# All that a change must pass.
ci:
    .ci/run

# The tests of every crate, and the examples in the docs.
test *args:
    cargo test --workspace {{args}}

# Formatting, clippy, house rules.
lint:
    ci/lint

# The documentation, without a warning.
docs:
    ci/docs

# The facade with every set of its backends.
features:
    ci/features

# The state machines in every interleaving.
loom:
    ci/loom

# Instruction counts against their bars; needs valgrind.
instructions:
    ci/instructions

# The concurrent tests again and again under load on both cores (rounds: how often).
stress rounds="100":
    ci/stress {{rounds}}

# The random schedules to millions of operations (percent: of two million each).
random percent="100":
    ci/random {{percent}}

# Which waits inside async code end, on amphi and on a runtime alone (`--runtime smol`).
nesting *args:
    cargo run -q --bin nesting -- {{args}}

# The main example beside `find | xargs sha256sum`.
compare-treesum *args:
    examples/compare-treesum.sh {{args}}

# Side by side with the peers, in one run; times are reports.
bench *args:
    cargo bench -p amphi-benches --features peers {{args}}

# Measures everything and writes docs/performance.md; on an idle machine (rounds: how often).
record rounds="3":
    ci/record {{rounds}}

# docs/performance.md from what is recorded.
page:
    cargo run -q -p amphi-benches --bin page
