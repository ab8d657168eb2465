//! What one person has to wear, and what they insist on.

use std::collections::BTreeSet;
use std::sync::Arc;

use common::recommendation::{GarmentCategory, Style, Wardrobe};

use super::{Catalogue, Garment, Kit, Purpose};

/// The garments that one person can wear.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Closet<'a> {
    catalogue: &'a Catalogue,
    wardrobe: Option<&'a Wardrobe>,
    locked: Option<&'a BTreeSet<String>>,
}

/// Why a wardrobe cannot be dressed from.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum InvalidCloset {
    /// A garment is not in the catalogue.
    #[error("there is no garment `{0}`; `/garments` lists those there are")]
    Unknown(String),
    /// A garment is both there and not there.
    #[error("`{0}` is locked or in `have`, and in `lack`, too")]
    Contradiction(String),
    /// Two locked garments exclude each other.
    #[error("`{0}` and `{1}` cannot be worn together; unlock one of them")]
    Clash(String, String),
    /// Something that everybody wears is missing.
    #[error("the wardrobe has nothing left of the category `{0}`; a set needs one")]
    Nothing(&'static str),
}

impl<'a> Closet<'a> {
    /// Everything in the catalogue.
    pub(crate) fn full(catalogue: &'a Catalogue) -> Self {
        Self { catalogue, wardrobe: None, locked: None }
    }

    /// What somebody has, and what they will wear in any case.
    pub(crate) fn owned(
        catalogue: &'a Catalogue,
        wardrobe: &'a Wardrobe,
        locked: &'a BTreeSet<String>,
    ) -> Result<Self, InvalidCloset> {
        for id in wardrobe.have.iter().chain(&wardrobe.lack).chain(locked) {
            if catalogue.get(id).is_none() {
                return Err(InvalidCloset::Unknown(id.chars().take(80).collect()));
            }
        }
        if let Some(id) = wardrobe.lack.iter().find(|&id| wardrobe.have.contains(id) || locked.contains(id)) {
            return Err(InvalidCloset::Contradiction(id.clone()));
        }
        let worn: Vec<&Arc<Garment>> = locked.iter().filter_map(|id| catalogue.get(id)).collect();
        for (index, one) in worn.iter().enumerate() {
            if let Some(other) = worn[index + 1..].iter().find(|other| clash(one, other)) {
                return Err(InvalidCloset::Clash(one.id.clone(), other.id.clone()));
            }
        }
        let closet = Self { catalogue, wardrobe: Some(wardrobe), locked: Some(locked) };
        for (category, name) in [
            (GarmentCategory::Top, "top"),
            (GarmentCategory::Bottom, "bottom"),
            (GarmentCategory::Shoes, "shoes"),
            (GarmentCategory::Socks, "socks"),
            (GarmentCategory::Underwear, "underwear"),
        ] {
            let dressed = worn.iter().any(|garment| {
                garment.category == GarmentCategory::OnePiece
                    && matches!(category, GarmentCategory::Top | GarmentCategory::Bottom)
            });
            if !dressed
                && !catalogue.iter().any(|garment| garment.category == category && closet.has(garment))
            {
                return Err(InvalidCloset::Nothing(name));
            }
        }
        Ok(closet)
    }

    /// What somebody has and insists on, the same text for the same closet.
    pub(crate) fn description(&self) -> String {
        let joined = |ids: &BTreeSet<String>| ids.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
        let owned = self.wardrobe.filter(|wardrobe| **wardrobe != Wardrobe::default());
        let owned = owned.map(|Wardrobe { have, lack }| format!("|{}|{}", joined(have), joined(lack)));
        let locked =
            self.locked.filter(|locked| !locked.is_empty()).map(|locked| format!("|{}", joined(locked)));
        owned.unwrap_or_default() + &locked.unwrap_or_default()
    }

    /// Whether the garment is to be worn whatever the weather.
    pub(crate) fn locks(&self, garment: &Garment) -> bool {
        self.locked.is_some_and(|locked| locked.contains(&garment.id))
    }

