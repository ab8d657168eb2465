import { AxeBuilder } from "@axe-core/playwright";

import { expect, isWindow, open, parameter, test } from "./page";

for (const colorScheme of ["light", "dark"] as const) {
  test(`no violation, ${colorScheme}`, async ({ page, texts }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await open(page);
    await page.getByTestId("week-day").nth(1).click();
    await expect.poll(() => parameter(page, "date")).not.toBeNull();
    const answered = page.waitForResponse(isWindow);
    await page.getByTestId("my-hours-from").selectOption("7");
    await page.getByTestId("my-hours-to").selectOption("20");
    await answered;
    for (const summary of await page.locator("summary").all()) await summary.click();
    for (const name of [texts.series.wind, texts.series.humidity]) {
      await page.getByRole("button", { name, exact: true }).click();
    }
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
  });
}

test("the first Tab leads past the header", async ({ page, texts }) => {
  await open(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: texts.skip })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#clothes")).toBeFocused();
});

test("nothing is wider than the screen, down to 320 pixels", async ({ page }) => {
  await open(page);
  await page.setViewportSize({ width: 320, height: 700 });
  const wider = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(wider).toBe(0);
});
