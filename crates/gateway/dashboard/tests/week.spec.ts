import type { Week } from "../src/api/types";
import { dayAfter, degrees, expect, open, parameter, test } from "./page";

test("a card for every day, and each opens its day", async ({ page }) => {
  const [answered] = await Promise.all([page.waitForResponse((response) => response.url().includes("/recommendation/week?")), open(page)]);
  const week = (await answered.json()) as Week;
  const cards = page.getByTestId("week-day");
  await expect.poll(() => cards.count()).toBeGreaterThanOrEqual(7);
  const shown = week.days[2];
  const card = page.locator(`[data-testid="week-day"][data-date="${shown?.target_date}"]`);
  await expect(card.locator(".day-temps .cool")).toHaveText(degrees(shown?.weather_summary.min_temp ?? NaN));
  await expect(card.locator(".day-temps .warm")).toHaveText(degrees(shown?.weather_summary.max_temp ?? NaN));
  await expect(card.locator(".day-outer")).toHaveText(shown?.recommendations.styles.casual?.outer ?? "");
  const date = (await cards.nth(3).getAttribute("data-date")) ?? "";
  const day = await dayAfter(page, () => cards.nth(3).click());
  expect(day.target_date).toBe(date);
  expect(parameter(page, "date")).toBe(date);
  await expect(page.getByTestId("temp-high")).toHaveAttribute("data-value", String(day.weather_summary.max_temp));
  await expect(cards.nth(3)).toHaveAttribute("aria-current", "date");
  await page.goBack();
  await expect(cards.nth(0)).toHaveAttribute("aria-current", "date");
});

test("the date field knows the covered days only", async ({ page, texts }) => {
  await open(page);
  const field = page.getByLabel(texts.date);
  const [least, most] = [await field.getAttribute("min"), await field.getAttribute("max")];
  expect(least).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  expect(most).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  const date = (await page.getByTestId("week-day").nth(2).getAttribute("data-date")) ?? "";
  const day = await dayAfter(page, () => field.fill(date));
  expect(day.target_date).toBe(date);
});

test("the outer layer of the cards follows the style", async ({ page, texts }) => {
  await open(page, "?style=casual");
  const card = page.getByTestId("week-day").nth(1).locator(".day-outer");
  await expect(card).not.toBeEmpty();
  const answered = page.waitForResponse((response) => response.url().includes("style=business"));
  await page.getByRole("tab", { name: texts.styles.business }).click();
  const week = (await (await answered).json()) as Week;
  const date = await page.getByTestId("week-day").nth(1).getAttribute("data-date");
  await expect(card).toHaveText(week.days.find(({ target_date }) => target_date === date)?.recommendations.styles.business?.outer ?? "");
});

test("a day that has passed falls back to the nearest", async ({ page, texts, allowedErrors }) => {
  allowedErrors.push(/404/);
  await page.goto("/?date=2001-01-01");
  await expect(page.getByText(texts.notCoveredDay)).toBeVisible();
  await expect(page.getByTestId("day-title")).toBeVisible();
  expect(parameter(page, "date")).toBeNull();
});
