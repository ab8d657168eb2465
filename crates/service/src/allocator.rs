//! The allocator of every program that knows this crate.

/// Answers are made of many small pieces on several threads at once, for which the
/// system's allocator is slow.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
