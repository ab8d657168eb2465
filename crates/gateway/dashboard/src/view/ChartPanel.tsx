import { useMemo, useState } from "preact/hooks";

import type { Forecast, ForecastHour, Recommendation } from "../api/types";
import type { Marks } from "../chart/marks";
import { SmallChart } from "../chart/SmallChart";
import { TemperatureChart } from "../chart/TemperatureChart";
import { usePage } from "../page";
import { clock, hourOf, hoursBetween } from "../time";
import { MyHours } from "./MyHours";
import { Readout } from "./Readout";

interface Props {
  forecast: Forecast;
  day: Recommendation;
  hours: ForecastHour[];
  mine: Recommendation | null;
  /** My hours are none that the forecast covers. */
  refused: boolean;
}

const SERIES = ["feels", "rain", "wind", "humidity"] as const;
type SeriesName = (typeof SERIES)[number];
const FIRST_SHOWN: ReadonlySet<SeriesName> = new Set(["feels", "rain"]);

const HOUR_MS = 3_600_000;

export function ChartPanel({ forecast, day, hours, mine, refused }: Props) {
  const { choices, choose, texts, formats } = usePage();
  const [shown, setShown] = useState(FIRST_SHOWN);
  const [pointed, setPointed] = useState<number | null>(null);

  const lines = useMemo(() => {
    const felt = new Map(day.hours.map(({ time, feels_like_c }) => [time, feels_like_c]));
    return {
      labels: hours.map(({ time }) => clock(time)),
      p10: hours.map(({ temperature_c }) => formats.shown(temperature_c.p10)),
      p50: hours.map(({ temperature_c }) => formats.shown(temperature_c.p50)),
      p90: hours.map(({ temperature_c }) => formats.shown(temperature_c.p90)),
      feels: hours.map(({ time }) => {
        const feltC = felt.get(time);
        return feltC === undefined ? null : formats.shown(feltC);
      }),
      rain: hours.map(({ precipitation_probability }) => precipitation_probability),
      wind: hours.map(({ wind_speed_ms }) => wind_speed_ms.p50),
      humidity: hours.map(({ relative_humidity_pct }) => relative_humidity_pct.p50 / 100),
    };
  }, [forecast, day, formats]);

  const decidedBy = (mine ?? day).decided_by.time;
  const marks = useMemo<Marks>(() => {
    const at = (index: number) => ({ index, label: `${formats.whole(lines.p50[index] ?? 0)}°` });
    const deciding = hours.findIndex(({ time }) => time === decidedBy);
    const now = hours.findIndex(({ time }) => Math.abs(Date.parse(time) - Date.now()) <= HOUR_MS / 2);
    return {
      high: at(lines.p50.indexOf(Math.max(...lines.p50))),
      low: at(lines.p50.indexOf(Math.min(...lines.p50))),
      deciding: deciding < 0 ? null : { index: deciding, label: texts.decidingMark },
      now: now < 0 ? null : { index: now, label: texts.now },
    };
  }, [lines, decidedBy, texts]);

  const selected = useMemo<[number, number] | null>(() => {
    if (choices.from === null || choices.to === null) return null;
    const chosen = hoursBetween(forecast.hours, day.target_date, choices.from, choices.to);
    if (chosen === null) return null;
    const last = hours.findIndex(({ time }) => time === chosen.to);
    // My hours may end on the day after.
    return [hours.findIndex(({ time }) => time === chosen.from), last < 0 ? hours.length - 1 : last];
  }, [forecast, day, choices.from, choices.to]);

  const select = (first: number, last: number) => {
    const [from, to] = [hours[first], hours[last]];
    if (from && to) choose({ date: day.target_date, from: hourOf(from.time), to: hourOf(to.time) });
  };

  const toggle = (name: SeriesName) => {
    const after = new Set(shown);
    if (!after.delete(name)) after.add(name);
    setShown(after);
  };

  const rainMost = formats.percent(Math.max(0, ...lines.rain));
  const summary = texts.chartSummary(
    marks.low.label,
    lines.labels[marks.low.index] ?? "",
    marks.high.label,
    lines.labels[marks.high.index] ?? "",
    rainMost,
  );

  return (
    <section class="card chart-card" aria-labelledby="chart-title">
      <div class="title-row">
        <h2 id="chart-title">{texts.chart}</h2>
        <div class="toggles" role="group" aria-label={texts.seriesLabel}>
          {SERIES.map((name) => (
            <button key={name} type="button" class={`toggle toggle-${name}`} aria-pressed={shown.has(name)} onClick={() => toggle(name)}>
              {texts.series[name]}
            </button>
          ))}
        </div>
      </div>
      <Readout hour={pointed === null ? undefined : hours[pointed]} felt={day.hours} feelsShown={shown.has("feels")} />
      <TemperatureChart
        labels={lines.labels}
        p10={lines.p10}
        p50={lines.p50}
        p90={lines.p90}
        feelsLike={shown.has("feels") ? lines.feels : null}
        marks={marks}
        summary={summary}
        selected={selected}
        onSelect={select}
        onPoint={setPointed}
      />
      {shown.has("rain") && (
        <SmallChart name={`${texts.rain} ${rainMost}`} labels={lines.labels} values={lines.rain} kind="bars" paint="rain" most={1} format={formats.percent} />
      )}
      {shown.has("wind") && (
        <SmallChart name={`${texts.wind} ${formats.wind(Math.max(0, ...lines.wind))}`} labels={lines.labels} values={lines.wind} kind="line" paint="wind" format={formats.wind} />
      )}
      {shown.has("humidity") && (
        <SmallChart name={`${texts.humidity} ${formats.percent(Math.min(...lines.humidity))} – ${formats.percent(Math.max(...lines.humidity))}`} labels={lines.labels} values={lines.humidity} kind="line" paint="humidity" most={1} format={formats.percent} />
      )}
      <MyHours forecast={forecast} date={day.target_date} hours={hours} mine={mine} refused={refused} />
    </section>
  );
}
