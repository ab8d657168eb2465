//! What of a place's observations is stored, hour by hour, without reading again what is as it
//! was.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::layout::{Month, observations_prefix};
use super::store::State;
use super::{Lake, LakeError};
use crate::location::Location;
use crate::observation::Presence;

/// The hours that are stored of a place, and which variables each has.
#[derive(Debug, Default)]
pub struct Inventory(BTreeMap<Month, Stored>);

#[derive(Debug)]
struct Stored {
    state: State,
    hours: Vec<(Timestamp, Presence)>,
}

impl Inventory {
    /// The hours, ascending.
    pub fn hours(&self) -> impl Iterator<Item = (Timestamp, Presence)> {
        self.0.values().flat_map(|month| &month.hours).copied()
    }
}

impl Lake {
    /// Brings an inventory up to date. Months that an earlier release called otherwise are moved
    /// to their place. A month that is gone has no hours, nor has one that
    /// cannot be read.
    ///
    /// # Errors
    /// The store fails.
    pub async fn take_inventory(
        &self,
        location: &Location,
        inventory: &mut Inventory,
    ) -> Result<(), LakeError> {
        let prefix = observations_prefix(location);
        let mut listed = self.store.list_states(&prefix).await?;
        let moves = listed.iter().filter_map(|(key, _)| {
            let place = Month::from_key(key)?.key(location);
            (*key != place).then(|| (key.clone(), place))
        });
        let moves: Vec<(String, String)> = moves.collect();
        for (from, to) in &moves {
            self.move_month(from, to).await?;
        }
        if !moves.is_empty() {
            listed = self.store.list_states(&prefix).await?;
        }
        let mut before = std::mem::take(&mut inventory.0);
        for (key, state) in listed {
            let Some(month) = Month::from_key(&key) else { continue };
            let known = before.remove(&month).filter(|known| known.state == state);
            let stored = match known {
                Some(known) => known,
                None => {
                    let hours = self.readable_month(&key).await?;
                    let hours = hours.into_iter().map(|(time, hour)| (time, hour.presence())).collect();
                    Stored { state, hours }
                }
            };
            inventory.0.insert(month, stored);
        }
        Ok(())
    }
}
