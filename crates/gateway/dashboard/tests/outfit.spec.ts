import { STYLES } from "../src/api/types";
import type { Recommendation } from "../src/api/types";
import { changed, expect, open, parameter, test } from "./page";

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

test("another outfit of the style is one that the API gives, and the last leads back", async ({ page, texts }) => {
  await open(page, "?style=casual");
  const first = await page.getByTestId("outfit-top").textContent();
  const answer = page.waitForResponse((response) => response.url().includes("alternatives=2"));
  await page.getByTestId("another").click();
  const day = (await (await answer).json()) as Recommendation;
  const others = day.recommendations.alternatives?.casual ?? [];
  expect(others.length).toBeGreaterThan(0);
  for (const [index, outfit] of others.entries()) {
    await expect(page.getByTestId("outfit-outer")).toHaveText(outfit.outer);
    await expect(page.getByTestId("outfit-top")).toHaveText(outfit.top);
    await expect(page.getByText(texts.outfitOf(index + 2, others.length + 1))).toBeVisible();
    expect(parameter(page, "another")).toBe(String(index + 1));
    await page.getByTestId("another").click();
  }
  await expect(page.getByTestId("outfit-top")).toHaveText(first ?? "");
  expect(parameter(page, "another")).toBeNull();
});

test("every garment is listed", async ({ page, texts }) => {
  const day = await open(page, "?style=casual");
  const garments = day.recommendations.styles.casual?.garments ?? [];
  await page.getByText(texts.garments(garments.length)).click();
  for (const { id, name } of garments) {
    await expect(page.locator(`[data-garment="${id}"]`)).toContainText(name);
  }
});

test("tips, reasons and what changes along the day", async ({ page, texts }) => {
  const day = await open(page, "?style=casual");
  const { layering_tip, activity_tip, styles } = day.recommendations;
  await expect(page.getByTestId("layering-tip")).toHaveText(layering_tip);
  await expect(page.getByTestId("activity-tip")).toHaveText(activity_tip);
  await expect(page.getByTestId("sky")).toHaveText(day.sky.text);
  await expect(page.getByTestId("outfit-tip")).toHaveText(styles.casual?.tip ?? "");
  await page.getByText(texts.calculation).click();
  await expect(page.getByTestId("deciding-hour")).toHaveAttribute("data-value", day.decided_by.time);
  await expect(page.getByTestId("required-clo")).toHaveText(`${styles.casual?.required_insulation_clo.toFixed(2)} clo`);
  await expect(page.getByTestId("outfit-clo")).toHaveText(`${styles.casual?.insulation_clo.toFixed(2)} clo`);
  await expect(page.getByText(styles.casual?.explanation ?? "")).toBeVisible();
  await expect(page.getByTestId("indoors")).toContainText(styles.casual?.indoors.text ?? "");
  await expect(page.getByTestId("change")).toHaveCount(styles.casual?.changes.length ?? 0);
  for (const { text } of styles.casual?.changes ?? []) {
    await expect(page.getByTestId("timeline")).toContainText(text);
  }
});

test("hazards are told, the worst first", async ({ page, texts }) => {
  const hazards = [
    { kind: "rain", level: 1, text: "Some rain." },
    { kind: "ice", level: 3, text: "Black ice." },
  ] as const;
  await page.route("**/recommendation/by_day*", (route) =>
    changed<Recommendation>(route, (day) => {
      const { time: from } = day.decided_by;
      return { ...day, hazards: hazards.map((hazard) => ({ ...hazard, from, until: from, value: 1, unit: "1" })) };
    }),
  );
  await open(page);
  await expect(page.getByRole("list", { name: texts.hazards }).getByRole("listitem")).toHaveText([
    `${texts.hazardKinds.ice}, ${texts.level(3)}. Black ice.`,
    `${texts.hazardKinds.rain}, ${texts.level(1)}. Some rain.`,
  ]);
});

test("hazards are those of the API", async ({ page }) => {
  const day = await open(page);
  await expect(page.locator(".hazard")).toHaveCount(day.hazards.length);
  for (const { text, level, kind } of day.hazards) {
    await expect(page.locator(`.hazard[data-kind="${kind}"][data-level="${level}"]`).first()).toContainText(text);
  }
});

test("what to put on and take off, to carry and to mind", async ({ page, texts }) => {
  await page.route("**/recommendation/by_day*", (route) =>
    changed<Recommendation>(route, (day) => {
      const { time } = day.decided_by;
      const casual = {
        ...day.recommendations.styles.casual,
        covers_requirement: false,
        start: { insulation_clo: 0.9, without: ["coat"], text: "All but the coat." },
        changes: [
          { time, take_off: ["scarf"], put_on: [], insulation_clo: 1, text: "Off with the scarf." },
          { time: time.replace(/T../, "T23"), take_off: [], put_on: ["scarf"], insulation_clo: 1.1, text: "On with the scarf." },
        ],
        take_along: [
          { id: "umbrella", name: "Umbrella", description: "", category: "accessory", insulation_clo: 0, chance_needed: 0.4, time, text: "Carry an umbrella." },
        ],
        limit: { exposure_h: 0.5, text: "Half an hour at most." },
      };
      return { ...day, recommendations: { ...day.recommendations, styles: { ...day.recommendations.styles, casual } } };
    }),
  );
  await open(page, "?style=casual");
  await expect(page.getByTestId("start")).toContainText("All but the coat.");
  await expect(page.getByTestId("change")).toHaveText([/Off with the scarf\./, /On with the scarf\./]);
  await expect(page.getByTestId("take-along")).toHaveText("Umbrella Carry an umbrella.");
  await expect(page.getByTestId("limit")).toContainText("Half an hour at most.");
  await expect(page.getByText(texts.notCovered)).toBeVisible();
});
