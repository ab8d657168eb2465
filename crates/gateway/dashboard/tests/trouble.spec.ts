import type { Forecast } from "../src/api/types";
import { changed, expect, open, test } from "./page";

test("a stale forecast says so and how old it is, until there is a newer one", async ({ page, texts }) => {
  await page.clock.install();
  await page.route("**/forecast/latest*", (route) => changed<Forecast>(route, (answer) => ({ ...answer, status: "stale", age_h: 31 })));
  await open(page);
  const banner = page.getByRole("alert");
  await expect(banner).toContainText(texts.stale("|", "31").split("|")[0] ?? "");
  await expect(banner).toContainText("31");
  await page.unroute("**/forecast/latest*");
  await page.clock.fastForward("01:05");
  await expect(banner).toHaveCount(0);
});

test("while the gateway cannot answer, the last data stay; then all is well again", async ({ page, texts, allowedErrors }) => {
  allowedErrors.push(/503/);
  await open(page);
  const title = await page.getByTestId("day-title").textContent();
  await page.route(/\/(forecast|recommendation)\//, (route) =>
    route.fulfill({ status: 503, headers: { "retry-after": "1" }, contentType: "application/problem+json", body: '{"status":503}' }),
  );
  await page.getByRole("button", { name: texts.refresh }).click();
  await expect(page.getByTestId("trouble-banner")).toContainText(texts.unavailable);
  await expect(page.getByTestId("day-title")).toHaveText(title ?? "");
  await page.unroute(/\/(forecast|recommendation)\//);
  await expect(page.getByTestId("trouble-banner")).toHaveCount(0, { timeout: 15_000 });
});

test("without a connection it says so and goes on when there is one", async ({ page, context, texts, allowedErrors }) => {
  allowedErrors.push(/ERR_INTERNET_DISCONNECTED/);
  await open(page);
  await context.setOffline(true);
  await page.getByRole("button", { name: texts.refresh }).click();
  await expect(page.getByTestId("trouble-banner")).toContainText(texts.offline);
  await context.setOffline(false);
  await expect(page.getByTestId("trouble-banner")).toHaveCount(0);
});

test("a gateway that is not ready yet is asked again", async ({ page, texts, allowedErrors }) => {
  allowedErrors.push(/503/);
  let refusals = 0;
  await page.route("**/recommendation/by_day*", (route) => {
    refusals += 1;
    if (refusals > 1) return route.continue();
    return route.fulfill({ status: 503, headers: { "retry-after": "1" }, contentType: "application/problem+json", body: '{"status":503}' });
  });
  await page.goto("/");
  await expect(page.getByTestId("trouble-banner")).toContainText(texts.nothingYet);
  await expect(page.getByTestId("day-title")).toBeVisible({ timeout: 15_000 });
});
