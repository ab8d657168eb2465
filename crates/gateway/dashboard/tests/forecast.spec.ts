import { expect, open, test } from "./page";

test("the day's weather is what the API says", async ({ page, texts }) => {
  const day = await open(page);
  const { min_temp, max_temp, avg_temp } = day.weather_summary;
  await expect(page.getByTestId("temp-low")).toHaveAttribute("data-value", String(min_temp));
  await expect(page.getByTestId("temp-high")).toHaveAttribute("data-value", String(max_temp));
  await expect(page.getByTestId("temp-avg")).toHaveAttribute("data-value", String(avg_temp));
  for (const name of [texts.difference, texts.wind, texts.humidity, texts.rain]) {
    await expect(page.locator(".statistics").getByText(name)).toBeVisible();
  }
});

test("the time of the data is told on the place's clock", async ({ page }) => {
  const answered = page.waitForResponse((response) => response.url().includes("/forecast/latest"));
  await open(page);
  const { issued_at } = (await (await answered).json()) as { issued_at: string };
  await expect(page.getByTestId("issued-at")).toHaveAttribute("data-value", issued_at);
  await expect(page.getByTestId("issued-at")).toContainText(`${Number(issued_at.slice(11, 13))}:${issued_at.slice(14, 16)}`);
});

test("the chart shows the hours and says them to who cannot see it", async ({ page }) => {
  await open(page);
  const chart = page.getByTestId("temperature-chart");
  await expect(chart.locator("canvas")).toBeVisible();
  await expect(chart).toHaveAttribute("aria-label", /°.*°.*%/);
  await chart.scrollIntoViewIfNeeded();
  await chart.locator(".u-over").hover();
  await expect(page.getByTestId("readout")).toContainText("°");
});

test("rain, wind, humidity and feels-like can be shown and hidden", async ({ page, texts }) => {
  await open(page);
  for (const name of Object.values(texts.series)) {
    const toggle = page.getByRole("button", { name, exact: true });
    const before = await toggle.getAttribute("aria-pressed");
    await toggle.click();
    await expect(toggle).toHaveAttribute("aria-pressed", before === "true" ? "false" : "true");
  }
  await expect(page.locator(".small-chart canvas")).toHaveCount(2);
});

test("the table has every hour of the day", async ({ page, texts }) => {
  const day = await open(page);
  await page.getByText(texts.table).click();
  const table = page.getByTestId("hourly-table");
  await expect(table.getByRole("row")).toHaveCount(day.weather_summary.hours_covered + 1);
  const decided = table.locator(`tr[data-time="${day.decided_by.time}"] td`).first();
  // The recommendation rounds to tenths.
  expect(Number(await decided.getAttribute("data-value"))).toBeCloseTo(day.decided_by.temperature_c, 1);
});

test("refresh asks again", async ({ page, texts }) => {
  await open(page);
  const asked = page.waitForRequest((request) => request.url().includes("/forecast/latest"));
  await page.getByRole("button", { name: texts.refresh }).click();
  await asked;
});

test("few requests, nothing from elsewhere, an early first paint", async ({ page }) => {
  const urls: string[] = [];
  page.on("request", (request) => urls.push(request.url()));
  await open(page);
  const origin = new URL(page.url()).origin;
  expect(urls.filter((url) => !url.startsWith(origin))).toEqual([]);
  expect(urls.length).toBeLessThanOrEqual(12);
  const paintsMs: number[] = [];
  // The best of three: the first also waits for the browser itself to get going.
  for (let load = 0; load < 3; load += 1) {
    await page.reload();
    await expect(page.getByTestId("day-title")).toBeVisible();
    paintsMs.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Infinity));
  }
  expect(Math.min(...paintsMs)).toBeLessThan(1000);
});
