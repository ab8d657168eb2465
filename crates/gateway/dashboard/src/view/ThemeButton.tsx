import { useState } from "preact/hooks";

import { usePage } from "../page";
import { recall, remember } from "../state/storage";
import { Icon } from "./Icon";

const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

const ICONS = { auto: "contrast", light: "uv", dark: "moon" } as const;

function apply(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  // A canvas does not follow style sheets by itself.
  dispatchEvent(new Event("themechange"));
}

export function ThemeButton() {
  const { texts } = usePage();
  const [theme, setTheme] = useState<Theme>(() => THEMES.find((known) => known === recall("theme")) ?? "auto");
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "auto";
  return (
    <button
      type="button"
      class="round"
      data-testid="theme"
      aria-label={`${texts.theme}: ${texts.themes[theme]}`}
      title={`${texts.theme}: ${texts.themes[theme]}`}
      onClick={() => {
        remember("theme", next === "auto" ? null : next);
        setTheme(next);
        apply(next);
      }}
    >
      <Icon name={ICONS[theme]} />
    </button>
  );
}
