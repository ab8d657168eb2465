// The answers of the gateway, by short names. Their forms are generated from
// its OpenAPI document.

import type { components } from "./schema";

type Schemas = components["schemas"];

export type Sensitivity = Schemas["Sensitivity"];
export type Units = Schemas["Units"];
export type Vote = Schemas["Vote"];
export type Place = Schemas["PublicLocation"];
export type HazardKind = Schemas["HazardKind"];
export type Hazard = Schemas["Hazard"];
export type GarmentCategory = Schemas["GarmentCategory"];
export type Garment = Schemas["Garment"];
export type Outfit = Schemas["Outfit"];
export type TakenAlong = Schemas["TakenAlong"];
export type RecommendationHour = Schemas["HourOutlook"];
export type DayRecommendation = Schemas["DayRecommendation"];
/** A recommendation that came alone, and so says itself how fresh it is. */
export type Recommendation = Schemas["PublicRecommendation"];
export type Week = Schemas["PublicWeek"];
export type Profile = Schemas["PersonProfile"];

/** An hour as it comes when all variables are asked for in metric units. */
export type ForecastHour = Required<Omit<Schemas["PublicHour"], "temperature_f" | "wind_speed_mph">>;
export type Forecast = Omit<Schemas["PublicForecast"], "hours"> & { hours: ForecastHour[] };

// In the order in which they are offered.
export const STYLES = ["casual", "business", "sporty", "feminine", "minimal"] as const satisfies (keyof Schemas["Styles"])[];
export type Style = (typeof STYLES)[number];

/** Further outfits of a style that the gateway gives at most. */
export const MOST_OTHERS = 2;

export const SENSITIVITIES = ["feels_very_cold", "feels_cold", "normal", "feels_hot", "feels_very_hot"] as const satisfies Sensitivity[];

export type Activity = Schemas["Activity"];

export const ACTIVITIES = ["waiting", "strolling", "brisk_walk", "running", "cycling", "hiking"] as const satisfies Activity[];

export const UNITS = ["metric", "us"] as const satisfies Units[];

export const LANGUAGES = ["en", "ko"] as const satisfies (keyof Schemas["LocationName"])[];
export type Language = (typeof LANGUAGES)[number];

export const VOTES = ["too_cold", "right", "too_warm"] as const satisfies Vote[];
