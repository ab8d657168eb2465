import type { Forecast, Recommendation } from "../api/types";
import { usePage } from "../page";
import type { Answers } from "../state/useAnswers";
import { Icon } from "./Icon";
import { Tips } from "./Tips";

/** Which day it is, and how cold and warm. */
export function DayTitle({ day }: { day: Recommendation }) {
  const { texts, formats } = usePage();
  const { weather_summary: summary, units } = day;
  return (
    <>
      <h2 id="day-title" data-testid="day-title">{formats.dayTitle(day.target_date)}</h2>
      {summary.hours_covered < 24 && <p class="note">{texts.partialDay(summary.hours_covered)}</p>}
      <dl class="temps">
        <div class="cool">
          <dt>{texts.low}</dt>
          <dd data-testid="temp-low" data-value={summary.min_temp}>{formats.temperatureIn(summary.min_temp, units)}</dd>
        </div>
        <div class="warm">
          <dt>{texts.high}</dt>
          <dd data-testid="temp-high" data-value={summary.max_temp}>{formats.temperatureIn(summary.max_temp, units)}</dd>
        </div>
        <div>
          <dt>{texts.average}</dt>
          <dd data-testid="temp-avg" data-value={summary.avg_temp}>{formats.temperatureIn(summary.avg_temp, units)}</dd>
        </div>
      </dl>
    </>
  );
}

interface Props {
  answers: Answers;
  forecast: Forecast;
  day: Recommendation;
  /** Of my hours, when some were chosen. */
  shown: Recommendation;
}

/** The tips, the day's other statistics, and how old all that is. */
export function Statistics({ answers, forecast, day, shown }: Props) {
  const { texts, formats } = usePage();
  const { weather_summary: summary, units } = day;
  const statistics = [
    [texts.difference, formats.difference(summary.temp_difference, units)],
    [texts.wind, formats.wind(summary.wind_speed_max_ms)],
    [texts.humidity, formats.percent(summary.relative_humidity_mean_pct / 100)],
    [texts.rain, formats.percent(summary.precipitation_probability_max)],
  ] as const;
  return (
    <section class="card day-facts" aria-label={texts.weather}>
      <Tips recommendations={shown.recommendations} sky={shown.sky} />
      <dl class="statistics">
        {statistics.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div class="issued">
        <p>
          <span data-testid="issued-at" data-value={forecast.issued_at}>{texts.issued(formats.moment(forecast.issued_at))}</span>
          {forecast.next_issue_at && <span>{texts.nextIssue(formats.moment(forecast.next_issue_at))}</span>}
        </p>
        <button type="button" class="quiet" onClick={answers.refresh} aria-disabled={answers.loading}>
          <Icon name="refresh" />
          {texts.refresh}
        </button>
        <span class="unseen" role="status">{answers.loading ? texts.loading : answers.trouble ? "" : texts.refreshed}</span>
      </div>
    </section>
  );
}
