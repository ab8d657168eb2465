//! What some hours together ask of a cloth.

use super::need::{Need, NeededClo, with_custom_clo};
use crate::comfort::ireq::Cloth;

/// The hour that asks for most, for some cloth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Deciding {
    /// Its place among the hours.
    pub(crate) hour: usize,
    /// What it asks for, clo.
    pub(crate) required_clo: f64,
}

impl Deciding {
    /// With what custom asks for where the cold asks for less.
    pub(super) fn with_custom(self) -> Self {
        Self { required_clo: with_custom_clo(self.required_clo), ..self }
    }
}

/// To be comfortable over all of the hours, and in none of them colder or warmer than the
/// heat balance bears: nobody dresses for the coldest hour of a day as if it lasted all
/// day. Without custom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Demand {
    /// What is comfortable over all of the hours, clo.
    pub(super) typical_clo: f64,
    pub(super) coldest: Deciding,
    pub(super) mildest: Deciding,
}

impl Demand {
    /// `None` without hours.
    pub(super) fn of<'a>(needs: impl Iterator<Item = &'a Need>, cloth: &Cloth) -> Option<Self> {
        let (mut count, mut sum) = (0.0, 0.0);
        let mut extremes: Option<((usize, NeededClo), (usize, NeededClo))> = None;
        for (hour, need) in needs.enumerate() {
            let needed = need.of_cloth(cloth);
            (count, sum) = (count + 1.0, sum + needed.comfort);
            let this = (hour, needed);
            extremes = Some(match extremes {
                None => (this, this),
                Some((coldest, mildest)) => (
                    if is_colder(&needed, &coldest.1) { this } else { coldest },
                    if needed.neutral < mildest.1.neutral { this } else { mildest },
                ),
            });
        }
        let typical_clo = sum / count;
        let deciding = |(hour, needed): (usize, NeededClo)| Deciding {
            hour,
            required_clo: in_hour_clo(typical_clo, needed),
        };
        let (coldest, mildest) = extremes?;
        Some(Self { typical_clo, coldest: deciding(coldest), mildest: deciding(mildest) })
    }

    /// What one of the hours asks for, clo.
    pub(super) fn in_hour_clo(&self, need: &Need, cloth: &Cloth) -> f64 {
        in_hour_clo(self.typical_clo, need.of_cloth(cloth))
    }
}

/// Compares hours by the minimal requirement and, where that is the same, by the neutral one:
/// in warm hours the minimal one is nothing.
fn is_colder(this: &NeededClo, other: &NeededClo) -> bool {
    this.minimal > other.minimal || (this.minimal >= other.minimal && this.neutral > other.neutral)
}

fn in_hour_clo(typical_clo: f64, needed: NeededClo) -> f64 {
    typical_clo.max(needed.minimal).min(needed.neutral)
}
