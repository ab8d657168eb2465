// Times are told on the place's clock: they are read from the RFC 3339 text,
// which carries the place's offset, and never from the browser's zone.

import type { ForecastHour } from "./api/types";

export const dateOf = (time: string) => time.slice(0, 10);

export const hourOf = (time: string) => Number(time.slice(11, 13));

/** "7:00" */
export const clock = (time: string) => `${hourOf(time)}:${time.slice(14, 16)}`;

/** The place's wall clock as an instant in UTC, to be formatted in UTC. */
export const wallClock = (time: string) => new Date(`${time.slice(0, 19)}Z`);

/** The days that the forecast covers, ascending. */
export const coveredDates = (hours: ForecastHour[]) => [...new Set(hours.map(({ time }) => dateOf(time)))];

export function hoursOfDay(hours: ForecastHour[], date: string): ForecastHour[] {
  return hours.filter(({ time }) => dateOf(time) === date);
}

/** The forecast's hours from one hour of a day to another, which is the next day's when it is the earlier one. */
export function hoursBetween(
  hours: ForecastHour[],
  date: string,
  fromHour: number,
  toHour: number,
): { from: string; to: string } | null {
  const first = hours.findIndex(({ time }) => dateOf(time) === date && hourOf(time) >= fromHour);
  if (first < 0) return null;
  const last = hours.findIndex(({ time }, index) => index >= first && hourOf(time) === toHour);
  const [from, to] = [hours[first], hours[last]];
  return from && to ? { from: from.time, to: to.time } : null;
}
