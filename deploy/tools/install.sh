#!/bin/sh
# Installs pinned tools into a Python environment:  install.sh [REQUIREMENTS FOLDER]
# Both count from the repository's root; without them the tools for tests and
# lints go into .tools.
set -eu

cd "$(dirname "$0")/../.."
requirements=${1:-deploy/tools/requirements.txt}
tools=${2:-.tools}
cmp -s "$requirements" "$tools/requirements.txt" && exit 0
echo "installing the tools of $requirements into $tools"
rm -rf "$tools"
python3 -m venv "$tools"
"$tools/bin/pip" install --quiet --disable-pip-version-check --only-binary=:all: -r "$requirements"
cp "$requirements" "$tools/requirements.txt"
