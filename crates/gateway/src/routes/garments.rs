//! `/garments`

use actix_web::{HttpRequest, HttpResponse, get, web};
use common::recommendation::{GarmentList, Language};
use serde::Deserialize;
use service::{Params, Problem};
use utoipa::IntoParams;

use super::failures::{Asked, CatalogueFailures};
use crate::cache::seldom_changed;
use crate::upstream::Upstream;

/// In which language.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct GarmentsQuery {
    /// The language of the names; absent: English.
    #[serde(default)]
    #[param(inline, required = false)]
    lang: Language,
}

/// What there is to wear
///
/// Every garment of the catalogue, from the skin outwards, with the `id` that `have`, `lack`
/// and `lock` take.
#[utoipa::path(
    operation_id = "listGarments",
    tag = "recommendation",
    params(GarmentsQuery),
    responses(
        (status = 200, description = "The garments", body = GarmentList),
        Asked,
        CatalogueFailures,
    )
)]
#[get("/garments")]
pub(crate) async fn list(
    upstream: web::Data<Upstream>,
    request: HttpRequest,
    Params(query): Params<GarmentsQuery>,
) -> Result<HttpResponse, Problem> {
    seldom_changed(&request, &upstream.garments(query.lang).await?)
}
