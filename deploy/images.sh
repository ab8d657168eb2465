#!/bin/sh
# Builds every image for one architecture with BuildKit, as REGISTRY/SERVICE:COMMIT-ARCHITECTURE:
#
#   REGISTRY=ghcr.io/me/overcoat ARCHITECTURE=amd64 OUTPUT=type=registry deploy/images.sh
#
# OUTPUT is BuildKit's: type=docker keeps them here, type=registry pushes them, with a list of
# what they are made of (SBOM) and where they come from (provenance). CACHE is where layers are
# kept for the next time; absent, REGISTRY.
set -eu

cd "$(dirname "$0")/.."
commit=${GITHUB_SHA:-$(git rev-parse HEAD)}
registry=$(echo "$REGISTRY" | tr '[:upper:]' '[:lower:]')
layers=$(echo "${CACHE:-$REGISTRY}" | tr '[:upper:]' '[:lower:]')/cache
for service in ${SERVICES:-gateway inference recommender ingest trainer stack edge}; do
	cache=$layers:$service-$ARCHITECTURE
	more="--cache-from type=registry,ref=$cache"
	[ "$OUTPUT" != type=registry ] ||
		more="$more --cache-to type=registry,mode=max,ref=$cache --sbom=true --provenance=mode=max"
	# shellcheck disable=SC2086 # several words
	docker buildx build --file deploy/Dockerfile --target "$service" \
		--platform "linux/$ARCHITECTURE" --build-arg "REVISION=$commit" \
		--output "$OUTPUT" --tag "$registry/$service:$commit-$ARCHITECTURE" $more .
done
