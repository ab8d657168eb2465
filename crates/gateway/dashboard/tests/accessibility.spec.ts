import { AxeBuilder } from "@axe-core/playwright";

import { STYLES, VOTES } from "../src/api/types";
import { expect, open, test, wholeDay } from "./page";

for (const colorScheme of ["light", "dark"] as const) {
  test(`no violation, ${colorScheme}`, async ({ page, texts }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await open(page, `?date=${await wholeDay(page)}&from=7&to=20`);
    await expect(page.getByTestId("my-hours-chip")).toBeVisible();
    for (const summary of await page.locator("summary").all()) await summary.click();
    for (const name of [texts.series.wind, texts.series.humidity]) {
      await page.getByRole("button", { name, exact: true }).click();
    }
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
  });
}

test("everything has its role and its name", async ({ page, texts }) => {
  await open(page);
  for (const landmark of ["banner", "main", "contentinfo", "search"] as const) await expect(page.getByRole(landmark)).toHaveCount(1);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(texts.tagline);
  for (const name of [texts.clothes, texts.week, texts.chart, texts.along, texts.why, texts.you, texts.feedback]) {
    await expect(page.getByRole("heading", { level: 2, name, exact: true })).toHaveCount(1);
  }
  await expect(page.getByRole("tablist", { name: texts.stylesLabel }).getByRole("tab")).toHaveText(STYLES.map((style) => texts.styles[style]));
  await expect(page.getByRole("tabpanel", { name: texts.styles.casual })).toBeVisible();
  await expect(page.getByRole("img", { name: /°.*°.*%/ })).toBeVisible();
  await expect(page.getByRole("group", { name: texts.sensitivity }).getByRole("radio")).toHaveCount(5);
  await expect(page.getByRole("group", { name: texts.activity, exact: true }).getByRole("radio")).toHaveCount(6);
  for (const name of [texts.units, texts.language]) await expect(page.getByRole("group", { name }).getByRole("button")).toHaveCount(2);
  for (const name of [texts.fromHour, texts.toHour]) {
    await expect(page.getByRole("group", { name: texts.myHours }).getByRole("combobox", { name, exact: true })).toBeVisible();
  }
  await expect(page.getByRole("slider", { name: texts.outdoors })).toHaveAttribute("aria-valuetext", /1/);
  for (const vote of VOTES) await expect(page.getByRole("button", { name: texts.votes[vote] })).toHaveAttribute("aria-pressed", "false");
  await page.getByText(texts.table).click();
  await expect(page.getByRole("table").getByRole("columnheader")).toHaveText(Object.values(texts.columns));
});

test("nothing is wider than the screen, down to 320 pixels", async ({ page }) => {
  await open(page, `?date=${await wholeDay(page)}&from=7&to=20`);
  for (const summary of await page.locator("summary").all()) await summary.click();
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 700 });
    const wider = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await expect.poll(wider).toBe(0);
  }
});

test("what to wear is seen without scrolling", async ({ page }) => {
  await open(page);
  for (const part of ["outer", "top", "bottom"]) await expect(page.getByTestId(`outfit-${part}`)).toBeInViewport({ ratio: 1 });
});
