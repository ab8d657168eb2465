//! `/models`

use actix_web::{HttpRequest, HttpResponse, get, web};
use common::model::RegisteredModels;
use service::{Params, Problem};

use super::failures::{Asked, RegistryFailures};
use super::locations::NoParameters;
use crate::cache::{Models, seldom_changed};

/// The forecast models
///
/// Every version in the registry, the newest first, with what it was trained on and
/// how it did in its back-test. The one that issues forecasts has the alias
/// `champion`.
#[utoipa::path(
    operation_id = "listModels",
    tag = "models",
    responses(
        (status = 200, description = "The versions", body = RegisteredModels),
        Asked,
        RegistryFailures,
    )
)]
#[get("/models")]
pub(crate) async fn list(
    models: web::Data<Models>,
    request: HttpRequest,
    _: Params<NoParameters>,
) -> Result<HttpResponse, Problem> {
    seldom_changed(&request, &*models.latest().await?)
}
