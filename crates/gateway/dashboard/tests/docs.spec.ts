// The API's documentation, and that it, the API and the page say the same.

import { STYLES } from "../src/api/types";
import type { Recommendation } from "../src/api/types";
import { expect, test, wholeDay } from "./page";
import type { Page } from "@playwright/test";

/** Executes an operation in the documentation and gives the code and the text of the answer. */
async function execute(page: Page, operation: string, values: Record<string, string> = {}): Promise<[string, string]> {
  const block = page.locator(`.opblock[id$="-${operation}"]`);
  await block.locator(".opblock-summary-control").click();
  // The documentation may be set up to be tried out at once.
  const tryItOut = block.getByRole("button", { name: "Try it out" });
  const run = block.getByRole("button", { name: "Execute" });
  await expect(tryItOut.or(run).first()).toBeVisible();
  if (await tryItOut.isVisible()) await tryItOut.click();
  for (const [name, value] of Object.entries(values)) {
    const parameter = block.locator(`tr[data-param-name="${name}"]`);
    if ((await parameter.locator("select").count()) > 0) await parameter.locator("select").selectOption(value);
    else await parameter.locator("input").fill(value);
  }
  await run.click();
  const answer = block.locator(".live-responses-table .response");
  const code = (await answer.locator(".response-col_status").first().innerText()).trim();
  return [code.split(/\s/)[0] ?? "", (await answer.locator("pre").first().textContent()) ?? ""];
}

test("the operations can be tried out", async ({ page }) => {
  // Swagger UI takes its time over long answers.
  test.setTimeout(120_000);
  await page.goto("/docs/");
  for (const operation of ["listLocations", "listModels", "latestForecast", "recommendationByDay", "recommendationInWindow"]) {
    const [code, text] = await execute(page, operation);
    expect(code).toBe("200");
    expect(Object.keys(JSON.parse(text) as object)).not.toHaveLength(0);
  }
});

const degree = (text: string) => Number(text.replace("−", "-").replace("°", ""));

/** A day as one reads it from the page. */
async function read(page: Page, names: Record<(typeof STYLES)[number], string>) {
  const text = async (id: string) => (await page.getByTestId(id).innerText()).trim();
  const styles = [];
  for (const style of STYLES) {
    await page.getByRole("tab", { name: names[style] }).click();
    await expect(page.getByRole("tab", { name: names[style] })).toHaveAttribute("aria-selected", "true");
    styles.push({
      outer: await text("outfit-outer"),
      top: await text("outfit-top"),
      bottom: await text("outfit-bottom"),
      // It is behind "Show the calculation".
      required: Number.parseFloat((await page.getByTestId("required-clo").textContent()) ?? ""),
    });
  }
  return { high: degree(await text("temp-high")), low: degree(await text("temp-low")), average: degree(await text("temp-avg")), styles };
}

/** The same from an answer of the API. */
function told({ weather_summary, recommendations }: Recommendation): Awaited<ReturnType<typeof read>> {
  // Nothing is "−0".
  const whole = (value: number) => Math.round(Math.abs(value)) * (value < -0.5 ? -1 : 1);
  return {
    high: whole(weather_summary.max_temp),
    low: whole(weather_summary.min_temp),
    average: whole(weather_summary.avg_temp),
    styles: STYLES.map((style) => {
      const outfit = recommendations.styles[style];
      return {
        outer: outfit?.outer ?? "",
        top: outfit?.top ?? "",
        bottom: outfit?.bottom ?? "",
        required: outfit?.required_insulation_clo ?? NaN,
      };
    }),
  };
}

test("page agrees with the API and the docs", async ({ page, texts, lang }) => {
  test.setTimeout(120_000);
  const date = await wholeDay(page);
  // A new forecast may come between the three; then all are asked again.
  await expect(async () => {
    await page.goto(`/?date=${date}&lang=${lang}`);
    await expect(page.getByTestId("day-title")).toBeVisible();
    const shown = await read(page, texts.styles);
    const answer = await page.request.get(`/recommendation/by_day?target_date=${date}&lang=${lang}`);
    expect(shown).toEqual(told((await answer.json()) as Recommendation));
    await page.goto("/docs/");
    const [code, text] = await execute(page, "recommendationByDay", { target_date: date, lang });
    expect(code).toBe("200");
    expect(shown).toEqual(told(JSON.parse(text) as Recommendation));
  }).toPass();
});