    /// What there is of a category for an activity in a style, the preferred first.
    pub(crate) fn of(&self, kit: Kit, style: Style, category: GarmentCategory) -> Vec<&'a Arc<Garment>> {
        let running = match kit {
            Kit::Everyday => return self.of_style(style, category),
            Kit::Sports => return self.of_style(Style::Sporty, category),
            Kit::Running => &self.catalogue.running,
        };
        let is_of = |garment: &&Arc<Garment>| garment.category == category;
        let locked = self.catalogue.iter().filter(is_of).filter(|garment| self.locks(garment));
        let own = running.iter().filter(is_of).filter(|garment| self.has(garment) && !self.locks(garment));
        let found: Vec<&Arc<Garment>> = locked.chain(own).collect();
        if found.is_empty() && is_needed(category) { self.of_style(style, category) } else { found }
    }

    /// An accessory as it is worn by this person: mittens where they lack the gloves.
    pub(crate) fn as_worn(&self, garment: &Arc<Garment>, kit: Kit, style: Style) -> Arc<Garment> {
        if self.wardrobe.is_none() || garment.purpose != Some(Purpose::Cold) {
            return Arc::clone(garment);
        }
        let usual: Box<dyn Iterator<Item = &Arc<Garment>>> = match kit {
            Kit::Everyday => Box::new(self.catalogue.iter().filter(|it| it.is_of(style))),
            Kit::Sports => Box::new(self.catalogue.iter().filter(|it| it.is_of(Style::Sporty))),
            Kit::Running => Box::new(self.catalogue.running.iter()),
        };
        let lacked = usual.filter(|other| is_like(garment, other) && !self.has(other));
        let most_c = lacked.map(|other| other.worn_up_to_c()).reduce(f64::max);
        match most_c.filter(|most_c| *most_c > garment.worn_up_to_c()) {
            Some(most_c) => Arc::new(garment.for_air_up_to(most_c)),
            None => Arc::clone(garment),
        }
    }

    /// What somebody has of other styles of a category that nobody goes without, where they do
    /// not have all that the style has of it: better other shoes than sandals in the snow.
    pub(crate) fn stopgaps(
        &self,
        kit: Kit,
        style: Style,
        category: GarmentCategory,
    ) -> Vec<&'a Arc<Garment>> {
        let Some(_) = self.wardrobe.filter(|_| is_needed(category)) else { return Vec::new() };
        let of_category = |garment: &&Arc<Garment>| garment.category == category;
        let (is_usual, is_further): (Vec<&Arc<Garment>>, Vec<&Arc<Garment>>) = match kit {
            Kit::Everyday => self.catalogue.iter().filter(of_category).partition(|it| it.is_of(style)),
            Kit::Sports => self.catalogue.iter().filter(of_category).partition(|it| it.is_of(Style::Sporty)),
            Kit::Running => {
                let sporty = self.catalogue.iter().filter(|it| it.is_of(Style::Sporty));
                (
                    self.catalogue.running.iter().filter(of_category).collect(),
                    sporty.filter(of_category).collect(),
                )
            }
        };
        if is_usual.into_iter().all(|garment| self.has(garment)) {
            return Vec::new();
        }
        is_further.into_iter().filter(|garment| self.has(garment)).collect()
    }

    /// What there is of a category for a style, the preferred first. Where somebody has
    /// nothing of it in the style, what they have of other styles: better another coat than
    /// none.
    fn of_style(&self, style: Style, category: GarmentCategory) -> Vec<&'a Arc<Garment>> {
        let of = |in_style: bool| -> Vec<&'a Arc<Garment>> {
            let fits = |garment: &&Arc<Garment>| {
                garment.category == category
                    && self.has(garment)
                    && (!in_style || garment.is_of(style) || self.locks(garment))
            };
            self.catalogue.iter().filter(fits).collect()
        };
        let in_style = of(true);
        // Nobody is without a coat for want of one, but a dress is no stopgap.
        let may_borrow = self.wardrobe.is_some_and(|Wardrobe { have, .. }| {
            category != GarmentCategory::OnePiece || self.mentions(have, category)
        });
        if in_style.is_empty() && may_borrow { of(false) } else { in_style }
    }

    fn has(&self, garment: &Garment) -> bool {
        self.locks(garment)
            || self.wardrobe.is_none_or(|Wardrobe { have, lack }| {
                let mentioned = || {
                    // Whoever has an umbrella may have gloves.
                    if garment.category == GarmentCategory::Accessory {
                        return self.garments(have).any(|other| is_like(garment, other));
                    }
                    // Whoever names their tops or bottoms would name their dresses.
                    self.mentions(have, garment.category)
                        || (garment.category == GarmentCategory::OnePiece
                            && (self.mentions(have, GarmentCategory::Top)
                                || self.mentions(have, GarmentCategory::Bottom)))
                };
                !lack.contains(&garment.id) && (have.contains(&garment.id) || !mentioned())
            })
    }

    fn mentions(&self, have: &BTreeSet<String>, category: GarmentCategory) -> bool {
        self.garments(have).any(|garment| garment.category == category)
    }

    fn garments(&self, ids: &BTreeSet<String>) -> impl Iterator<Item = &'a Arc<Garment>> {
        ids.iter().filter_map(|id| self.catalogue.get(id))
    }
}

