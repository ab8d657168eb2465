#!/bin/sh
# Builds the dashboard into dist/, unless nothing changed since. Without Node there
# is none, and the gateway's front page says so.
set -eu

cd "$(dirname "$0")"
if ! command -v npm >/dev/null; then
	echo "no npm here: the dashboard is not built (it needs Node 20 or newer); everything else works"
	exit 0
fi
inputs="package.json package-lock.json .npmrc index.html vite.config.ts tsconfig.json src public ../../../openapi/gateway.json"
if [ -f dist/index.html ] && [ -z "$(find $inputs -newer dist/index.html -not -name schema.d.ts -print -quit)" ]; then
	exit 0
fi
echo "building the dashboard"
if [ ! -d node_modules ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
	npm ci --no-audit --no-fund --loglevel=error
fi
npm run --silent build
