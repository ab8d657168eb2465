#!/bin/sh
# Checks what deploys: workflows, compose file and CloudFormation templates.
set -eu

cd "$(dirname "$0")/.."
tools=.tools/bin
$tools/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
$tools/check-jsonschema --quiet --builtin-schema vendor.compose-spec docker-compose.yml
$tools/zizmor --offline --quiet .github/workflows
$tools/cfn-lint deploy/aws/*.yml
for script in deploy/*.sh deploy/*/*.sh; do
	sh -n "$script"
done
echo "workflows, compose file and templates ok"
