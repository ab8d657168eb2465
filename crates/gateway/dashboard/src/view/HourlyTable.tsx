import type { ForecastHour, Recommendation } from "../api/types";
import { usePage } from "../page";
import { clock } from "../time";

/** Everything in the charts, as numbers. */
export function HourlyTable({ hours, day }: { hours: ForecastHour[]; day: Recommendation }) {
  const { texts, formats } = usePage();
  const felt = new Map(day.hours.map((hour) => [hour.time, hour]));
  const columns = texts.columns;
  const caption = texts.tableCaption(formats.dayTitle(day.target_date));
  return (
    <details class="card table-card">
      <summary>{texts.table}</summary>
      <div class="table-scroll" role="region" aria-label={caption} tabindex={0}>
        <table data-testid="hourly-table">
          <caption class="unseen">{caption}</caption>
          <thead>
            <tr>
              {Object.entries(columns).map(([key, name]) => <th key={key} scope="col">{name}</th>)}
            </tr>
          </thead>
          <tbody>
            {hours.map((hour) => {
              const own = felt.get(hour.time);
              const clo = own?.required_insulation_clo;
              const { p10, p50, p90 } = hour.temperature_c;
              const decides = hour.time === day.decided_by.time;
              return (
                <tr key={hour.time} data-time={hour.time} class={decides ? "deciding" : undefined}>
                  <th scope="row">
                    {clock(hour.time)}
                    {decides && <span class="unseen">, {texts.decides}</span>}
                  </th>
                  <td data-value={p50}>{formats.temperatureExact(p50)}</td>
                  <td>{formats.temperature(p10)} – {formats.temperature(p90)}</td>
                  <td>{own ? formats.temperature(own.feels_like_c) : "–"}</td>
                  <td>{formats.percent(hour.precipitation_probability)}</td>
                  <td>{formats.wind(hour.wind_speed_ms.p50)}</td>
                  <td>{formats.percent(hour.relative_humidity_pct.p50 / 100)}</td>
                  <td>{hour.cloud_cover_frac ? formats.percent(hour.cloud_cover_frac.p50) : "–"}</td>
                  <td>{typeof clo === "number" ? formats.clo(clo) : "–"}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </details>
  );
}
