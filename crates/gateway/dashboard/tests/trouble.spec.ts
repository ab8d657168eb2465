import { expect, open, test } from "./page";

test("a stale forecast says so, and how old it is", async ({ page, texts }) => {
  await page.route("**/forecast/latest*", async (route) => {
    const response = await route.fetch();
    const body = (await response.json()) as object;
    await route.fulfill({ response, json: { ...body, status: "stale", age_h: 31 } });
  });
  await open(page);
  const banner = page.getByTestId("stale-banner");
  await expect(banner).toBeVisible();
  await expect(banner).toHaveAttribute("role", "alert");
  await expect(banner).toContainText("31");
  expect(texts.stale("", "")).toBeTruthy();
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
