//! The comfort models as calculators: a list of inputs in, a list of outputs
//! out, with the names that the literature and other libraries use.

mod calculator;
mod cold;
mod quantity;
mod radiation;
mod thermal;
mod worn;

use actix_web::{HttpResponse, post, web};
use serde::Serialize;
use serde_json::Value;
use service::failures::BodyFailures;
use service::{Problem, Routes};
use utoipa::ToSchema;

use self::calculator::{Answer, calculate};
use self::cold::{
    IclForExposure, IclForExposureInputs, IclForExposureOutputs, Ireq, IreqInputs, IreqOutputs,
};
use self::radiation::body::{
    SolarGain, SolarGainInputs, SolarGainOutputs, WbgtLiljegren, WbgtLiljegrenInputs, WbgtLiljegrenOutputs,
};
use self::radiation::{
    MrtFromRadiation, MrtFromRadiationInputs, MrtFromRadiationOutputs, MrtPipeline, MrtPipelineInputs,
    MrtPipelineOutputs, Psychrometrics, PsychrometricsInputs, PsychrometricsOutputs, WindProfile,
    WindProfileInputs, WindProfileOutputs,
};
use self::thermal::outdoor::{
    At, AtInputs, AtOutputs, HeatIndexNwsAdjusted, HeatIndexNwsAdjustedInputs, HeatIndexNwsAdjustedOutputs,
    HeatIndexRothfusz, HeatIndexRothfuszInputs, HeatIndexRothfuszOutputs, Humidex, HumidexInputs,
    HumidexOutputs, Wbgt, WbgtInputs, WbgtOutputs, Wci, WciInputs, WciOutputs, WindChillTemperature,
    WindChillTemperatureInputs, WindChillTemperatureOutputs,
};
use self::thermal::{
    CloDynamic, CloDynamicInputs, CloDynamicOutputs, CloTout, CloToutInputs, CloToutOutputs, PmvPpdIso,
    PmvPpdIsoInputs, PmvPpdIsoOutputs, SetTmp, SetTmpInputs, SetTmpOutputs, Utci, UtciInputs, UtciOutputs,
};
use self::worn::{WornIndoors, WornIndoorsInputs, WornIndoorsOutputs};

macro_rules! calculators {
    ($(
        $(#[$doc:meta])*
        $name:ident($operation:literal, $path:literal): $model:ident, $inputs:ident => $outputs:ident as $answer:ident, $example:literal;
    )*) => {
        $(
            // As `Answer`, for the documentation's macro takes no type argument here.
            #[doc = "One point's answer."]
            #[derive(Debug, Serialize, ToSchema)]
            struct $answer {
                /// The results; null where the model does not hold.
                outputs: $outputs,
                /// Whether all inputs are within the range that the model was made for.
                valid: bool,
            }

            $(#[$doc])*
            ///
            /// A list of inputs gives a list of as many answers, in the same order.
            #[utoipa::path(
                operation_id = $operation,
                tag = "comfort",
                request_body(content = Vec<$inputs>, example = json!(example_of($example))),
                responses(
                    (status = 200, description = "An answer to every point.", body = Vec<$answer>),
                    BodyFailures,
                )
            )]
            #[post($path)]
            async fn $name(body: web::Json<Value>) -> Result<web::Json<Vec<$answer>>, Problem> {
                let answers = calculate::<$model>(body).await?.into_iter();
                Ok(web::Json(answers.map(|Answer { outputs, valid }| $answer { outputs, valid }).collect()))
            }
        )*

        /// The paths of all models.
        const PATHS: &[&str] = &[$($path),*];

        fn register_all(routes: &mut Routes<'_>) {
            $(routes.service($name);)*
        }
    };
}

/// The example of a document, which is a list of one point.
fn example_of(point: &str) -> Value {
    serde_json::from_str(&format!("[{point}]")).unwrap_or_default()
}

