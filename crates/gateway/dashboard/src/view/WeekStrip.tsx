import { useEffect, useRef } from "preact/hooks";

import type { DayRecommendation, Units, Week } from "../api/types";
import { usePage } from "../page";
import { Icon } from "./Icon";

interface Props {
  week: Week | null;
  shownDate: string;
}

/** The week at a glance: a card per day. */
export function WeekStrip({ week, shownDate }: Props) {
  const { texts } = usePage();
  // Of the last day the forecast may cover no more than some hours of the night.
  const days = week?.days.filter(({ decided_by }, index) => index === 0 || decided_by.waking) ?? [];
  const low = Math.min(...days.map(({ weather_summary }) => weather_summary.min_temp));
  const high = Math.max(...days.map(({ weather_summary }) => weather_summary.max_temp));
  const strip = useRef<HTMLOListElement>(null);

  useEffect(() => {
    // Only the strip may scroll, not the page.
    const card = strip.current?.querySelector<HTMLElement>("[aria-current]");
    if (strip.current && card) strip.current.scrollLeft = card.offsetLeft - (strip.current.clientWidth - card.offsetWidth) / 2;
  }, [shownDate, days.length]);

  return (
    <section class="week" aria-labelledby="week-title">
      <h2 id="week-title">{texts.week}</h2>
      <ol class="days" ref={strip}>
        {days.map((day) => (
          <li key={day.target_date}>
            <DayCard day={day} units={week?.units ?? "metric"} scale={{ low, high }} shown={day.target_date === shownDate} />
          </li>
        ))}
      </ol>
    </section>
  );
}

interface CardProps {
  day: DayRecommendation;
  units: Units;
  scale: { low: number; high: number };
  shown: boolean;
}

function DayCard({ day, units, scale, shown }: CardProps) {
  const { choices, choose, texts, formats } = usePage();
  const { min_temp, max_temp, precipitation_probability_max } = day.weather_summary;
  const low = formats.temperatureIn(min_temp, units);
  const high = formats.temperatureIn(max_temp, units);
  const rain = formats.percent(precipitation_probability_max);
  const outfit = day.recommendations.styles[choices.style];
  const worst = [...day.hazards].sort((one, other) => other.level - one.level)[0];
  const range = Math.max(1, scale.high - scale.low);
  const percent = (value: number) => `${((100 * (value - scale.low)) / range).toFixed(1)}%`;
  return (
    <button
      type="button"
      class="day"
      data-testid="week-day"
      data-date={day.target_date}
      aria-current={shown ? "date" : undefined}
      onClick={() => choose({ date: day.target_date, from: null, to: null })}
    >
      <span class="day-name">
        <strong>{formats.weekday(day.target_date)}</strong> {formats.dayOfMonth(day.target_date)}
      </span>
      <span class="day-range" aria-hidden="true">
        <span class="day-bar" style={{ left: percent(min_temp), right: `calc(100% - ${percent(max_temp)})` }} />
      </span>
      <span class="day-temps">
        <span class="unseen">{texts.low} </span>
        <span class="cool">{low}</span>
        <span class="unseen">{texts.high} </span>
        <span class="warm">{high}</span>
      </span>
      <span class="day-signs">
        <span class="day-rain" title={`${texts.rain} ${rain}`}>
          <Icon name="rain" />
          <span class="unseen">{texts.rain} </span>
          {rain}
        </span>
        {worst && (
          <span class={`day-hazard level-${Math.min(worst.level, 3)}`}>
            <Icon name={worst.kind} />
            <span class="unseen">{texts.hazardKinds[worst.kind]}</span>
          </span>
        )}
      </span>
      <span class="day-outer">{outfit?.outer}</span>
    </button>
  );
}