fn is_needed(category: GarmentCategory) -> bool {
    matches!(
        category,
        GarmentCategory::Underwear
            | GarmentCategory::Socks
            | GarmentCategory::Top
            | GarmentCategory::Bottom
            | GarmentCategory::Shoes
    )
}

/// Whether two are accessories for the same: on the same part of the body against the same, or
/// with neither on any part.
fn is_like(one: &Garment, other: &Garment) -> bool {
    one.purpose.is_some()
        && one.purpose == other.purpose
        && (one.covers_some_of(other) || (one.held && other.held))
}

/// Underwear is worn all together and accessories where they do not cover the
/// same, or where one is held over the other; of everything else there is one, and a dress is top and bottom.
fn clash(one: &Garment, other: &Garment) -> bool {
    use GarmentCategory::{Accessory, Bottom, OnePiece, Top, Underwear};
    match (one.category, other.category) {
        (OnePiece, Top | Bottom) | (Top | Bottom, OnePiece) => true,
        (Underwear, Underwear) => false,
        (Accessory, Accessory) => one.covers_some_of(other) && one.held == other.held,
        (a, b) => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ids: &[&str]) -> BTreeSet<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    fn refused(have: &[&str], lack: &[&str], locked: &[&str]) -> String {
        let catalogue = Catalogue::embedded().unwrap();
        let wardrobe = Wardrobe { have: set(have), lack: set(lack) };
        Closet::owned(&catalogue, &wardrobe, &set(locked)).unwrap_err().to_string()
    }

    #[test]
    fn what_somebody_has_limits_only_the_categories_that_they_mention() {
        let catalogue = Catalogue::embedded().unwrap();
        let (wardrobe, locked) = (Wardrobe { have: set(&["jeans"]), lack: set(&["wool_coat"]) }, set(&[]));
        let closet = Closet::owned(&catalogue, &wardrobe, &locked).unwrap();
        let ids = |style, category| -> Vec<&str> {
            closet.of_style(style, category).iter().map(|garment| garment.id.as_str()).collect()
        };
        assert_eq!(ids(Style::Casual, GarmentCategory::Bottom), ["jeans"]);
        assert_eq!(ids(Style::Business, GarmentCategory::Bottom), ["jeans"], "there are no others");
        assert!(ids(Style::Casual, GarmentCategory::Top).len() > 3);
        let full = Closet::full(&catalogue).of_style(Style::Business, GarmentCategory::Outer).len();
        assert_eq!(ids(Style::Business, GarmentCategory::Outer).len(), full - 1);
    }

    #[test]
    fn a_dress_is_no_stopgap_for_what_somebody_has() {
        let catalogue = Catalogue::embedded().unwrap();
        let locked = set(&[]);
        let dresses = |have: &[&str], style| {
            let wardrobe = Wardrobe { have: set(have), lack: set(&[]) };
            let closet = Closet::owned(&catalogue, &wardrobe, &locked).unwrap();
            closet.of_style(style, GarmentCategory::OnePiece).len()
        };
        assert_eq!(dresses(&["umbrella"], Style::Business), 0);
        assert_eq!(dresses(&["thin_trousers"], Style::Feminine), 0);
        assert!(dresses(&["umbrella"], Style::Feminine) > 1);
        assert_eq!(dresses(&["knit_dress"], Style::Business), 1);
    }

    #[test]
    fn what_cannot_be_dressed_from_is_refused_with_the_reason() {
        assert!(refused(&["toga"], &[], &[]).contains("`toga`"));
        assert!(refused(&["jeans"], &["jeans"], &[]).contains("`jeans` is"));
        assert!(refused(&[], &["jeans"], &["jeans"]).contains("`jeans` is"));
        assert!(refused(&[], &[], &["jeans", "chinos"]).contains("cannot be worn together"));
        let catalogue = Catalogue::embedded().unwrap();
        let shoes: Vec<&str> = catalogue
            .iter()
            .filter(|garment| garment.category == GarmentCategory::Shoes)
            .map(|garment| garment.id.as_str())
            .collect();
        assert!(refused(&[], &shoes, &[]).contains("`shoes`"));
    }
}
