import type { ForecastHour, RecommendationHour } from "../api/types";
import { usePage } from "../page";
import { clock } from "../time";

interface Props {
  /** The hour under the pointer; none: the legend. */
  hour: ForecastHour | undefined;
  felt: RecommendationHour[];
  feelsShown: boolean;
}

export function Readout({ hour, felt, feelsShown }: Props) {
  const { texts, formats } = usePage();
  if (hour === undefined) {
    return (
      <p class="readout">
        <span class="key key-median">{texts.median}</span>
        <span class="key key-band">{texts.band}</span>
        {feelsShown && <span class="key key-feels">{texts.series.feels}</span>}
      </p>
    );
  }
  const own = felt.find(({ time }) => time === hour.time);
  const { p10, p50, p90 } = hour.temperature_c;
  return (
    <p class="readout" data-testid="readout">
      <strong>{clock(hour.time)}</strong>
      <strong>{formats.temperatureExact(p50)}</strong>
      <span>{formats.temperature(p10)} – {formats.temperature(p90)}</span>
      {own && <span>{texts.series.feels} {formats.temperature(own.feels_like_c)}</span>}
      <span>{texts.series.rain} {formats.percent(hour.precipitation_probability)}</span>
      <span>{formats.wind(hour.wind_speed_ms.p50)}</span>
    </p>
  );
}
