#!/bin/sh
# Starts the stack on free ports and replayed weather, and runs the browser tests
# against it. The pictures of the README are made on the way, in OVERCOAT_SCREENSHOTS
# or pictures/; arguments go to Playwright.
set -eu

cd "$(dirname "$0")/../../.."
root=$PWD
if ! command -v chromium >/dev/null; then
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		echo "installing Debian's Chromium, and letters for Korean"
		apt-get update -qq
		apt-get install -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null
	else
		echo "Chromium is missing: install it (Debian: apt-get install chromium fonts-noto-cjk)" >&2
		exit 1
	fi
fi

data=$(mktemp -d)
log=$data/stack.log
for service in STORE REPLAY INGEST__SERVER INFERENCE__SERVER RECOMMENDER__SERVER GATEWAY__SERVER; do
	export "OVERCOAT__${service}__PORT=0"
done
export OVERCOAT__GATEWAY__SERVER__ADMIN_PORT=0
# A browser test asks in a second what a person asks in an hour.
export OVERCOAT__GATEWAY__DOOR__CLIENT__REQUESTS_PER_SECOND=10000
export OVERCOAT__GATEWAY__DOOR__CLIENT__BURST=10000
ORT_DYLIB_PATH=$root/.onnxruntime/libonnxruntime.so OVERCOAT_DATA_DIR=$data target/debug/stack >"$log" 2>&1 &
stack=$!
trap 'kill $stack 2>/dev/null; wait $stack 2>/dev/null; rm -rf "$data"' EXIT INT TERM
until grep -q "is ready" "$log"; do
	kill -0 $stack 2>/dev/null || { cat "$log" >&2; exit 1; }
	sleep 0.2
done
OVERCOAT_URL=$(sed -n 's/.*is ready[^:]*: \(http:[^ ]*\)\/ .*/\1/p' "$log")
export OVERCOAT_URL
export OVERCOAT_SCREENSHOTS="${OVERCOAT_SCREENSHOTS:-$root/crates/gateway/dashboard/pictures}"
cd crates/gateway/dashboard
npx --no-install playwright test "$@"
