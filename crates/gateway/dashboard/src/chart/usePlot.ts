import { useEffect, useRef } from "preact/hooks";
import type { RefObject } from "preact";
import uPlot from "uplot";

type Size = "width" | "height";

/** A uPlot in an element as wide as its parent; made anew when `inputs` change. */
export function usePlot(
  make: () => { options: Omit<uPlot.Options, Size>; data: uPlot.AlignedData },
  heightPx: number,
  inputs: readonly unknown[],
): [RefObject<HTMLDivElement | null>, RefObject<uPlot | null>] {
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const { options, data } = make();
    const size = () => ({ width: Math.max(1, element.clientWidth), height: heightPx });
    const made = new uPlot({ ...options, ...size() }, data, element);
    plot.current = made;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth !== made.width) made.setSize(size());
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, inputs);
  return [holder, plot];
}
