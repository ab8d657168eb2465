#!/bin/sh
# Replaces every container of a service by one of the image that its tag names now,
# without a moment in which nobody answers:
#
#   deploy/rollout.sh SERVICE
#
# As many new containers start beside the old ones, which leave once all new ones are
# healthy. If one crashes or is not healthy in time, the new ones leave instead, the tag
# names the old image again, and the script fails.
#
# COMPOSE   the command, `docker-compose` or `docker compose`
# TIMEOUT_S how long new containers may take, seconds
set -eu

cd "$(dirname "$0")/.."
compose=${COMPOSE:-docker-compose}
timeout_s=${TIMEOUT_S:-60}
# The longest drain, and then some.
stop_s=20

[ $# -eq 1 ] || { echo "usage: deploy/rollout.sh SERVICE" >&2; exit 2; }
service=$1
case $service in
	edge | store)
		echo "rollout: there can be only one $service; \`$compose up --detach $service\` replaces it, with a pause" >&2
		exit 2
		;;
esac
old=$($compose ps -q "$service")
[ -n "$old" ] || { echo "rollout: $service does not run" >&2; exit 2; }
count=$(echo "$old" | wc -l)
project=$(docker inspect --format '{{index .Config.Labels "com.docker.compose.project"}}' $old | head -n 1)
image=$(docker inspect --format '{{.Config.Image}}' $old | head -n 1)
old_image=$(docker inspect --format '{{.Image}}' $old | head -n 1)

# All containers of the service that were not there before, however far they came.
new_ones() {
	docker ps --all --quiet --no-trunc --filter "label=com.docker.compose.project=$project" \
		--filter "label=com.docker.compose.service=$service" | grep -v -F "$old" || true
}
leave() {
	for container in "$@"; do
		docker stop --time "$stop_s" "$container" >/dev/null
		docker rm --force "$container" >/dev/null
	done
}
roll_back() {
	echo "rollout: $1; $service stays as it was" >&2
	new=$(new_ones)
	if [ -n "$new" ]; then
		docker logs --tail 5 "$(echo "$new" | head -n 1)" >&2 || true
		docker rm --force $new >/dev/null
	fi
	docker tag "$old_image" "$image"
	exit 1
}
trap 'roll_back "interrupted"' INT TERM

echo "rollout: $count of $service start beside $count"
$compose up --detach --no-deps --no-recreate --scale "$service=$((2 * count))" "$service" >/dev/null 2>&1 ||
	failed=yes
new=$(new_ones)
[ -n "$new" ] || roll_back "no new container was made"
[ -z "${failed:-}" ] || roll_back "the new containers do not start"

waited_s=0
for container in $new; do
	while :; do
		state=$(docker inspect --format \
			'{{.State.Status}} {{.RestartCount}} {{if .State.Health}}{{.State.Health.Status}}{{else}}healthy{{end}}' \
			"$container")
		case $state in
			"running 0 healthy") break ;;
			"running 0 starting" | "created 0 "*) ;;
			*) roll_back "a new container is: $state" ;;
		esac
		[ "$waited_s" -lt "$timeout_s" ] || roll_back "a new container is not healthy after $timeout_s s"
		sleep 1
		waited_s=$((waited_s + 1))
	done
done

trap - INT TERM
echo "rollout: the new ones are healthy, the old ones leave"
# Their callers look up names every two seconds, and must know the new ones first.
sleep 3
leave $old
echo "rollout: $service runs $(docker inspect --format '{{.Image}}' $new | head -n 1 | cut -c 8-19)"
