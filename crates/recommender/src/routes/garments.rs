//! The catalogue, for those who say what they have and what they will wear.

use actix_web::{get, web};
use common::recommendation::{GarmentCategory, Language, Style};
use serde::{Deserialize, Serialize};
use service::Params;
use service::failures::QueryFailures;
use utoipa::{IntoParams, ToSchema};

use crate::plan::Planner;

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct GarmentsQuery {
    /// The language of the names: `en` or `ko`.
    #[serde(default)]
    #[param(inline, default = "en", example = "ko")]
    lang: Language,
}

/// What there is to wear.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GarmentList {
    /// The garments, from the skin outwards.
    garments: Vec<CatalogueGarment>,
}

/// A garment of the catalogue.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CatalogueGarment {
    /// Names it in `wardrobe` and `locked`.
    #[schema(example = "wool_coat")]
    id: String,
    /// What it is called.
    #[schema(example = "Wool coat")]
    name: String,
    /// A word on it.
    description: String,
    /// What part of a set it is.
    category: GarmentCategory,
    /// In which styles it is worn.
    styles: Vec<Style>,
    /// Effective insulation of the garment alone, clo.
    #[schema(example = 0.6)]
    insulation_clo: f64,
    /// Whether that value stands in a published table; otherwise it is an
    /// estimate, or quoted from a table that was not at hand.
    insulation_published: bool,
    /// How much air its cloth lets through, l/m²s; an estimate.
    #[schema(example = 20.0)]
    air_permeability_l_m2s: f64,
    /// 0 not, 1 water-repellent, 2 waterproof.
    #[schema(minimum = 0, maximum = 2, example = 0)]
    waterproof: u8,
}

/// What there is to wear
#[utoipa::path(
    operation_id = "listGarments",
    tag = "recommendations",
    params(GarmentsQuery),
    responses(
        (status = 200, description = "The catalogue.", body = GarmentList),
        QueryFailures,
    )
)]
#[get("/v1/garments")]
pub(crate) async fn list(
    planner: web::Data<Planner>,
    query: Params<GarmentsQuery>,
) -> web::Json<GarmentList> {
    let garments = planner.catalogue().iter().map(|garment| CatalogueGarment {
        id: garment.id.clone(),
        name: garment.name.in_language(query.0.lang).to_owned(),
        description: garment.description.in_language(query.0.lang).to_owned(),
        category: garment.category,
        styles: Style::ALL.into_iter().filter(|style| garment.is_of(*style)).collect(),
        insulation_clo: garment.insulation.clo,
        insulation_published: garment.insulation.published,
        air_permeability_l_m2s: garment.air_permeability_l_m2s,
        waterproof: garment.waterproof,
    });
    web::Json(GarmentList { garments: garments.collect() })
}
