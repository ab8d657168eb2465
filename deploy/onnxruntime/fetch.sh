#!/bin/sh
# Puts the ONNX Runtime library into a folder:  fetch.sh FOLDER
# `make run`, `make test` and the Docker build share it. Needs Python with pip.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$1
version=1.32.0

case "$(uname -s)-$(uname -m)" in
    Linux-x86_64) platform=manylinux_2_28_x86_64 inside=libonnxruntime.so.$version ;;
    Linux-aarch64) platform=manylinux_2_28_aarch64 inside=libonnxruntime.so.$version ;;
    Darwin-arm64) platform=macosx_14_0_arm64 inside=libonnxruntime.$version.dylib ;;
    *) echo "fetch.sh: no ONNX Runtime wheel is pinned for $(uname -s) on $(uname -m)" >&2; exit 1 ;;
esac
# One name on every system, so that one setting finds it; loaders do not mind.
library=libonnxruntime.so

mkdir -p "$folder"
[ -f "$folder/$library" ] && [ "$(cat "$folder/version" 2>/dev/null)" = "$version" ] && exit 0

work=$(mktemp -d "$folder/.fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
echo "fetching ONNX Runtime $version"
python3 -m pip download --quiet --disable-pip-version-check --require-hashes --no-deps \
    --only-binary=:all: --platform "$platform" --implementation cp --python-version 3.12 --abi cp312 \
    --dest "$work" --requirement "$here/requirements.txt"
python3 - "$work" "$inside" <<'PYTHON'
import pathlib, sys, zipfile
work, inside = pathlib.Path(sys.argv[1]), sys.argv[2]
[wheel] = work.glob("*.whl")
with zipfile.ZipFile(wheel) as archive:
    (work / "library").write_bytes(archive.read(f"onnxruntime/capi/{inside}"))
PYTHON
# Moved into place whole, so that an interrupted run leaves nothing half-written.
mv "$work/library" "$folder/$library"
echo "$version" > "$folder/version"
