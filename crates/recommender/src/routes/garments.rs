//! The catalogue, for those who say what they have and what they will wear.

use actix_web::{get, web};
use common::recommendation::{CatalogueGarment, GarmentList, Language, Style};
use serde::Deserialize;
use service::Params;
use service::failures::QueryFailures;
use utoipa::IntoParams;

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
