import { useEffect, useState } from "preact/hooks";

export type ColourName = "line-cool" | "line-mid" | "line-warm" | "band" | "feels" | "rain" | "wind" | "humidity" | "grid" | "ink-soft" | "ink" | "card" | "accent";

/** A colour of the style sheet, for the canvas. */
export const colour = (name: ColourName) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** Grows whenever the page changes its colours: a canvas must then be drawn anew. */
export function useThemeRound(): number {
  const [round, setRound] = useState(0);
  useEffect(() => {
    const grow = () => setRound((before) => before + 1);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", grow);
    addEventListener("themechange", grow);
    return () => {
      dark.removeEventListener("change", grow);
      removeEventListener("themechange", grow);
    };
  }, []);
  return round;
}
