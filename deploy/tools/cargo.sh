#!/bin/sh
# Installs the pinned cargo commands that measure the tests into .tools-cargo.
set -eu

cd "$(dirname "$0")/../.."
wanted="cargo-llvm-cov@0.9.1 cargo-mutants@27.1.0"
[ "$(cat .tools-cargo/installed 2>/dev/null)" = "$wanted" ] && exit 0
echo "installing $wanted into .tools-cargo"
# shellcheck disable=SC2086
"${CARGO:-cargo}" install --quiet --locked --root .tools-cargo $wanted
echo "$wanted" > .tools-cargo/installed
