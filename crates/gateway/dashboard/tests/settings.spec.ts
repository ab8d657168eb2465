import { dayAfter, degrees, expect, open, parameter, test } from "./page";

test("Fahrenheit and back", async ({ page }) => {
  const day = await open(page);
  const shown = page.getByTestId("temp-high");
  await expect(shown).toHaveText(degrees(day.weather_summary.max_temp));
  const us = await dayAfter(page, () => page.getByRole("button", { name: /°F/ }).click());
  expect(us.units).toBe("us");
  await expect(shown).toHaveAttribute("data-value", String(us.weather_summary.max_temp));
  await expect(shown).toHaveText(degrees(us.weather_summary.max_temp));
  expect(parameter(page, "units")).toBe("us");
  await page.reload();
  await expect(page.getByRole("button", { name: /°F/ })).toHaveAttribute("aria-pressed", "true");
});

test("five steps from who feels very cold to who feels very hot", async ({ page, texts }) => {
  await open(page, "?sensitivity=normal");
  const shifts: number[] = [];
  for (const sensitivity of ["feels_very_cold", "feels_cold", "normal", "feels_hot", "feels_very_hot"] as const) {
    const day = await dayAfter(page, () => page.getByRole("radio", { name: texts.sensitivities[sensitivity], exact: true }).check());
    expect(day.person.sensitivity).toBe(sensitivity);
    await expect(page.getByTestId("temperature-shift")).toHaveAttribute("data-value", String(day.temperature_shift_k));
    await expect(page.getByTestId("required-clo")).toHaveAttribute("data-value", String(day.recommendations.styles.casual?.required_insulation_clo));
    expect(parameter(page, "sensitivity")).toBe(sensitivity);
    shifts.push(day.temperature_shift_k);
  }
  expect(shifts).toEqual([...shifts].sort((one, other) => one - other));
  expect(new Set(shifts).size).toBe(5);
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
