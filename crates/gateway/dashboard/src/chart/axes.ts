import type uPlot from "uplot";

import { colour } from "./palette";

const FONT = "12px system-ui, sans-serif";
const HOUR_STEPS = [1, 2, 3, 6, 12];

/** The left margin of every chart of the day, so that their hours stand below each other. */
const LEFT_PX = 42;

/** Half an hour more on either side, so that the first and the last bar are whole. */
export const hourScale = (labels: string[]): uPlot.Scale => ({
  time: false,
  range: () => [-0.5, Math.max(labels.length - 0.5, 0.5)],
});

export function hourAxis(labels: string[], shown: boolean): uPlot.Axis {
  return {
    font: FONT,
    stroke: colour("ink-soft"),
    grid: { stroke: colour("grid"), width: 1 },
    ticks: { show: false },
    incrs: HOUR_STEPS,
    space: 44,
    size: shown ? 26 : 4,
    gap: 6,
    values: (_plot, splits) => splits.map((index) => (shown ? (labels[index] ?? "") : "")),
  };
}

export function valueAxis(label: (value: number) => string, space: number): uPlot.Axis {
  return {
    font: FONT,
    stroke: colour("ink-soft"),
    grid: { stroke: colour("grid"), width: 1 },
    ticks: { show: false },
    size: LEFT_PX,
    gap: 6,
    space,
    values: (_plot, splits) => splits.map(label),
  };
}

/** The charts of the day share the hour under the pointer, but not what is dragged. */
export const SHARED_CURSOR: uPlot.Cursor.Sync = {
  key: "day",
  filters: { pub: () => true, sub: (type) => type === "mousemove" || type === "mouseleave" },
};
