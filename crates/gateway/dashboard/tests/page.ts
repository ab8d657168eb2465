// What every test starts from: the page, opened, without a word in the console.

import { expect, test as base } from "@playwright/test";
import type { Page, Response } from "@playwright/test";

import { en } from "../src/text/en";
import { ko } from "../src/text/ko";
import type { Texts } from "../src/text/en";
import type { Recommendation } from "../src/api/types";

export { expect };

interface Fixtures {
  texts: Texts;
  lang: "en" | "ko";
  /** What the console may say, such as of a request that a test makes fail. */
  allowedErrors: RegExp[];
  consoleErrors: string[];
}

export const test = base.extend<Fixtures>({
  lang: async ({ locale }, use) => use(locale?.startsWith("ko") ? "ko" : "en"),
  texts: async ({ lang }, use) => use(lang === "ko" ? ko : en),
  allowedErrors: async ({}, use) => use([]),
  consoleErrors: [
    async ({ page, allowedErrors }, use) => {
      const errors: string[] = [];
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      page.on("pageerror", (error) => errors.push(error.message));
      await use(errors);
      expect(errors.filter((error) => !allowedErrors.some((allowed) => allowed.test(error)))).toEqual([]);
    },
    { auto: true },
  ],
});

export const isDay = (response: Response) => new URL(response.url()).pathname === "/recommendation/by_day" && response.ok();
export const isWindow = (response: Response) => new URL(response.url()).pathname === "/recommendation/window" && response.ok();

/** Opens the page and gives the day's recommendation that it shows. */
export async function open(page: Page, query = ""): Promise<Recommendation> {
  const answered = page.waitForResponse(isDay);
  await page.goto(`/${query}`);
  const day = (await (await answered).json()) as Recommendation;
  await expect(page.getByTestId("day-title")).toBeVisible();
  return day;
}

/** Does something and gives the day's recommendation that it leads to. */
export async function dayAfter(page: Page, act: () => Promise<unknown>): Promise<Recommendation> {
  const [response] = await Promise.all([page.waitForResponse(isDay), act()]);
  return (await response.json()) as Recommendation;
}

export const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);
