//! What the planner and the hazards found, in the words and numbers of the answer.

mod bag;
mod day;
mod hazard;
mod outfit;
mod outfit_id;
mod time;

pub(crate) use self::bag::{bag, bag_text};
pub(crate) use self::day::{Hours, Presenter};
pub(crate) use self::outfit_id::OutfitId;
pub(crate) use self::time::time;
