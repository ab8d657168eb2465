import type { Place } from "../src/api/types";
import { changed, expect, open, parameter, test } from "./page";

test("a place is found by its name in either language", async ({ page, texts }) => {
  await open(page);
  const field = page.getByRole("combobox", { name: texts.place });
  for (const name of ["seo", "서울"]) {
    await field.click();
    await field.fill(name);
    await expect(page.getByRole("listbox").getByRole("option").first()).toBeVisible();
    await expect(field).toHaveAttribute("aria-expanded", "true");
    await page.keyboard.press("Escape");
    await expect(field).toHaveAttribute("aria-expanded", "false");
  }
  await field.fill("zzzz");
  await expect(page.getByText(texts.noPlace).first()).toBeVisible();
});

test("the arrow keys choose among several places", async ({ page, texts, lang }) => {
  const other = { id: "elsewhere", name: { en: "Elsewhere", ko: "다른 곳" } };
  await page.route("**/locations*", (route) =>
    changed<{ locations: Place[] }>(route, ({ locations }) => ({ locations: [locations[0], { ...locations[0], ...other }] })),
  );
  // What is asked of the other place is answered with the weather of the first.
  await page.route("**/*location=elsewhere*", (route) => route.continue({ url: route.request().url().replace("location=elsewhere&", "") }));
  await open(page);
  const field = page.getByRole("combobox", { name: texts.place });
  await field.focus();
  await page.keyboard.press("ArrowDown");
  const options = page.getByRole("listbox", { name: texts.place }).getByRole("option");
  await expect(options).toHaveCount(2);
  await expect(options.nth(1)).toHaveText(other.name[lang]);
  await page.keyboard.press("ArrowDown");
  await expect(options.nth(1)).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect.poll(() => parameter(page, "location")).toBe("elsewhere");
});

test("the nearest place", async ({ page, context, texts, lang }) => {
  await context.grantPermissions(["geolocation"]);
  await context.setGeolocation({ latitude: 37.56, longitude: 126.99 });
  await open(page);
  const answered = page.waitForResponse((response) => response.url().includes("near=37.56"));
  await page.getByRole("button", { name: texts.nearest }).click();
  const { locations } = (await (await answered).json()) as { locations: Place[] };
  await expect(page.locator(".place-said")).toContainText(locations[0]?.name[lang] ?? "?");
});

test("who does not tell where they are is told how else", async ({ page, context, texts }) => {
  await context.clearPermissions();
  await open(page);
  await page.getByRole("button", { name: texts.nearest }).click();
  await expect(page.locator(".place-said")).toHaveText(texts.noPosition);
});
