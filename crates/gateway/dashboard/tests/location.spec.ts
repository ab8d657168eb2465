import type { Place, Recommendation } from "../src/api/types";
import { expect, open, parameter, test } from "./page";

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

test("the arrow keys choose another place, and the page becomes that of its day", async ({ page, texts, lang }) => {
  await open(page);
  const field = page.getByRole("combobox", { name: texts.place });
  await field.focus();
  await page.keyboard.press("ArrowDown");
  const options = page.getByRole("listbox", { name: texts.place }).getByRole("option");
  await expect(options).toHaveCount(2);
  const { name } = ({ en: { name: "New York" }, ko: { name: "뉴욕" } })[lang];
  await expect(options.nth(1)).toHaveText(name);
  await page.keyboard.press("ArrowDown");
  await expect(options.nth(1)).toHaveAttribute("aria-selected", "true");
  const answered = page.waitForResponse((response) => /by_day.*location=new-york|location=new-york.*by_day/.test(response.url()));
  await page.keyboard.press("Enter");
  await expect.poll(() => parameter(page, "location")).toBe("new-york");
  const day = (await (await answered).json()) as Recommendation;
  expect(day.hours[0]?.time).toMatch(/-0[45]:00$/);
  await expect(field).toHaveValue(name);
  await expect(page.getByTestId("week-day").first()).toBeVisible();
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
