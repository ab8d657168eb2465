#!/bin/sh
# Asks a running Overcoat what people ask, and fails if an answer is not what it should be:
#
#   deploy/smoke.sh http://localhost:8000
set -eu

[ $# -eq 1 ] || { echo "usage: deploy/smoke.sh URL" >&2; exit 2; }
base=${1%/}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

ask() {
	status=$(curl --silent --show-error --location --max-time 10 --output "$folder/body" --write-out '%{http_code}' "$base$1") || status=none
	if [ "$status" != 200 ] || ! grep -q "$2" "$folder/body"; then
		echo "smoke: $1 answers $status, without \`$2\`:" >&2
		head -c 500 "$folder/body" >&2 || true
		exit 1
	fi
	echo "smoke: $1 is fine"
}

ask / '<title>'
ask /docs/ swagger
ask /openapi.json '"openapi":"3.1'
ask /locations '"locations"'
ask /models champion
ask /forecast/latest '"issued_at"'
ask '/recommendation/by_day?lang=ko' '"recommendations"'
