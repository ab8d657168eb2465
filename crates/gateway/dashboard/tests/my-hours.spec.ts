import type { Recommendation } from "../src/api/types";
import { expect, isWindow, open, parameter, test } from "./page";

const TOMORROW = 1;

test.beforeEach(async ({ page }) => {
  await open(page);
  await page.getByTestId("week-day").nth(TOMORROW).click();
  await expect(page.getByTestId("week-day").nth(TOMORROW)).toHaveAttribute("aria-current", "date");
});

test("two selects give the clothes for these hours, and back", async ({ page, texts }) => {
  await page.getByTestId("my-hours-from").selectOption("7");
  const answered = page.waitForResponse(isWindow);
  await page.getByTestId("my-hours-to").selectOption("9");
  const mine = (await (await answered).json()) as Recommendation;
  expect(mine.window.hours).toBe(3);
  await expect(page.getByTestId("my-hours-chip")).toHaveText(texts.myHoursChip("7:00", "9:00"));
  await expect(page.getByTestId("outfit-outer")).toHaveText(mine.recommendations.styles.casual?.outer ?? "");
  expect([parameter(page, "from"), parameter(page, "to")]).toEqual(["7", "9"]);

  await page.getByRole("button", { name: texts.wholeDay }).click();
  await expect(page.getByTestId("my-hours-chip")).toHaveCount(0);
  expect(parameter(page, "from")).toBeNull();
});

test("hours may run past midnight", async ({ page }) => {
  await page.getByTestId("my-hours-from").selectOption("22");
  const answered = page.waitForResponse(isWindow);
  await page.getByTestId("my-hours-to").selectOption("1");
  const mine = (await (await answered).json()) as Recommendation;
  expect(mine.window.hours).toBe(4);
  await expect(page.getByTestId("my-hours-chip")).toBeVisible();
});

test("dragging over the chart does the same", async ({ page }) => {
  const area = page.getByTestId("temperature-chart").locator(".u-over");
  await area.scrollIntoViewIfNeeded();
  const box = await area.boundingBox();
  if (box === null) throw new Error("the chart has no size");
  const answered = page.waitForResponse(isWindow);
  await page.mouse.move(box.x + box.width * 0.3, box.y + 80);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.4, box.y + 80, { steps: 4 });
  await page.mouse.move(box.x + box.width * 0.6, box.y + 80, { steps: 4 });
  await page.mouse.up();
  const mine = (await (await answered).json()) as Recommendation;
  expect(mine.window.hours).toBeGreaterThan(3);
  await expect(page.getByTestId("my-hours-chip")).toBeVisible();
  await expect(page.getByTestId("my-hours-from")).not.toHaveValue("");
});

test("so does a finger", async ({ page, hasTouch }) => {
  test.skip(!hasTouch, "there is no finger");
  const area = page.getByTestId("temperature-chart").locator(".u-over");
  await area.scrollIntoViewIfNeeded();
  const box = await area.boundingBox();
  if (box === null) throw new Error("the chart has no size");
  const device = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", share: number) =>
    device.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: type === "touchEnd" ? [] : [{ x: box.x + box.width * share, y: box.y + 80 }],
    });
  const answered = page.waitForResponse(isWindow);
  await touch("touchStart", 0.3);
  for (const share of [0.35, 0.4, 0.5, 0.6]) await touch("touchMove", share);
  await touch("touchEnd", 0.6);
  await answered;
  await expect(page.getByTestId("my-hours-chip")).toBeVisible();
});

test("a deep link opens the same hours", async ({ page, texts }) => {
  const date = parameter(page, "date");
  const answered = page.waitForResponse(isWindow);
  await page.goto(`/?date=${date}&from=8&to=18&style=minimal`);
  await answered;
  await expect(page.getByTestId("my-hours-chip")).toHaveText(texts.myHoursChip("8:00", "18:00"));
  await expect(page.getByTestId("my-hours-from")).toHaveValue("8");
});
