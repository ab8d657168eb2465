//! `/v1/models`

use actix_web::{get, web};
use common::model::RegisteredModels;
use service::Problem;
use service::failures::LakeFailures;

use crate::forecaster::Forecaster;

/// The registry's versions
///
/// All versions of the model, the newest first, with their aliases.
#[utoipa::path(
    operation_id = "listModels",
    tag = "models",
    responses(
        (status = 200, description = "The versions", body = RegisteredModels),
        (status = 500, description = "A fault of the service", body = Problem, content_type = "application/problem+json"),
        LakeFailures,
    )
)]
#[get("/v1/models")]
pub(crate) async fn list(forecaster: web::Data<Forecaster>) -> Result<web::Json<RegisteredModels>, Problem> {
    let Forecaster { lake, model_name, champion, .. } = forecaster.as_ref();
    let serving = champion.current().map(|model| model.model_ref().version.clone());
    Ok(web::Json(lake.registered_models(model_name, serving.as_deref()).await?))
}
