// Pictures for the documentation: only when a folder for them is named.

import { expect, open, test } from "./page";

const folder = process.env.OVERCOAT_SCREENSHOTS;

for (const colorScheme of ["light", "dark"] as const) {
  test(`picture, ${colorScheme}`, async ({ page }, { project }) => {
    test.skip(!folder, "no folder is named");
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await open(page);
    await page.getByTestId("week-day").nth(1).click();
    await expect(page.getByTestId("week-day").nth(1)).toHaveAttribute("aria-current", "date");
    await expect(page.locator("main")).toHaveAttribute("aria-busy", "false");
    await page.screenshot({ path: `${folder}/dashboard-${project.name}-${colorScheme}.png` });
  });
}
