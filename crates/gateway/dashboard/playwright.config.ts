// The browser tests of the dashboard, against a running gateway: OVERCOAT_URL.

import { defineConfig, devices } from "@playwright/test";

const phone = { ...devices["Pixel 7"], viewport: { width: 390, height: 844 } };
const desktop = { viewport: { width: 1280, height: 900 } };
// Far from the place: its times must not depend on the browser's zone.
const elsewhere = { timezoneId: "America/New_York" };

export default defineConfig({
  testDir: "tests",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  reporter: "list",
  use: {
    baseURL: process.env.OVERCOAT_URL ?? "http://127.0.0.1:8000",
    ...elsewhere,
    launchOptions: {
      executablePath: process.env.OVERCOAT_CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "phone-en", use: { ...phone, locale: "en-US" } },
    { name: "phone-ko", use: { ...phone, locale: "ko-KR" } },
    { name: "desktop-en", use: { ...desktop, locale: "en-US" } },
    { name: "desktop-ko", use: { ...desktop, locale: "ko-KR" } },
  ],
});
