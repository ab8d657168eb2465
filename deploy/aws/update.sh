#!/bin/sh
# Puts the images of another commit on the one machine of single.yml, service by service; runs
# on the machine, told through Session Manager:
#
#   deploy/aws/update.sh COMMIT
#
# A version that does not become healthy stays out, and the files of the one before come back.
set -eu

cd "$(dirname "$0")/../.."
[ $# -eq 1 ] || { echo "usage: deploy/aws/update.sh COMMIT" >&2; exit 2; }
before=$(git rev-parse HEAD)
export COMPOSE="docker compose"

use() {
	git checkout --quiet "$1"
	sed -i "s/^OVERCOAT_TAG=.*/OVERCOAT_TAG=$1/" .env
}
git fetch --quiet
use "$1"
$COMPOSE pull --quiet
for service in recommender inference ingest gateway; do
	deploy/rollout.sh "$service" || {
		use "$before"
		echo "update: $service does not become healthy in $1; it and what comes after it stay at $before" >&2
		exit 1
	}
done
