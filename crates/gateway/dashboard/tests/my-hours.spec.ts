import { expect, open, parameter, plotArea, test, wholeDay, windowAfter } from "./page";
import type { Page } from "@playwright/test";

test.beforeEach(async ({ page }) => {
  await open(page, `?date=${await wholeDay(page)}`);
});

test("two selects give the clothes for these hours, and back", async ({ page, texts }) => {
  await page.getByTestId("my-hours-from").selectOption("7");
  const mine = await windowAfter(page, () => page.getByTestId("my-hours-to").selectOption("9"));
  expect(mine.window.hours).toBe(3);
  await expect(page.getByTestId("my-hours-chip")).toHaveText(texts.myHoursChip("7:00", "9:00"));
  const outfit = mine.recommendations.styles.casual;
  await expect(page.getByTestId("outfit-outer")).toHaveText(outfit?.outer ?? "");
  await expect(page.getByRole("group", { name: texts.myHours })).toContainText([outfit?.outer, outfit?.top, outfit?.bottom].join(" · "));
  await expect(page.getByTestId("deciding-hour")).toHaveAttribute("data-value", mine.decided_by.time);
  await expect(page.getByTestId("temperature-chart")).toHaveAttribute("data-selected", "7-9");
  expect([parameter(page, "from"), parameter(page, "to")]).toEqual(["7", "9"]);

  await page.getByRole("button", { name: texts.wholeDay }).click();
  await expect(page.getByTestId("my-hours-chip")).toHaveCount(0);
  await expect(page.getByTestId("temperature-chart")).toHaveAttribute("data-selected", "");
  expect(parameter(page, "from")).toBeNull();
});

test("hours may run past midnight", async ({ page, texts }) => {
  await page.getByTestId("my-hours-from").selectOption("22");
  const mine = await windowAfter(page, () => page.getByTestId("my-hours-to").selectOption("1"));
  expect(mine.window.hours).toBe(4);
  await expect(page.getByTestId("my-hours-chip")).toHaveText(texts.myHoursChip("22:00", "1:00"));
  await expect(page.getByTestId("temperature-chart")).toHaveAttribute("data-selected", "22-23");
});

/** Drags from one hour of the chart to another; what is dragged must lie under the pointer. */
async function drag(page: Page, from: number, to: number): Promise<void> {
  const { area, box } = await plotArea(page);
  const x = (hour: number) => box.x + (box.width * (hour + 0.5)) / 24;
  await page.mouse.move(x(from), box.y + 80);
  await page.mouse.down();
  await page.mouse.move(x((from + to) / 2), box.y + 80, { steps: 4 });
  await page.mouse.move(x(to), box.y + 80, { steps: 4 });
  const dragged = await area.locator(".u-select").boundingBox();
  expect(Math.abs((dragged?.x ?? NaN) - x(from))).toBeLessThan(2);
  expect(Math.abs((dragged?.x ?? NaN) + (dragged?.width ?? NaN) - x(to))).toBeLessThan(2);
  await page.mouse.up();
}

test("dragging over the chart chooses the hours under it, after every change of the layout", async ({ page, texts }) => {
  const mine = await windowAfter(page, () => drag(page, 7, 14));
  expect(mine.window.hours).toBe(8);
  await expect(page.getByTestId("my-hours-chip")).toHaveText(texts.myHoursChip("7:00", "14:00"));
  await expect(page.getByTestId("temperature-chart")).toHaveAttribute("data-selected", "7-14");
  await expect(page.getByTestId("my-hours-from")).toHaveValue("7");
  await expect(page.getByTestId("outfit-outer")).toHaveText(mine.recommendations.styles.casual?.outer ?? "");

  await page.setViewportSize({ width: 700, height: 800 });
  await windowAfter(page, () => drag(page, 10, 20));
  await expect(page.getByTestId("temperature-chart")).toHaveAttribute("data-selected", "10-20");

  // As when a scroll bar appears: the chart moves and no event tells of it.
  await page.evaluate(() => document.body.style.setProperty("translate", "50px"));
  await windowAfter(page, () => drag(page, 5, 12));
  await expect(page.getByTestId("temperature-chart")).toHaveAttribute("data-selected", "5-12");
});

test("the chosen hours are painted where they are", async ({ page }) => {
  const { area, box } = await plotArea(page);
  const canvas = page.getByTestId("temperature-chart").locator("canvas");
  // The strip just above the axis: nothing else is drawn there over so many pixels.
  const picture = () =>
    canvas.evaluate((element, plot) => {
      if (!(element instanceof HTMLCanvasElement)) return [];
      const around = element.getBoundingClientRect();
      const ratio = element.width / around.width;
      const [left, width] = [(plot.x - around.left) * ratio, plot.width * ratio];
      const top = Math.round((plot.y - around.top + plot.height - 3) * ratio);
      return Array.from({ length: 24 }, (_, hour) =>
        // Beside the hour: its line of the grid is there.
        [...(element.getContext("2d")?.getImageData(Math.round(left + (width * (hour + 0.75)) / 24), top, 1, 1).data ?? [])].join(),
      );
    }, { x: box.x, y: box.y, width: box.width, height: box.height });
  await expect(area).toBeVisible();
  const before = await picture();
  await page.getByTestId("my-hours-from").selectOption("8");
  await windowAfter(page, () => page.getByTestId("my-hours-to").selectOption("18"));
  const painted = async () => (await picture()).flatMap((colour, hour) => (colour === before[hour] ? [] : [hour]));
  await plotArea(page);
  await expect.poll(painted).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
});

test("so does a finger", async ({ page, hasTouch }) => {
  test.skip(!hasTouch, "there is no finger");
  const { box } = await plotArea(page);
  const device = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", hour: number) =>
    device.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: type === "touchEnd" ? [] : [{ x: box.x + (box.width * (hour + 0.5)) / 24, y: box.y + 80 }],
    });
  await windowAfter(page, async () => {
    await touch("touchStart", 6);
    for (const hour of [8, 10, 13, 15]) await touch("touchMove", hour);
    await touch("touchEnd", 15);
  });
  await expect(page.getByTestId("temperature-chart")).toHaveAttribute("data-selected", "6-15");
});
