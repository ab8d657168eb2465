//! The public API, its documentation and the front page.
