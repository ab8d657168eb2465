//! From what a day asks for to a set of garments.

mod outfits;
mod requirement;

pub(crate) use self::outfits::{Outfit, Planner};
pub(crate) use self::requirement::{DecisiveHour, Requirement};
