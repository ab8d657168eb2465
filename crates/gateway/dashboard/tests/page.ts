// What every test starts from: the page, opened, without a word in the console
// and without a request to anybody but the gateway.

import { expect, test as base } from "@playwright/test";
import type { Page, Response, Route } from "@playwright/test";

import { en } from "../src/text/en";
import { ko } from "../src/text/ko";
import type { Texts } from "../src/text/en";
import type { Forecast, Recommendation, Week } from "../src/api/types";

export { expect };

interface Fixtures {
  texts: Texts;
  lang: "en" | "ko";
  /** What the console may say, such as of a request that a test makes fail. */
  allowedErrors: RegExp[];
  complaints: string[];
}

export const test = base.extend<Fixtures>({
  lang: async ({ locale }, use) => use(locale?.startsWith("ko") ? "ko" : "en"),
  texts: async ({ lang }, use) => use(lang === "ko" ? ko : en),
  allowedErrors: async ({}, use) => use([]),
  complaints: [
    async ({ page, baseURL, allowedErrors }, use) => {
      const complaints: string[] = [];
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("request", (request) => {
        const { protocol, origin } = new URL(request.url());
        if (protocol !== "data:" && origin !== new URL(baseURL ?? "").origin) complaints.push(`asked ${request.url()}`);
      });
      await use(complaints);
      expect(complaints.filter((text) => !allowedErrors.some((allowed) => allowed.test(text)))).toEqual([]);
    },
    { auto: true },
  ],
});

const isAnswer = (path: string) => (response: Response) => new URL(response.url()).pathname === path && response.ok();
const isDay = isAnswer("/recommendation/by_day");
const isWindow = isAnswer("/recommendation/window");

/** Opens the page and gives the day's recommendation that it shows. */
export async function open(page: Page, query = ""): Promise<Recommendation> {
  const day = await dayAfter(page, () => page.goto(`/${query}`));
  await expect(page.getByTestId("day-title")).toBeVisible();
  return day;
}

/** Does something and gives the day's recommendation that it leads to. */
export async function dayAfter(page: Page, act: () => Promise<unknown>): Promise<Recommendation> {
  const [response] = await Promise.all([page.waitForResponse(isDay), act()]);
  return (await response.json()) as Recommendation;
}

/** Does something and gives the recommendation for some hours that it leads to. */
export async function windowAfter(page: Page, act: () => Promise<unknown>): Promise<Recommendation> {
  const [response] = await Promise.all([page.waitForResponse(isWindow), act()]);
  return (await response.json()) as Recommendation;
}

/** A day of which the forecast has every hour, whatever the time of the test. */
export async function wholeDay(page: Page): Promise<string> {
  const { days } = (await (await page.request.get("/recommendation/week")).json()) as Week;
  const whole = days.find(({ weather_summary }) => weather_summary.hours_covered === 24);
  if (whole === undefined) throw new Error("no day is covered as a whole");
  return whole.target_date;
}

/** The forecast's hours of a day, as the API tells them. */
export async function hoursOf(page: Page, date: string): Promise<Forecast["hours"]> {
  const { hours } = (await (await page.request.get("/forecast/latest")).json()) as Forecast;
  return hours.filter(({ time }) => time.startsWith(date));
}

/** Answers with what the gateway says, changed. */
export async function changed<T>(route: Route, change: (answer: T) => unknown): Promise<void> {
  const response = await route.fetch();
  await route.fulfill({ response, json: change((await response.json()) as T) });
}

export const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

export const degrees = (value: number) => `${new Intl.NumberFormat("en", { maximumFractionDigits: 0, signDisplay: "negative" }).format(value)}°`.replace("-", "−");

/** The chart's area of hours, on the screen, and where it is there. */
export async function plotArea(page: Page) {
  const area = page.getByTestId("temperature-chart").locator(".u-over");
  await expect(page.locator("main")).toHaveAttribute("aria-busy", "false");
  await area.evaluate((element) => element.scrollIntoView({ block: "center", behavior: "instant" }));
  const box = await area.boundingBox();
  if (box === null) throw new Error("the chart has no size");
  return { area, box };
}
