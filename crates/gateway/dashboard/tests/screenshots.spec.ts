// Pictures for the documentation: only when a folder for them is named.

import { expect, open, test, wholeDay } from "./page";
import type { Page } from "@playwright/test";

const folder = process.env.OVERCOAT_SCREENSHOTS;

interface Picture {
  file: string;
  project: string;
  colorScheme: "light" | "dark";
  query: string;
  heightPx: number;
}

const PICTURES: Picture[] = [
  { file: "desktop-light.png", project: "desktop-en", colorScheme: "light", query: "", heightPx: 1300 },
  { file: "desktop-dark.png", project: "desktop-ko", colorScheme: "dark", query: "&from=8&to=18", heightPx: 1300 },
  { file: "phone.png", project: "phone-en", colorScheme: "light", query: "", heightPx: 844 },
];

test.use({ deviceScaleFactor: async ({ isMobile }, use) => use(isMobile ? 2 : 1) });

async function resize(page: Page, height: number): Promise<void> {
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 0, height });
}

for (const { file, project, colorScheme, query, heightPx } of PICTURES) {
  test(file, async ({ page }, info) => {
    test.skip(!folder || info.project.name !== project, "not asked for");
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await resize(page, heightPx);
    await open(page, `?date=${await wholeDay(page)}${query}`);
    await expect(page.getByTestId("week-day").first()).toBeVisible();
    await expect(page.locator("main")).toHaveAttribute("aria-busy", "false");
    await page.screenshot({ path: `${folder}/${file}` });
  });
}

test("docs.png", async ({ page }, info) => {
  test.skip(!folder || info.project.name !== "desktop-en", "not asked for");
  await resize(page, 1000);
  await page.goto("/docs/");
  await expect(page.locator(".opblock").last()).toBeAttached();
  await page.screenshot({ path: `${folder}/docs.png` });
});
