import { expect, open, test } from "./page";

test("calendar, CSV and documentation are there", async ({ page, texts }) => {
  await open(page, "?style=minimal");
  const calendar = (await page.getByRole("link", { name: texts.subscribe }).getAttribute("href")) ?? "";
  expect(calendar).toContain("style=minimal");
  const ics = await page.request.get(calendar);
  expect(ics.headers()["content-type"]).toContain("text/calendar");
  expect(await ics.text()).toContain("BEGIN:VEVENT");
  const csv = await page.request.get((await page.getByRole("link", { name: texts.csv }).getAttribute("href")) ?? "");
  expect(csv.headers()["content-type"]).toContain("text/csv");
  await expect(page.getByRole("link", { name: texts.docs })).toHaveAttribute("href", "/docs/");
  await expect(page.getByText(texts.attribution)).toBeVisible();
});
