// Uses a client that was generated from the OpenAPI document: every kind of call,
// with the generated types. Compiled beside the generated code; prints "done".

import {
  Configuration,
  FeedbackApi,
  ForecastApi,
  LocationsApi,
  ModelsApi,
  RecommendationApi,
  ResponseError,
  Vote,
} from "./client";
import type { Outfit, PublicHour, PublicRecommendation } from "./client";

declare const process: { argv: string[]; exit(code: number): never };

function must<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`there is no ${what}`);
  return value;
}

async function use(basePath: string): Promise<void> {
  const configuration = new Configuration({ basePath });
  const { locations } = await new LocationsApi(configuration).listLocations({ q: "seoul" });
  const place = must(locations[0], "place");

  const forecasts = new ForecastApi(configuration);
  const forecast = await forecasts.latestForecast({
    location: place.id,
    variables: ["temperature", "wind_speed"],
    units: "us",
  });
  const hour: PublicHour = must(forecast.hours[0], "hour");
  const low: number = must(hour.temperatureF, "temperature").p10;
  if (forecast.issuedAt >= forecast.nextIssueAt || low > must(hour.temperatureF, "temperature").p90) {
    throw new Error("times or quantiles are out of order");
  }
  const table: string = await forecasts.latestForecastCsv({ to: new Date(hour.time).toISOString() });
  if (!table.startsWith("time,temperature_c_p10,")) throw new Error(table);

  const recommendations = new RecommendationApi(configuration);
  const day: PublicRecommendation = await recommendations.recommendationByDay({ lang: "ko", sensitivity: "feels_cold" });
  const outfit: Outfit = must(day.recommendations.styles.casual, "outfit");
  const commute = await recommendations.recommendationInWindow({ from: "07:30", to: "19:00", style: "business" });
  if (commute.recommendations.styles.casual !== undefined) throw new Error("one style was asked for");
  const week = await recommendations.recommendationForWeek({ activity: "brisk_walk" });
  if (week.days.length < 7) throw new Error(`${week.days.length} days`);
  const calendar: string = await recommendations.outfitCalendar({});
  if (!calendar.startsWith("BEGIN:VCALENDAR")) throw new Error(calendar);

  const { models } = await new ModelsApi(configuration).listModels();
  if (must(models[0], "model").version !== day.forecast.model.version) throw new Error("another model");

  const feedback = new FeedbackApi(configuration);
  const person = "9b2d0f4e-5c1a-4f0e-8f6c-3a1f6f0e7c11";
  const learned = await feedback.giveFeedback({
    feedbackQuestion: { person, recommendation: outfit.id, vote: Vote.TooCold },
  });
  if (learned.offsetK >= 0 || learned.votes.length !== 1) throw new Error(JSON.stringify(learned));
  const undone = await feedback.takeBackVote({ person, recommendation: outfit.id });
  if (undone.votes.length !== 0) throw new Error(JSON.stringify(undone));
  await feedback.forgetPerson({ person });
  try {
    await feedback.getPerson({ person });
    throw new Error("somebody forgotten is still known");
  } catch (error) {
    if (!(error instanceof ResponseError) || error.response.status !== 404) throw error;
  }
}

use(process.argv[2] ?? "").then(
  () => console.log("done"),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
