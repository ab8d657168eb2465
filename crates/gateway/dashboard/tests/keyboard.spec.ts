import { expect, open, parameter, test, wholeDay, windowAfter } from "./page";

test("the first Tab leads past the header", async ({ page, texts }) => {
  await open(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: texts.skip })).toBeFocused();
  await expect(page.getByRole("link", { name: texts.skip })).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.locator("#clothes")).toBeFocused();
});

test("Tab reaches everything, and one sees where it is", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(page);
  const wanted = await page.evaluate(() => {
    const all = [...document.querySelectorAll<HTMLElement>("a[href], button, input, select, summary, [tabindex='0']")];
    // Of a group of radios and of the tabs only the chosen one is a stop.
    const stops = all.filter(
      (element) => element.tabIndex >= 0 && element.checkVisibility() && !(element instanceof HTMLInputElement && element.type === "radio" && !element.checked),
    );
    stops.forEach((element, index) => element.setAttribute("data-stop", String(index)));
    return stops.length;
  });
  expect(wanted).toBeGreaterThan(30);
  const reached = new Set<string>();
  const unseen: string[] = [];
  // A date field is several stops.
  for (let presses = 0; presses < wanted + 10 && reached.size < wanted; presses += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement)) return null;
      // The outline is around what stands for the radio, and around the whole of the search.
      const marked = [element, element.nextElementSibling, element.closest(".place")];
      const seen = marked.some((one) => one !== null && getComputedStyle(one).outlineStyle !== "none");
      return { stop: element.dataset.stop, seen, html: element.outerHTML.slice(0, 80) };
    });
    if (at?.stop !== undefined) reached.add(at.stop);
    if (at?.stop !== undefined && !at.seen) unseen.push(at.html);
  }
  expect(reached.size).toBe(wanted);
  expect(unseen).toEqual([]);
});

test("everything is done without a pointer", async ({ page, texts }) => {
  await open(page, `?date=${await wholeDay(page)}&style=casual`);

  await page.getByRole("button", { name: /°F/ }).focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => parameter(page, "units")).toBe("us");

  await page.getByRole("tab", { name: texts.styles.casual }).focus();
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("tab", { name: texts.styles.minimal })).toBeFocused();

  await page.getByRole("button", { name: texts.series.wind, exact: true }).focus();
  await page.keyboard.press("Space");
  await expect(page.locator(".small-chart")).toHaveCount(2);

  await page.getByTestId("my-hours-from").focus();
  await page.keyboard.press("ArrowDown");
  await page.getByTestId("my-hours-to").focus();
  const mine = await windowAfter(page, () => page.keyboard.press("ArrowDown"));
  expect(mine.window.hours).toBe(1);
  const longer = await windowAfter(page, () => page.keyboard.press("ArrowDown"));
  expect(longer.window.hours).toBe(2);
  await expect(page.getByTestId("my-hours-chip")).toHaveText(texts.myHoursChip("0:00", "1:00"));

  await page.locator('input[name="sensitivity"]:checked').focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => parameter(page, "sensitivity")).toBe("feels_hot");

  await page.locator("summary", { hasText: texts.table }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("hourly-table")).toBeVisible();

  await page.getByTestId("week-day").first().focus();
  await page.keyboard.press("Enter");
  await expect(page.getByTestId("week-day").first()).toHaveAttribute("aria-current", "date");
});
