// The gateway's routes: where to ask, and what comes back when it goes wrong.

import type { Choices } from "../state/choices";
import { MOST_OTHERS } from "./types";
import type { Place, Profile, Vote } from "./types";

/** The gateway answered with a problem, or could not be reached (status 0). */
export class Failure extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly retryAfterS: number | null,
  ) {
    super(detail);
  }

  /** Whether the same question may be answered later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

interface Hours {
  from: string;
  to: string;
}

type Parameters = Record<string, string | number | null | undefined>;

export function address(path: string, parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null && value !== undefined) query.set(name, String(value));
  }
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

async function ask(url: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Failure(0, String(error), null);
  }
  if (answer.ok) return answer;
  const problem: unknown = await answer.json().catch(() => null);
  const detail = typeof problem === "object" && problem !== null && "detail" in problem ? String(problem.detail) : "";
  const retryAfterS = Number.parseInt(answer.headers.get("retry-after") ?? "", 10);
  throw new Failure(answer.status, detail, Number.isNaN(retryAfterS) ? null : retryAfterS);
}

export async function get<T>(url: string, init: RequestInit = {}): Promise<T> {
  const answer = await ask(url, init);
  return (await answer.json()) as T;
}

function personParameters(choices: Choices, person: string | null): Parameters {
  return {
    location: choices.location,
    sensitivity: choices.sensitivity,
    activity: choices.activity,
    outdoors: choices.outdoors,
    lang: choices.lang,
    units: choices.units,
    person,
  };
}

export const forecastAddress = (choices: Choices) => address("/forecast/latest", { location: choices.location });

export const csvAddress = (choices: Choices) =>
  address("/forecast/latest.csv", { location: choices.location, units: choices.units });

// All five styles at once, so that the tabs need no further request.
export const dayAddress = (choices: Choices, person: string | null, others: Parameters = {}) =>
  address("/recommendation/by_day", { target_date: choices.date, ...personParameters(choices, person), ...others });

export const windowAddress = (choices: Choices, person: string | null, hours: Hours, others: Parameters = {}) =>
  address("/recommendation/window", { ...hours, ...personParameters(choices, person), ...others });

/** Asks for further outfits of the style that is shown, too. */
export const withOthers = (choices: Choices): Parameters => ({ style: choices.style, alternatives: MOST_OTHERS });

export const weekAddress = (choices: Choices, person: string | null) =>
  address("/recommendation/week", { ...personParameters(choices, person), style: choices.style });

export const calendarAddress = (choices: Choices, person: string | null) =>
  address("/recommendation/week.ics", { ...personParameters(choices, person), style: choices.style });

export async function findPlaces(search: { q?: string; near?: string; limit: number }, signal?: AbortSignal): Promise<Place[]> {
  const { locations } = await get<{ locations: Place[] }>(address("/locations", search), signal ? { signal } : {});
  return locations;
}

const keyHeader = (key: string | null): Record<string, string> => (key === null ? {} : { "x-api-key": key });

export const readProfile = (person: string, key: string | null) =>
  get<Profile>(`/feedback/${person}`, { headers: keyHeader(key), cache: "no-store" });

export const giveFeedback = (person: string, recommendation: string, vote: Vote, key: string | null) =>
  get<Profile>("/feedback", {
    method: "POST",
    headers: { "content-type": "application/json", ...keyHeader(key) },
    body: JSON.stringify({ person, recommendation, vote }),
  });

export const takeBackFeedback = (person: string, recommendation: string, key: string | null) =>
  get<Profile>(`/feedback/${person}/${encodeURIComponent(recommendation)}`, {
    method: "DELETE",
    headers: keyHeader(key),
  });

export async function forgetPerson(person: string, key: string | null): Promise<void> {
  await ask(`/feedback/${person}`, { method: "DELETE", headers: keyHeader(key) });
}
