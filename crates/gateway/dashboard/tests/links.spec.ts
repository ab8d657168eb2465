import { dayAfter, expect, open, parameter, test, wholeDay } from "./page";
import { ko } from "../src/text/ko";

test("a link with every choice opens the page as it was chosen", async ({ page }) => {
  const date = await wholeDay(page);
  const query = `?location=seoul&date=${date}&style=sporty&sensitivity=feels_hot&activity=jogging&outdoors=2.5&units=us&lang=ko&from=8&to=18`;
  const day = await open(page, query);
  expect(day).toMatchObject({ location: "seoul", target_date: date, units: "us", person: { sensitivity: "feels_hot", activity_met: 6, outdoors_h: 2.5 } });
  await expect(page.locator("html")).toHaveAttribute("lang", "ko");
  await expect(page.getByRole("combobox", { name: ko.place })).toHaveValue("서울");
  await expect(page.getByLabel(ko.date)).toHaveValue(date);
  await expect(page.locator(`[data-testid="week-day"][data-date="${date}"]`)).toHaveAttribute("aria-current", "date");
  await expect(page.getByRole("tab", { name: ko.styles.sporty })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("radio", { name: ko.sensitivities.feels_hot, exact: true })).toBeChecked();
  await expect(page.getByRole("radio", { name: ko.activities.running })).toBeChecked();
  await expect(page.getByRole("slider", { name: ko.outdoors })).toHaveValue("2.5");
  await expect(page.getByRole("button", { name: /°F/ })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByTestId("my-hours-chip")).toHaveText(ko.myHoursChip("8:00", "18:00"));
  await expect(page.getByTestId("my-hours-from")).toHaveValue("8");
  await expect(page.getByTestId("my-hours-to")).toHaveValue("18");
  await expect(page.getByTestId("temperature-chart")).toHaveAttribute("data-selected", "8-18");
});

test("every choice is a step, and back undoes it", async ({ page, texts, lang }) => {
  await open(page, `?style=casual&lang=${lang}`);
  const date = (await page.getByTestId("week-day").nth(2).getAttribute("data-date")) ?? "";
  await dayAfter(page, () => page.getByTestId("week-day").nth(2).click());
  await page.getByRole("tab", { name: texts.styles.business }).click();
  await dayAfter(page, () => page.getByRole("radio", { name: texts.sensitivities.feels_cold, exact: true }).check());
  await dayAfter(page, () => page.getByRole("button", { name: /°F/ }).click());
  expect(["date", "style", "sensitivity", "units"].map((name) => parameter(page, name))).toEqual([date, "business", "feels_cold", "us"]);

  await page.goBack();
  await expect(page.getByRole("button", { name: /°C/ })).toHaveAttribute("aria-pressed", "true");
  await page.goBack();
  await expect(page.getByRole("radio", { name: texts.sensitivities.normal })).toBeChecked();
  await page.goBack();
  await expect(page.getByRole("tab", { name: texts.styles.casual })).toHaveAttribute("aria-selected", "true");
  await page.goBack();
  await expect(page.getByTestId("week-day").nth(2)).not.toHaveAttribute("aria-current", "date");
  await page.goForward();
  await expect(page.getByTestId("week-day").nth(2)).toHaveAttribute("aria-current", "date");
});

test("calendar, CSV and documentation are there", async ({ page, texts }) => {
  await open(page, "?style=minimal");
  const calendar = (await page.getByRole("link", { name: texts.subscribe }).getAttribute("href")) ?? "";
  expect(calendar).toContain("style=minimal");
  const ics = await page.request.get(calendar);
  expect(ics.headers()["content-type"]).toContain("text/calendar");
  expect(await ics.text()).toContain("BEGIN:VEVENT");
  const csv = await page.request.get((await page.getByRole("link", { name: texts.csv }).getAttribute("href")) ?? "");
  expect(csv.headers()["content-type"]).toContain("text/csv");
  await expect(page.getByText(texts.attribution)).toBeVisible();
  await page.getByRole("link", { name: texts.docs }).click();
  await expect(page.locator(".opblock").first()).toBeVisible();
});
