// Everything that was chosen, and how it is written in the page's address.

import { ACTIVITIES, LANGUAGES, MOST_OTHERS, SENSITIVITIES, STYLES, UNITS } from "../api/types";
import type { Activity, Language, Sensitivity, Style, Units } from "../api/types";
import { recall, remember } from "./storage";

export interface Choices {
  /** null: the first of the gateway's places. */
  location: string | null;
  /** null: the day that the gateway takes for today. */
  date: string | null;
  style: Style;
  sensitivity: Sensitivity;
  activity: Activity;
  /** Hours outdoors. */
  outdoors: number;
  units: Units;
  lang: Language;
  /** Which of the style's outfits: 0 is the first, the others were asked for. */
  another: number;
  /** My hours, on the place's clock, both included; null: the whole day. */
  from: number | null;
  to: number | null;
}

export const OUTDOORS_H = { least: 0.25, most: 8, step: 0.25 };

// A person's own; a place or a day is not.
const REMEMBERED = ["style", "sensitivity", "units", "lang"] as const;

const browserLanguage = (): Language => (navigator.language.startsWith("ko") ? "ko" : "en");

function oneOf<T extends string>(allowed: readonly T[], text: string | null): T | null {
  return allowed.find((value) => value === text) ?? null;
}

function numberWithin(text: string | null, least: number, most: number): number | null {
  const value = text === null || text === "" ? Number.NaN : Number(text);
  return value >= least && value <= most ? value : null;
}

function hourOfDay(text: string | null): number | null {
  const hour = numberWithin(text, 0, 23);
  return Number.isInteger(hour) ? hour : null;
}

export function readChoices(query: string): Choices {
  const address = new URLSearchParams(query);
  const own = (key: (typeof REMEMBERED)[number]) => address.get(key) ?? recall(key);
  const date = address.get("date");
  const from = hourOfDay(address.get("from"));
  const to = hourOfDay(address.get("to"));
  const both = from !== null && to !== null;
  return {
    location: address.get("location"),
    date: date !== null && /^\d{4}-\d{2}-\d{2}$/.test(date) ? date : null,
    style: oneOf(STYLES, own("style")) ?? "casual",
    sensitivity: oneOf(SENSITIVITIES, own("sensitivity")) ?? "normal",
    activity: oneOf(ACTIVITIES, activityOf(address.get("activity"))) ?? "strolling",
    outdoors: numberWithin(address.get("outdoors"), OUTDOORS_H.least, OUTDOORS_H.most) ?? 1,
    units: oneOf(UNITS, own("units")) ?? "metric",
    lang: oneOf(LANGUAGES, own("lang")) ?? browserLanguage(),
    another: anotherOf(address.get("another")),
    from: both ? from : null,
    to: both ? to : null,
  };
}

// All of them, so that whoever opens the address sees the same page, whatever
// their own browser remembers.
export function writeChoices(choices: Choices): string {
  const address = new URLSearchParams();
  for (const [key, value] of Object.entries(choices)) {
    if (value !== null && !(key === "another" && value === 0)) address.set(key, String(value));
  }
  return `?${address}`;
}

export function rememberChoices(changed: Partial<Choices>): void {
  for (const key of REMEMBERED) {
    const value = changed[key];
    if (value !== undefined) remember(key, value);
  }
}

function anotherOf(text: string | null): number {
  const another = numberWithin(text, 0, MOST_OTHERS) ?? 0;
  return Number.isInteger(another) ? another : 0;
}

/** Links of earlier releases say `jogging`. */
function activityOf(text: string | null): string | null {
  return text === "jogging" ? "running" : text;
}
