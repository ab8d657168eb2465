import type { Forecast } from "../api/types";
import { usePage } from "../page";
import { coveredDates } from "../time";

interface Props {
  forecast: Forecast | null;
  shownDate: string | null;
}

/** A day of those that the forecast covers. */
export function DateField({ forecast, shownDate }: Props) {
  const { choose, texts } = usePage();
  const dates = forecast ? coveredDates(forecast.hours) : [];
  return (
    <input
      class="date"
      type="date"
      aria-label={texts.date}
      disabled={shownDate === null}
      value={shownDate ?? ""}
      min={dates[0]}
      max={dates.at(-1)}
      onChange={(event) => {
        const date = event.currentTarget.value;
        if (dates.includes(date)) choose({ date, from: null, to: null });
        else event.currentTarget.value = shownDate ?? "";
      }}
    />
  );
}
