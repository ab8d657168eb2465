#!/bin/sh
# Installs the pinned tools into .tools, a Python environment:  install.sh
set -eu

here=$(cd "$(dirname "$0")" && pwd)
tools=$here/../../.tools
stamp=$tools/requirements.txt
cmp -s "$here/requirements.txt" "$stamp" && exit 0
echo "installing the tools of deploy/tools/requirements.txt into .tools"
rm -rf "$tools"
python3 -m venv "$tools"
"$tools/bin/pip" install --quiet --disable-pip-version-check --only-binary=:all: -r "$here/requirements.txt"
cp "$here/requirements.txt" "$stamp"
