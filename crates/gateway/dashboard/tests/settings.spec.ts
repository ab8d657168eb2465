import { dayAfter, expect, open, parameter, test } from "./page";

test("Fahrenheit and back", async ({ page }) => {
  const day = await open(page);
  const shown = page.getByTestId("temp-high");
  await expect(shown).toHaveText(`${Math.round(day.weather_summary.max_temp)}°`.replace("-", "−"));
  const us = await dayAfter(page, () => page.getByRole("button", { name: /°F/ }).click());
  expect(us.units).toBe("us");
  await expect(shown).toHaveAttribute("data-value", String(us.weather_summary.max_temp));
  await expect(shown).toHaveText(`${Math.round(us.weather_summary.max_temp)}°`.replace("-", "−"));
  expect(parameter(page, "units")).toBe("us");
  await page.reload();
  await expect(page.getByRole("button", { name: /°F/ })).toHaveAttribute("aria-pressed", "true");
});

test("who feels the cold is dressed more warmly", async ({ page, texts }) => {
  const normal = await open(page);
  const cold = await dayAfter(page, () => page.getByRole("radio", { name: texts.sensitivities.feels_very_cold, exact: true }).check());
  expect(cold.temperature_shift_k).toBeLessThan(normal.temperature_shift_k);
  await expect(page.getByTestId("temperature-shift")).toHaveAttribute("data-value", String(cold.temperature_shift_k));
  expect(parameter(page, "sensitivity")).toBe("feels_very_cold");
});

test("activity and time outdoors", async ({ page, texts }) => {
  const strolling = await open(page);
  const waiting = await dayAfter(page, () => page.getByRole("radio", { name: texts.activities.waiting }).check());
  expect(waiting.required_insulation_clo).toBeGreaterThan(strolling.required_insulation_clo);
  expect(parameter(page, "activity")).toBe("waiting");
  const slider = page.getByRole("slider", { name: texts.outdoors });
  await slider.focus();
  await dayAfter(page, () => page.keyboard.press("ArrowRight"));
  expect(parameter(page, "outdoors")).toBe("1.25");
});

test("the other language, remembered", async ({ page, lang }) => {
  await open(page);
  const other = lang === "en" ? "ko" : "en";
  await page.getByRole("button", { name: other === "ko" ? "한국어" : /English/ }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", other);
  await expect(page.getByRole("heading", { name: other === "ko" ? "이번 주" : "This week", exact: true })).toBeVisible();
  expect(parameter(page, "lang")).toBe(other);
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("lang", other);
});

test("dark as the system, or as one likes", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await open(page);
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const dark = await paper();
  await page.getByTestId("theme").click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  expect(await paper()).not.toBe(dark);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
});

test("every choice is in the link", async ({ page, texts }) => {
  await open(page, "?style=sporty&sensitivity=feels_hot&activity=jogging&outdoors=2.5&units=us&lang=ko");
  await expect(page.getByRole("tab", { name: "스포티" })).toHaveAttribute("aria-selected", "true");
  await expect(page.locator('input[value="feels_hot"]')).toBeChecked();
  await expect(page.locator('input[value="jogging"]')).toBeChecked();
  await expect(page.locator('input[type="range"]')).toHaveValue("2.5");
  await expect(page.getByTestId("temp-high")).toBeVisible();
  expect(texts).toBeDefined();
});
