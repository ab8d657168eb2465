//! How much clothing a body needs and how much a set of garments gives: pure
//! functions, each with its source, its units and the range it was made for.
//!
//! 1 clo = 0.155 m²K/W.

mod ensemble;
mod utci;

pub(crate) use self::ensemble::{ensemble_insulation_clo, taken_off_clo};
pub(crate) use self::utci::utci_clothing;
