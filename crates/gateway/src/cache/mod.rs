//! What was answered and what the services behind the gateway said, kept while it is
//! the latest and for as long as nothing newer can be had.

mod answer;
mod answers;
mod by_target;
mod latest;
mod models;
mod question;
mod response;

pub(crate) use self::answers::{Answers, Policy};
pub(crate) use self::models::Models;
pub(crate) use self::question::{Asking, Question};
pub(crate) use self::response::{again, answer, seldom_changed};
