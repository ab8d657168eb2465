import type uPlot from "uplot";

export const hideDragged = (plot: uPlot) => plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);

/** Keeps uPlot's idea of where the pointer is right, and lets a finger that moves sideways select as the mouse does. */
export function followPointer(plot: uPlot): void {
  const area = plot.over;
  // uPlot remembers where it stands until the window scrolls or changes its size;
  // the page may move it by itself, as when a scroll bar appears.
  const forgetPlace = () => plot.syncRect(true);
  area.addEventListener("pointerenter", forgetPlace);
  area.addEventListener("pointerdown", forgetPlace);

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
    if (start === null) return;
    start = null;
    hideDragged(plot);
  });
}
