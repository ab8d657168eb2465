import type { Profile, Recommendation } from "../src/api/types";
import { expect, open, test } from "./page";
import type { Page } from "@playwright/test";

const person = () => localStorage.getItem("overcoat.person");

/** Votes, and gives what was learned and the recommendation that follows from it. */
async function vote(page: Page, name: string): Promise<[Profile, Recommendation]> {
  const [voted, asked] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === "POST"),
    page.waitForResponse((response) => /by_day.*person=/.test(response.url())),
    page.getByRole("button", { name }).click(),
  ]);
  return [(await voted.json()) as Profile, (await asked.json()) as Recommendation];
}

test("one tap is learned from, and can be undone", async ({ page, texts }) => {
  const before = await open(page);
  const said = page.getByTestId("feedback-said");
  const button = page.getByRole("button", { name: texts.votes.too_cold });

  const [profile, after] = await vote(page, texts.votes.too_cold);
  expect(profile.offset_k).toBeLessThan(0);
  expect(after.temperature_shift_k).toBeLessThan(before.temperature_shift_k);
  await expect(said).toContainText(texts.thanks);
  await expect(button).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByTestId("temperature-shift")).toHaveAttribute("data-value", String(after.temperature_shift_k));
  expect(await page.evaluate(person)).toBe(profile.person);
  expect(page.url()).not.toContain(profile.person);

  await page.reload();
  await page.getByRole("button", { name: texts.undo }).click();
  await expect(said).toContainText(texts.undone);
  await expect(button).toHaveAttribute("aria-pressed", "false");
  await expect(page.getByTestId("temperature-shift")).toHaveAttribute("data-value", String(before.temperature_shift_k));
});

test("a second thought replaces the first", async ({ page, texts }) => {
  await open(page);
  await vote(page, texts.votes.too_cold);
  const [{ votes, offset_k }] = await vote(page, texts.votes.right);
  expect(new Set(votes.map(({ recommendation }) => recommendation)).size).toBe(1);
  expect(offset_k).toBe(0);
  await expect(page.getByRole("button", { name: texts.votes.right })).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("button", { name: texts.votes.too_cold })).toHaveAttribute("aria-pressed", "false");
});

test("everything that was learned can be forgotten", async ({ page, texts }) => {
  const before = await open(page);
  const [profile] = await vote(page, texts.votes.too_warm);
  expect(profile.offset_k).toBeGreaterThan(0);
  await page.getByRole("button", { name: texts.forget }).click();
  await expect(page.getByTestId("feedback-said")).toContainText(texts.forgotten);
  expect(await page.evaluate(person)).toBeNull();
  await expect(page.getByTestId("temperature-shift")).toHaveAttribute("data-value", String(before.temperature_shift_k));
  const { votes } = (await (await page.request.get(`/feedback/${profile.person}`)).json()) as Partial<Profile>;
  expect(votes ?? []).toEqual([]);
});

test("a server that wants a key gets the one that is typed", async ({ page, texts, allowedErrors }) => {
  allowedErrors.push(/401/);
  await page.route("**/feedback", async (route) => {
    if (route.request().headers()["x-api-key"] === "sesame") return route.continue();
    return route.fulfill({ status: 401, contentType: "application/problem+json", body: '{"status":401}' });
  });
  await open(page);
  await page.getByRole("button", { name: texts.votes.right }).click();
  await expect(page.getByTestId("feedback-said")).toContainText(texts.keyWanted);
  await page.getByLabel(texts.key).fill("sesame");
  await page.getByRole("button", { name: texts.keySave }).click();
  await expect(page.getByTestId("feedback-said")).toContainText(texts.thanks);
});
