// Numbers and dates in the chosen language and units.

import type { Language, Units } from "./api/types";
import { clock, wallClock } from "./time";

const FAHRENHEIT_PER_K = 1.8;
// A number and its unit stay on one line.
const SPACE = "\u00a0";
const MPH_PER_MS = 2.236936;

export const fahrenheit = (temperatureC: number) => temperatureC * FAHRENHEIT_PER_K + 32;
const celsius = (temperatureF: number) => (temperatureF - 32) / FAHRENHEIT_PER_K;

export type Formats = ReturnType<typeof makeFormats>;

export function makeFormats(lang: Language, units: Units) {
  const plain = (digits: number) => {
    // Nothing is "−0".
    const format = new Intl.NumberFormat(lang, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: "negative",
    });
    return (value: number) => format.format(value).replace("-", "−");
  };
  const [whole, tenths, hundredths] = [plain(0), plain(1), plain(2)];
  const percents = new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 0 });
  const hours = new Intl.NumberFormat(lang, { style: "unit", unit: "hour", unitDisplay: "long", maximumFractionDigits: 2 });
  const kilometres = new Intl.NumberFormat(lang, { style: "unit", unit: "kilometer", maximumFractionDigits: 0 });
  const miles = new Intl.NumberFormat(lang, { style: "unit", unit: "mile", maximumFractionDigits: 0 });
  const dates = (style: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(lang, { ...style, timeZone: "UTC" });
    return (date: string) => format.format(new Date(`${date}T00:00:00Z`));
  };
  const dayAndMonth = new Intl.DateTimeFormat(lang, { weekday: "short", month: "short", day: "numeric", timeZone: "UTC" });
  const us = units === "us";
  const degree = us ? "°F" : "°C";
  const shown = (temperatureC: number) => (us ? fahrenheit(temperatureC) : temperatureC);

  return {
    degree,
    shown,
    whole,
    /** "−3°" */
    temperature: (temperatureC: number) => `${whole(shown(temperatureC))}°`,
    /** "−3.2 °C" */
    temperatureExact: (temperatureC: number) => `${tenths(shown(temperatureC))}${SPACE}${degree}`,
    /** Of an answer whose numbers follow its own `units`. */
    temperatureIn: (value: number, valueUnits: Units) => {
      const temperatureC = valueUnits === "us" ? celsius(value) : value;
      return `${whole(shown(temperatureC))}°`;
    },
    /** A difference of temperatures, "0.5 °C". */
    difference: (value: number, valueUnits: Units, digits: 0 | 1 = 0) => {
      const differenceK = valueUnits === "us" ? value / FAHRENHEIT_PER_K : value;
      return `${(digits === 0 ? whole : tenths)(us ? differenceK * FAHRENHEIT_PER_K : differenceK)}${SPACE}${degree}`;
    },
    wind: (speedMs: number) => (us ? `${whole(speedMs * MPH_PER_MS)}${SPACE}mph` : `${tenths(speedMs)}${SPACE}m/s`),
    percent: (fraction: number) => percents.format(fraction),
    clo: (insulationClo: number) => `${hundredths(insulationClo)}${SPACE}clo`,
    hours: (durationH: number) => hours.format(durationH),
    distance: (distanceKm: number) => (us ? miles.format(distanceKm / 1.609344) : kilometres.format(distanceKm)),
    weekday: dates({ weekday: "short" }),
    dayOfMonth: dates({ month: "numeric", day: "numeric" }),
    dayTitle: dates({ weekday: "long", month: "long", day: "numeric" }),
    moment: (time: string) => `${dayAndMonth.format(wallClock(time))} ${clock(time)}`,
  };
}
