#!/bin/sh
# Puts a service, or all of them in the order in which they call each other, on the cluster:
#
#   IMAGES=ghcr.io/me/overcoat COMMIT=… SERVICE=gateway deploy/aws/deploy.sh
#
# Needs the AWS CLI with the rights of github.yml's role, and docker, logged in where the
# images are. PLATFORM is the stack of platform.yml, STACK_ROLE the role that CloudFormation
# takes, BASE_URL where people find Overcoat. Once there is a gateway, every service is tried;
# one with which people get no answers goes back to the image that it had.
set -eu

cd "$(dirname "$0")/../.."
platform=${PLATFORM:-overcoat}
images=$(echo "$IMAGES" | tr '[:upper:]' '[:lower:]')
services=$SERVICE
[ "$services" != all ] || services="trainer recommender inference ingest gateway"

account=$(aws sts get-caller-identity --query Account --output text)
registry=$account.dkr.ecr.$(aws configure get region || echo "$AWS_REGION").amazonaws.com
aws ecr get-login-password | docker login --username AWS --password-stdin "$registry"
address=$(aws cloudformation describe-stacks --stack-name "$platform" \
	--query "Stacks[0].Outputs[?OutputKey=='Address'].OutputValue" --output text)

put() {
	aws cloudformation deploy --stack-name "$platform-$1" --template-file deploy/aws/service.yml \
		--capabilities CAPABILITY_IAM --no-fail-on-empty-changeset \
		${STACK_ROLE:+--role-arn "$STACK_ROLE"} \
		--parameter-overrides "Platform=$platform" "Service=$1" "Image=$2"
}

# The first forecast takes some minutes.
people_get_answers() {
	for _ in $(seq 30); do
		! deploy/smoke.sh "${BASE_URL:-http://$address}" || return 0
		sleep 10
	done
	return 1
}

for service in $services; do
	before=$(aws cloudformation describe-stacks --stack-name "$platform-$service" \
		--query "Stacks[0].Parameters[?ParameterKey=='Image'].ParameterValue" --output text 2>/dev/null || true)
	docker buildx imagetools create --tag "$registry/$platform/$service:$COMMIT" "$images/$service:$COMMIT"
	digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$registry/$platform/$service:$COMMIT")
	echo "$service: $digest"
	put "$service" "$registry/$platform/$service@$digest"
	aws cloudformation describe-stacks --stack-name "$platform-gateway" >/dev/null 2>&1 || continue
	! people_get_answers || continue
	echo "$service: the smoke test fails; back to ${before:-nothing}" >&2
	[ -z "$before" ] || put "$service" "$before"
	exit 1
done
