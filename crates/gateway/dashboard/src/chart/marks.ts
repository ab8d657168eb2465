// What is drawn with the temperature: my hours below it; above it the day's high
// and low, the hour that decides, and the present.

import type uPlot from "uplot";

import { colour } from "./palette";
import type { ColourName } from "./palette";

export interface Mark {
  index: number;
  label: string;
}

export interface Marks {
  high: Mark;
  low: Mark;
  deciding: Mark | null;
  now: Mark | null;
}

const x = (plot: uPlot, index: number) => plot.valToPos(index, "x", true);

function drawDot(plot: uPlot, mark: Mark, value: number, name: ColourName, above: boolean): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const [left, top] = [x(plot, mark.index), plot.valToPos(value, "y", true)];
  ctx.beginPath();
  ctx.arc(left, top, 5 * ratio, 0, 2 * Math.PI);
  ctx.fillStyle = colour(name);
  ctx.fill();
  ctx.lineWidth = 2 * ratio;
  ctx.strokeStyle = colour("card");
  ctx.stroke();
  ctx.font = `600 ${13 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = "center";
  ctx.textBaseline = above ? "bottom" : "top";
  const half = ctx.measureText(mark.label).width / 2;
  const inside = Math.min(Math.max(left, bbox.left + half), bbox.left + bbox.width - half);
  const labelTop = top + (above ? -9 : 9) * ratio;
  // A rim in the card's colour keeps the label legible over lines.
  ctx.lineWidth = 4 * ratio;
  ctx.lineJoin = "round";
  ctx.strokeText(mark.label, inside, labelTop);
  ctx.fillStyle = colour("ink");
  ctx.fillText(mark.label, inside, labelTop);
}

function drawLine(plot: uPlot, mark: Mark, dash: number[]): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const left = Math.round(x(plot, mark.index)) + 0.5;
  ctx.beginPath();
  ctx.setLineDash(dash.map((length) => length * ratio));
  ctx.moveTo(left, bbox.top);
  ctx.lineTo(left, bbox.top + bbox.height);
  ctx.lineWidth = 1.5 * ratio;
  ctx.strokeStyle = colour("ink-soft");
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.font = `${12 * ratio}px system-ui, sans-serif`;
  const fits = left + ctx.measureText(mark.label).width + 8 * ratio < bbox.left + bbox.width;
  ctx.textAlign = fits ? "left" : "right";
  ctx.textBaseline = "top";
  ctx.fillStyle = colour("ink-soft");
  ctx.fillText(mark.label, left + (fits ? 6 : -6) * ratio, bbox.top + 4 * ratio);
}

// On the canvas and not in an element above it, so that it cannot be anywhere but
// at its hours, however the page is laid out or resized.
export function drawSelected(plot: uPlot, [first, last]: [number, number]): void {
  const { ctx, bbox } = plot;
  const edgePx = 2 * devicePixelRatio;
  const [left, right] = [x(plot, first), x(plot, last)];
  ctx.save();
  ctx.fillStyle = colour("accent");
  ctx.globalAlpha = 0.16;
  ctx.fillRect(left, bbox.top, right - left, bbox.height);
  ctx.globalAlpha = 1;
  for (const edge of [left, right]) ctx.fillRect(edge - edgePx / 2, bbox.top, edgePx, bbox.height);
  ctx.restore();
}

export function drawMarks(plot: uPlot, marks: Marks, medians: number[]): void {
  const { ctx } = plot;
  ctx.save();
  if (marks.now) drawLine(plot, marks.now, [2, 3]);
  if (marks.deciding) drawLine(plot, marks.deciding, [6, 4]);
  const [high, low] = [medians[marks.high.index], medians[marks.low.index]];
  if (high !== undefined) drawDot(plot, marks.high, high, "line-warm", true);
  if (low !== undefined) drawDot(plot, marks.low, low, "line-cool", false);
  ctx.restore();
}
