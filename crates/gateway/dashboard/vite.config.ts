import { defineConfig } from "vite";

export default defineConfig({
  build: {
    target: "es2022",
    // The Content-Security-Policy of the gateway allows no data: fonts or inline
    // styles; nothing may be folded into the page.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: Object.fromEntries(
      ["/locations", "/forecast", "/recommendation", "/feedback", "/models", "/docs", "/openapi.json"].map((path) => [
        path,
        process.env.OVERCOAT_URL ?? "http://127.0.0.1:8000",
      ]),
    ),
  },
});
