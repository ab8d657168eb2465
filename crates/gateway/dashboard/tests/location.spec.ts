import { expect, open, test } from "./page";

test("a place is found by its name in either language", async ({ page, texts }) => {
  await open(page);
  const field = page.getByRole("combobox", { name: texts.place });
  for (const name of ["seo", "서울"]) {
    await field.click();
    await field.fill(name);
    await expect(page.getByRole("option").first()).toBeVisible();
    await expect(field).toHaveAttribute("aria-expanded", "true");
    await page.keyboard.press("Escape");
    await expect(field).toHaveAttribute("aria-expanded", "false");
  }
  await field.fill("zzzz");
  await expect(page.getByText(texts.noPlace).first()).toBeVisible();
});

test("the arrow keys choose a place", async ({ page, texts }) => {
  await open(page);
  const { locations } = (await (await page.request.get("/locations")).json()) as { locations: { id: string }[] };
  test.skip(locations.length < 2, "there is one place only");
  const field = page.getByRole("combobox", { name: texts.place });
  await field.focus();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("option").nth(1)).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`location=${locations[1]?.id}`));
});

test("the nearest place", async ({ page, context, texts }) => {
  await context.grantPermissions(["geolocation"]);
  await context.setGeolocation({ latitude: 37.56, longitude: 126.99 });
  await open(page);
  const asked = page.waitForRequest((request) => request.url().includes("near=37.56"));
  await page.getByRole("button", { name: texts.nearest }).click();
  await asked;
  await expect(page.locator(".place-said")).toContainText(/Seoul|서울/);
});
