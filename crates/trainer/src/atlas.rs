//! One forecaster for several places.

use features::{Place, Window};

use crate::forecaster::{Forecast, Forecaster};

/// The forecasters of one place or several: a window goes to that of the nearest, so that
/// a place without a record of its own borrows its neighbour's.
#[derive(Debug, Clone)]
pub struct Atlas {
    first: (Place, Forecaster),
    others: Vec<(Place, Forecaster)>,
}

impl Atlas {
    /// One forecaster for each place.
    #[must_use]
    pub const fn new(first: (Place, Forecaster), others: Vec<(Place, Forecaster)>) -> Self {
        Self { first, others }
    }

    /// The first place with its forecaster, and the others.
    #[must_use]
    pub fn split(&self) -> (&(Place, Forecaster), &[(Place, Forecaster)]) {
        (&self.first, &self.others)
    }

    /// Forecasts from windows, each as its nearest place does.
    ///
    /// # Errors
    /// The device fails.
    pub fn forecast(&self, windows: &[Window]) -> anyhow::Result<Vec<Forecast>> {
        let nearest = |window: &Window| self.nearest(window.place());
        let mut forecasts = Vec::with_capacity(windows.len());
        for of_a_place in windows.chunk_by(|one, next| std::ptr::eq(nearest(one), nearest(next))) {
            let (_, forecaster) = nearest(&of_a_place[0]);
            forecasts.extend(forecaster.forecast(of_a_place)?);
        }
        Ok(forecasts)
    }

    /// The first of equals, as the exported graph has it.
    fn nearest(&self, here: Place) -> &(Place, Forecaster) {
        let all = std::iter::once(&self.first).chain(&self.others);
        here.nearest(all, |(place, _)| *place).unwrap_or(&self.first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic::{all_observations, job};

    #[test]
    fn a_window_goes_to_the_nearest_place_also_across_the_date_line() {
        let trained = job(all_observations()).run().unwrap().forecaster;
        let place = |latitude_deg, longitude_deg| Place { latitude_deg, longitude_deg, elevation_m: 0.0 };
        // The last two are 1 km apart.
        let places = [
            place(0.0, 178.0),
            place(0.0, -90.0),
            place(80.0, 100.0),
            place(45.0, 10.0),
            place(45.009, 10.0),
        ];
        let [first, others @ ..] = places.map(|place| (place, trained.clone()));
        let atlas = Atlas::new(first, others.into());
        let at = |latitude_deg, longitude_deg| {
            let (nearest, _) = atlas.nearest(place(latitude_deg, longitude_deg));
            places.iter().position(|place| place == nearest)
        };
        assert_eq!(at(1.0, -179.0), Some(0));
        assert_eq!(at(10.0, -100.0), Some(1));
        assert_eq!(at(85.0, -80.0), Some(2));
        assert_eq!((at(45.0, 10.0), at(45.009, 10.0)), (Some(3), Some(4)));
    }
}
