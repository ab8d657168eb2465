import { STYLES } from "../src/api/types";
import { expect, open, parameter, test } from "./page";

test("every style's clothes are what the API says", async ({ page, texts }) => {
  const day = await open(page);
  for (const style of STYLES) {
    await page.getByRole("tab", { name: texts.styles[style] }).click();
    const outfit = day.recommendations.styles[style];
    await expect(page.getByTestId("outfit-outer")).toHaveText(outfit?.outer ?? "");
    await expect(page.getByTestId("outfit-top")).toHaveText(outfit?.top ?? "");
    await expect(page.getByTestId("outfit-bottom")).toHaveText(outfit?.bottom ?? "");
    await expect(page.getByTestId("outfit-shoes")).toHaveText(outfit?.shoes ?? "");
    await expect(page.getByTestId("outfit-clo")).toHaveAttribute("data-value", String(outfit?.insulation_clo));
    await expect(page.getByTestId("required-clo")).toHaveAttribute("data-value", String(outfit?.required_insulation_clo));
  }
});

test("tabs go with the arrow keys and stay in the address", async ({ page, texts }) => {
  await open(page, "?style=casual");
  await page.getByRole("tab", { name: texts.styles.casual }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: texts.styles.business })).toBeFocused();
  await expect(page.getByRole("tab", { name: texts.styles.business })).toHaveAttribute("aria-selected", "true");
  expect(parameter(page, "style")).toBe("business");
  await page.keyboard.press("End");
  await expect(page.getByRole("tab", { name: texts.styles.minimal })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: texts.styles.casual })).toBeFocused();
  await page.goBack();
  await expect(page.getByRole("tab", { name: texts.styles.minimal })).toHaveAttribute("aria-selected", "true");
});

test("every garment is listed", async ({ page, texts }) => {
  const day = await open(page, "?style=casual");
  const garments = day.recommendations.styles.casual?.garments ?? [];
  await page.getByText(texts.garments(garments.length)).click();
  for (const { id, name } of garments) {
    await expect(page.locator(`[data-garment="${id}"]`)).toContainText(name);
  }
});

test("tips, reasons and what changes along the day", async ({ page }) => {
  const day = await open(page, "?style=casual");
  const { layering_tip, activity_tip, styles } = day.recommendations;
  await expect(page.getByTestId("layering-tip")).toHaveText(layering_tip);
  await expect(page.getByTestId("activity-tip")).toHaveText(activity_tip);
  await expect(page.getByTestId("deciding-hour")).toHaveAttribute("data-value", day.decided_by.time);
  await expect(page.getByText(styles.casual?.explanation ?? "")).toBeVisible();
  await expect(page.getByTestId("indoors")).toContainText(styles.casual?.indoors.text ?? "");
  await expect(page.getByTestId("change")).toHaveCount(styles.casual?.changes.length ?? 0);
  for (const { text } of styles.casual?.changes ?? []) {
    await expect(page.getByTestId("timeline")).toContainText(text);
  }
});

test("hazards stand above the clothes, with their level", async ({ page }) => {
  const day = await open(page);
  await expect(page.locator(".hazard")).toHaveCount(day.hazards.length);
  for (const { text, level, kind } of day.hazards) {
    await expect(page.locator(`.hazard[data-kind="${kind}"][data-level="${level}"]`).first()).toContainText(text);
  }
});