calculators! {
    /// Required clothing insulation, IREQ, and limits of exposure (ISO 11079:2007)
    ireq("comfortIreq", "/v1/comfort/ireq"): Ireq, IreqInputs => IreqOutputs as IreqAnswer,
        r#"{"tdb": -10, "tr": -10, "vr": 2, "rh": 85, "met_w_m2": 145, "clo": 2, "p": 8, "walk_sp": 0.46}"#;
    /// Clothing for a limited exposure (ISO 11079:2007 with a heat debt of 40 W·h/m²)
    icl_for_exposure("comfortIclForExposure", "/v1/comfort/icl_for_exposure"):
        IclForExposure, IclForExposureInputs => IclForExposureOutputs as IclForExposureAnswer,
        r#"{"tdb": 0, "tr": 0, "vr": 2, "rh": 60, "met_w_m2": 116, "p": 50, "walk_sp": 0.3, "hours": 1}"#;
    /// Universal Thermal Climate Index (Bröde et al. 2012)
    utci("comfortUtci", "/v1/comfort/utci"): Utci, UtciInputs => UtciOutputs as UtciAnswer,
        r#"{"tdb": 30, "tr": 45, "v": 2, "rh": 50}"#;
    /// Predicted mean vote and percentage of dissatisfied (ISO 7730:2005)
    pmv_ppd_iso("comfortPmvPpdIso", "/v1/comfort/pmv_ppd_iso"):
        PmvPpdIso, PmvPpdIsoInputs => PmvPpdIsoOutputs as PmvPpdIsoAnswer,
        r#"{"tdb": 22, "tr": 22, "vr": 0.1, "rh": 60, "met": 1.2, "clo": 0.5}"#;
    /// Standard effective temperature (Gagge's two-node model, ASHRAE 55)
    set_tmp("comfortSetTmp", "/v1/comfort/set_tmp"): SetTmp, SetTmpInputs => SetTmpOutputs as SetTmpAnswer,
        r#"{"tdb": 25, "tr": 25, "v": 0.15, "rh": 50, "met": 1, "clo": 0.5}"#;
    /// Clothing insulation in motion (ISO 9920, ASHRAE 55)
    clo_dynamic("comfortCloDynamic", "/v1/comfort/clo_dynamic"):
        CloDynamic, CloDynamicInputs => CloDynamicOutputs as CloDynamicAnswer,
        r#"{"clo": 1, "met": 2, "v": 0.4}"#;
    /// Clothing worn indoors by the outdoor temperature at 6 am (ASHRAE 55)
    clo_tout("comfortCloTout", "/v1/comfort/clo_tout"):
        CloTout, CloToutInputs => CloToutOutputs as CloToutAnswer,
        r#"{"tout": 10}"#;
    /// Wind chill temperature (Environment Canada and US National Weather Service, 2001)
    wind_chill_temperature("comfortWindChillTemperature", "/v1/comfort/wind_chill_temperature"):
        WindChillTemperature,
        WindChillTemperatureInputs => WindChillTemperatureOutputs as WindChillTemperatureAnswer,
        r#"{"tdb": -10, "v": 30}"#;
    /// Wind chill index (Siple and Passel 1945)
    wci("comfortWci", "/v1/comfort/wci"): Wci, WciInputs => WciOutputs as WciAnswer,
        r#"{"tdb": -10, "v": 8}"#;
    /// Heat index (Rothfusz 1990)
    heat_index_rothfusz("comfortHeatIndexRothfusz", "/v1/comfort/heat_index_rothfusz"):
        HeatIndexRothfusz, HeatIndexRothfuszInputs => HeatIndexRothfuszOutputs as HeatIndexRothfuszAnswer,
        r#"{"tdb": 32, "rh": 60}"#;
    /// Heat index with the adjustments of the US National Weather Service
    heat_index_nws_adjusted("comfortHeatIndexNwsAdjusted", "/v1/comfort/heat_index_nws_adjusted"):
        HeatIndexNwsAdjusted,
        HeatIndexNwsAdjustedInputs => HeatIndexNwsAdjustedOutputs as HeatIndexNwsAdjustedAnswer,
        r#"{"tdb": 32, "rh": 60}"#;
    /// Apparent temperature (Steadman 1994, Bureau of Meteorology)
    at("comfortAt", "/v1/comfort/at"): At, AtInputs => AtOutputs as AtAnswer,
        r#"{"tdb": 25, "rh": 50, "v": 3}"#;
    /// Humidex (Masterton and Richardson 1979)
    humidex("comfortHumidex", "/v1/comfort/humidex"):
        Humidex, HumidexInputs => HumidexOutputs as HumidexAnswer,
        r#"{"tdb": 28, "rh": 65}"#;
    /// Wet-bulb globe temperature from its parts (ISO 7243)
    wbgt("comfortWbgt", "/v1/comfort/wbgt"): Wbgt, WbgtInputs => WbgtOutputs as WbgtAnswer,
        r#"{"twb": 25, "tg": 40, "tdb": 30, "with_solar_load": true}"#;
    /// Wet-bulb globe temperature from the weather (Liljegren et al. 2008)
    wbgt_liljegren("comfortWbgtLiljegren", "/v1/comfort/wbgt_liljegren"):
        WbgtLiljegren, WbgtLiljegrenInputs => WbgtLiljegrenOutputs as WbgtLiljegrenAnswer,
        r#"{"tdb": 30, "rh": 60, "pressure_hpa": 1010, "v10": 3, "ssrd": 700, "fdir_fraction": 0.7, "cossza": 0.8}"#;
    /// Mean radiant temperature from radiation (Di Napoli et al. 2020)
    mrt_from_radiation("comfortMrtFromRadiation", "/v1/comfort/mrt_from_radiation"):
        MrtFromRadiation, MrtFromRadiationInputs => MrtFromRadiationOutputs as MrtFromRadiationAnswer,
        r#"{"cossza": 0.5, "ssrd": 400, "ssr": 320, "fdir": 200, "dsrp": 400, "strd": 330, "strr": -80}"#;
    /// Sun, sky, mean radiant temperature and UV index at a place and time
    mrt_pipeline("comfortMrtPipeline", "/v1/comfort/mrt_pipeline"):
        MrtPipeline, MrtPipelineInputs => MrtPipelineOutputs as MrtPipelineAnswer,
        r#"{"lat": 37.57, "lon": 126.97, "utc": "2026-06-21T03:00:00Z", "tdb": 25, "rh": 60, "cloud": 0.2, "albedo": 0.2, "k_ground": 0.005, "shade": 0, "ozone_du": 300}"#;
    /// Solar gain of people behind glass (ASHRAE 55, the `SolarCal` model)
    solar_gain("comfortSolarGain", "/v1/comfort/solar_gain"):
        SolarGain, SolarGainInputs => SolarGainOutputs as SolarGainAnswer,
        r#"{"sol_altitude": 45, "sharp": 0, "sol_radiation_dir": 700, "sol_transmittance": 0.8, "f_svv": 0.5, "f_bes": 0.5, "asw": 0.7, "posture": "sitting"}"#;
    /// Vapour pressures, dew point and wet bulb of air
    psychrometrics("comfortPsychrometrics", "/v1/comfort/psychrometrics"):
        Psychrometrics, PsychrometricsInputs => PsychrometricsOutputs as PsychrometricsAnswer,
        r#"{"tdb": 25, "rh": 50}"#;
    /// Wind at another height (logarithmic profile)
    wind_profile("comfortWindProfile", "/v1/comfort/wind_profile"):
        WindProfile, WindProfileInputs => WindProfileOutputs as WindProfileAnswer,
        r#"{"v_z1": 5, "z2": 1.1, "z0": 0.03}"#;
    /// Clothing worn indoors by the day outside (fitted to the ASHRAE Global Thermal Comfort Database II)
    worn_indoors("comfortWornIndoors", "/v1/comfort/worn_indoors"):
        WornIndoors, WornIndoorsInputs => WornIndoorsOutputs as WornIndoorsAnswer,
        r#"{"t_day": 5, "relative_humidity_pct": 60, "latitude_deg": 37.57}"#;
}

/// What is answered to a model that there is not.
async fn unknown_model(model: web::Path<String>) -> Result<HttpResponse, Problem> {
    let known: Vec<&str> = PATHS.iter().filter_map(|path| path.rsplit('/').next()).collect();
    let model: String = model.chars().take(80).collect();
    Err(Problem::not_found(format!("there is no comfort model `{model}`; known are: {}", known.join(", "))))
}

pub(super) fn register(routes: &mut Routes<'_>) {
    register_all(routes);
    routes.map(|config| config.route("/v1/comfort/{model}", web::post().to(unknown_model)));
}
