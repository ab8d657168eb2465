import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";

import { SHARED_CURSOR, hourAxis, hourScale, valueAxis } from "./axes";
import { drawMarks, drawSelected } from "./marks";
import type { Marks } from "./marks";
import { colour, useThemeRound } from "./palette";
import { followPointer, hideDragged } from "./pointer";
import { usePlot } from "./usePlot";

interface Props {
  labels: string[];
  /** In the unit that is shown. */
  p10: number[];
  p50: number[];
  p90: number[];
  /** null: not shown; a missing hour is a gap. */
  feelsLike: (number | null)[] | null;
  marks: Marks;
  summary: string;
  /** First and last hour of what is selected. */
  selected: [number, number] | null;
  onSelect: (first: number, last: number) => void;
  onPoint: (index: number | null) => void;
}

const HEIGHT_PX = 250;
// An hour's worth of dragging means "my hours"; less is a click.
const SHORTEST_DRAG_PX = 8;

function temperatureStroke(plot: uPlot): CanvasGradient {
  const { ctx, bbox } = plot;
  const gradient = ctx.createLinearGradient(0, bbox.top + bbox.height, 0, bbox.top);
  gradient.addColorStop(0.15, colour("line-cool"));
  gradient.addColorStop(0.5, colour("line-mid"));
  gradient.addColorStop(0.85, colour("line-warm"));
  return gradient;
}

export function TemperatureChart(props: Props) {
  const { labels, p10, p50, p90, feelsLike, marks, selected } = props;
  const theme = useThemeRound();
  // The plot outlives a render; it must call what is current.
  const latest = useRef(props);
  latest.current = props;
  const inputs = [labels, p10, p50, p90, feelsLike, marks, theme];

  const [holder, plot] = usePlot(
    () => {
      const line = (stroke: uPlot.Series.Stroke, width: number, dash?: number[]): uPlot.Series => ({
        stroke,
        width,
        points: { show: false },
        ...(dash ? { dash } : {}),
      });
      const none: uPlot.Series = { width: 0, points: { show: false } };
      return {
        data: [labels.map((_, index) => index), p10, p90, p50, ...(feelsLike ? [feelsLike] : [])],
        options: {
          padding: [14, 12, 0, 0],
          legend: { show: false },
          scales: { x: hourScale(labels), y: { range: { min: { pad: 0.18 }, max: { pad: 0.18 } } } },
          axes: [hourAxis(labels, true), valueAxis((value) => `${String(value).replace("-", "−")}°`, 36)],
          series: [
            {},
            none,
            none,
            line(temperatureStroke, 3),
            ...(feelsLike ? [line(colour("feels"), 2, [5, 4])] : []),
          ],
          bands: [{ series: [2, 1], fill: colour("band") }],
          cursor: {
            y: false,
            points: { size: 9 },
            drag: { x: true, y: false, setScale: false, dist: SHORTEST_DRAG_PX },
            sync: SHARED_CURSOR,
          },
          hooks: {
            ready: [followPointer],
            drawClear: [(cleared) => latest.current.selected && drawSelected(cleared, latest.current.selected)],
            draw: [(drawn) => drawMarks(drawn, latest.current.marks, latest.current.p50)],
            setCursor: [(moved) => latest.current.onPoint(moved.cursor.idx ?? null)],
            setSelect: [
              (drawn) => {
                const { left, width } = drawn.select;
                if (width < SHORTEST_DRAG_PX) return;
                latest.current.onSelect(drawn.posToIdx(left), drawn.posToIdx(left + width));
                // From here on the whole hours are drawn.
                hideDragged(drawn);
              },
            ],
          },
        },
      };
    },
    HEIGHT_PX,
    inputs,
  );

  useEffect(() => plot.current?.redraw(false), [selected]);

  return (
    <div
      class="chart chart-temperature"
      ref={holder}
      role="img"
      aria-label={props.summary}
      data-testid="temperature-chart"
      data-selected={selected ? selected.join("-") : ""}
    />
  );
}
