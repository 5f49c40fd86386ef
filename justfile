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

# Feed a reader with odd bytes: `just fuzz reader -max_total_time=60`. Needs cargo-fuzz. A stable
# toolchain gives coverage only when told that it may; the sanitizers want a nightly one.
fuzz TARGET *ARGS:
    mkdir -p fuzz/corpus/{{TARGET}}
    RUSTC_BOOTSTRAP=1 cargo fuzz run --sanitizer none --fuzz-dir fuzz {{TARGET}} fuzz/corpus/{{TARGET}} crates/iso/tests/fixtures -- -max_len=4096 {{ARGS}}

# The Debian package of a release build, in target/.
deb:
    cargo build --release --locked
    packaging/build-deb target/release/suftaja target

# Write the derived pages of the error codes.
errors:
    cargo xtask errors
