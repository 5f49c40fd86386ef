# One way to do each thing. `just` alone lists them.
default:
    @just --list

# Format, lints, house rules, tests, docs: what CI runs.
check:
    .ci/run

# A union of five members does a day's work before your eyes. `just demo --once` ends by itself.
demo *ARGS:
    cargo run --release -- demo {{ARGS}}

# Durable transfers per second through sequencer and journal.
bench *ARGS:
    cargo run --release -- bench engine {{ARGS}}

# Whole worlds with crashes against the oracle. `just sim --seed 7` replays one world.
sim *ARGS="--seed 1 --seeds 1000":
    cargo run --release -p suftaja-sim -- {{ARGS}}

# Write the derived pages of the error codes.
errors:
    cargo xtask errors
