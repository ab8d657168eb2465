//! The back-test for people, as a table and as a page, and for programs.

mod ahead;
mod html;
mod nested;
mod select;
mod table;

pub(crate) use self::html::html;
