//! The catalogue of garments.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::outfit::{GarmentCategory, Style};

/// What there is to wear.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GarmentList {
    /// The garments, from the skin outwards.
    pub garments: Vec<CatalogueGarment>,
}

/// A garment of the catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CatalogueGarment {
    /// Names it wherever garments are asked for or told.
    #[schema(example = "wool_coat")]
    pub id: String,
    /// What it is called.
    #[schema(example = "Wool coat")]
    pub name: String,
    /// A word on it.
    pub description: String,
    /// What part of a set it is.
    pub category: GarmentCategory,
    /// In which styles it is worn.
    pub styles: Vec<Style>,
    /// Effective insulation of the garment alone, clo.
    #[schema(example = 0.6)]
    pub insulation_clo: f64,
    /// Whether that value stands in a published table; otherwise it is an
    /// estimate, or quoted from a table that was not at hand.
    pub insulation_published: bool,
    /// How much air its cloth lets through, l/m²s; an estimate.
    #[schema(example = 20.0)]
    pub air_permeability_l_m2s: f64,
    /// 0 not, 1 water-repellent, 2 waterproof.
    #[schema(minimum = 0, maximum = 2, example = 0)]
    pub waterproof: u8,
}
