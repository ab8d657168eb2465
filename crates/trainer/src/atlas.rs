//! One forecaster for several places.

use features::{Place, Window};

use crate::forecaster::{Forecast, Forecaster};

/// The forecasters of some places: a window goes to that of the nearest, so that a place
/// without a record of its own borrows its neighbour's.
#[derive(Debug, Clone)]
pub struct Atlas {
    places: Vec<(Place, Forecaster)>,
}

impl Atlas {
    /// One forecaster for each place.
    ///
    /// # Errors
    /// There is no place.
    pub fn new(places: Vec<(Place, Forecaster)>) -> anyhow::Result<Self> {
        anyhow::ensure!(!places.is_empty(), "a forecaster needs a place");
        Ok(Self { places })
    }

    /// The places with their forecasters.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &(Place, Forecaster)> {
        self.places.iter()
    }

    /// Forecasts from windows, each as its nearest place does.
    ///
    /// # Errors
    /// The device fails.
    pub fn forecast(&self, windows: &[Window]) -> anyhow::Result<Vec<Forecast>> {
        let mut forecasts = Vec::with_capacity(windows.len());
        for of_a_place in windows.chunk_by(|one, next| self.nearest(one) == self.nearest(next)) {
            let (_, forecaster) = &self.places[self.nearest(&of_a_place[0])];
            forecasts.extend(forecaster.forecast(of_a_place)?);
        }
        Ok(forecasts)
    }

    fn nearest(&self, window: &Window) -> usize {
        let [latitude_deg, longitude_deg, _] = window.place();
        let here = direction(latitude_deg, longitude_deg);
        let distances = self.places.iter().map(|(place, _)| {
            let there = direction_of(*place);
            here.iter().zip(there).map(|(here, there)| (here - there) * (here - there)).sum::<f32>()
        });
        // The first of equals, as the exported graph has it.
        distances
            .enumerate()
            .min_by(|(_, one), (_, other)| one.total_cmp(other))
            .map_or(0, |(index, _)| index)
    }
}

/// The direction of a place from the centre of the earth, of length 1: the shorter the
/// chord to another place's, the nearer they are, also across a pole or the date line.
#[must_use]
pub fn direction_of(place: Place) -> [f32; 3] {
    direction(place.latitude_deg as f32, place.longitude_deg as f32)
}

fn direction(latitude_deg: f32, longitude_deg: f32) -> [f32; 3] {
    let (latitude, longitude) = (latitude_deg.to_radians(), longitude_deg.to_radians());
    [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()]
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
        let atlas = Atlas::new(places.map(|place| (place, trained.clone())).into()).unwrap();
        let known = job(all_observations()).known;
        let at = |place: Place| {
            let known = crate::dataset::Known { place, ..known.clone() };
            atlas.nearest(&known.window(known.history.observations()[400].time).unwrap())
        };
        assert_eq!(at(place(1.0, -179.0)), 0);
        assert_eq!(at(place(10.0, -100.0)), 1);
        assert_eq!(at(place(85.0, -80.0)), 2);
        assert_eq!((at(place(45.0, 10.0)), at(place(45.009, 10.0))), (3, 4));
        assert!(Atlas::new(Vec::new()).is_err());
    }
}
