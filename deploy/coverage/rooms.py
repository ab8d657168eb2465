"""The rooms that their crate's API tests alone must cover."""

ROOMS = {
    "gateway cache": ("gateway", "crates/gateway/src/cache/"),
    "gateway upstream": ("gateway", "crates/gateway/src/upstream/"),
    "gateway middleware": ("gateway", "crates/gateway/src/middleware/"),
    "inference champion": ("inference", "crates/inference/src/champion.rs"),
    "inference runtime": ("inference", "crates/inference/src/runtime.rs"),
}


def room_of(path):
    """The room that a file lies in, if it lies in one."""
    return next((room for room, (_, place) in ROOMS.items() if place in path), None)
