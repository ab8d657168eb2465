import uPlot from "uplot";

import { SHARED_CURSOR, hourAxis, hourScale, valueAxis } from "./axes";
import { colour, useThemeRound } from "./palette";
import type { ColourName } from "./palette";
import { usePlot } from "./usePlot";

interface Props {
  name: string;
  labels: string[];
  values: number[];
  kind: "bars" | "line";
  paint: ColourName;
  /** Top of the scale; absent: as the values need. */
  most?: number;
  format: (value: number) => string;
}

const HEIGHT_PX = 84;

/** One more quantity of the day's hours, below the temperature. */
export function SmallChart({ name, labels, values, kind, paint, most, format }: Props) {
  const theme = useThemeRound();
  const [holder] = usePlot(
    () => ({
      data: [labels.map((_, index) => index), values],
      options: {
        padding: [8, 12, 0, 0],
        legend: { show: false },
        scales: { x: hourScale(labels), y: { range: (_plot, _low, high) => [0, most ?? Math.max(1, high * 1.2)] } },
        axes: [hourAxis(labels, false), valueAxis(format, 30)],
        series: [
          {},
          {
            stroke: colour(paint),
            width: kind === "line" ? 2.5 : 0,
            points: { show: false },
            ...(kind === "bars" && uPlot.paths.bars
              ? { fill: colour(paint), paths: uPlot.paths.bars({ size: [0.7, 24], radius: 0.3 }) }
              : {}),
          },
        ],
        cursor: { y: false, points: { show: false }, drag: { x: false, y: false, setScale: false }, sync: SHARED_CURSOR },
      },
    }),
    HEIGHT_PX,
    [labels, values, paint, kind, most, format, theme],
  );
  return (
    <figure class="small-chart">
      <figcaption>{name}</figcaption>
      <div class="chart" ref={holder} aria-hidden="true" />
    </figure>
  );
}
