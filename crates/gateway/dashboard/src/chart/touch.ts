import type uPlot from "uplot";

/** uPlot selects with the mouse only; this does the same with a finger that moves sideways. */
export function selectByTouch(plot: uPlot): void {
  const area = plot.over;
  let start: number | null = null;
  const left = (event: PointerEvent) => {
    const box = area.getBoundingClientRect();
    return Math.min(Math.max(event.clientX - box.left, 0), box.width);
  };
  area.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    start = left(event);
    area.setPointerCapture(event.pointerId);
  });
  area.addEventListener("pointermove", (event) => {
    if (start === null || event.pointerType !== "touch") return;
    const at = left(event);
    plot.setCursor({ left: at, top: area.clientHeight / 2 });
    plot.setSelect({ left: Math.min(start, at), width: Math.abs(at - start), top: 0, height: area.clientHeight }, false);
  });
  area.addEventListener("pointerup", (event) => {
    if (start === null || event.pointerType !== "touch") return;
    start = null;
    if (plot.select.width > 0) plot.setSelect(plot.select, true);
  });
  // The finger went up or down: the page scrolls instead.
  area.addEventListener("pointercancel", () => {
    start = null;
  });
}
