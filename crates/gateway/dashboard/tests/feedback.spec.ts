import { expect, open, test } from "./page";

const person = () => localStorage.getItem("overcoat.person");

test("one tap is learned from, can be undone and forgotten", async ({ page, texts }) => {
  const before = await open(page);
  const said = page.getByTestId("feedback-said");
  const vote = page.getByRole("button", { name: texts.votes.too_cold });

  const voted = page.waitForResponse((response) => response.request().method() === "POST");
  const asked = page.waitForResponse((response) => /by_day.*person=/.test(response.url()));
  await vote.click();
  const profile = (await (await voted).json()) as { person: string; offset_k: number };
  expect(profile.offset_k).toBeLessThan(0);
  const after = (await (await asked).json()) as typeof before;
  expect(after.temperature_shift_k).toBeLessThan(before.temperature_shift_k);
  await expect(said).toContainText(texts.thanks);
  expect(await page.evaluate(person)).toBe(profile.person);
  expect(page.url()).not.toContain(profile.person);

  await page.reload();
  await expect(page.getByRole("button", { name: texts.undo })).toBeVisible();
  await page.getByRole("button", { name: texts.undo }).click();
  await expect(said).toContainText(texts.undone);

  await page.getByRole("button", { name: texts.forget }).click();
  await expect(said).toContainText(texts.forgotten);
  expect(await page.evaluate(person)).toBeNull();
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
