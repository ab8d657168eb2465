import { useEffect, useState } from "preact/hooks";

import type { Forecast, ForecastHour, Recommendation } from "../api/types";
import { usePage } from "../page";
import { clock, dateOf, hourOf } from "../time";

interface Props {
  forecast: Forecast;
  date: string;
  hours: ForecastHour[];
  mine: Recommendation | null;
  refused: boolean;
}

const LONGEST_WINDOW_H = 24;

/** The hours outdoors, for those who do not drag. */
export function MyHours({ forecast, date, hours, mine, refused }: Props) {
  const { choices, choose, texts } = usePage();
  // One of the two alone is no window yet.
  const [draft, setDraft] = useState({ from: choices.from, to: choices.to });
  useEffect(() => setDraft({ from: choices.from, to: choices.to }), [choices.from, choices.to, date]);

  const first = forecast.hours.findIndex(({ time }) => dateOf(time) === date && hourOf(time) === draft.from);
  const ends = first < 0 ? hours : forecast.hours.slice(first, first + LONGEST_WINDOW_H);

  // The clothes themselves are further up.
  const outfit = mine?.recommendations.styles[choices.style];

  const change = (changed: Partial<typeof draft>) => {
    const after = { ...draft, ...changed };
    // A later beginning does not turn the day's window into a night's.
    if (changed.from !== undefined && after.from !== null && after.to !== null && after.from > after.to) after.to = null;
    setDraft(after);
    if (after.from !== null && after.to !== null) choose({ date, ...after });
    else if (after.from === null && after.to === null) choose(after);
  };
  const read = (event: { currentTarget: HTMLSelectElement }) =>
    event.currentTarget.value === "" ? null : Number(event.currentTarget.value);

  return (
    <div class="my-hours" role="group" aria-labelledby="my-hours-title">
      <h3 id="my-hours-title">{texts.myHours}</h3>
      <label>
        {texts.fromHour}
        <select value={draft.from ?? ""} onChange={(event) => change({ from: read(event) })} data-testid="my-hours-from">
          <option value="">{texts.choose}</option>
          {hours.map(({ time }) => <option key={time} value={hourOf(time)}>{clock(time)}</option>)}
        </select>
      </label>
      <label>
        {texts.toHour}
        <select value={draft.to ?? ""} onChange={(event) => change({ to: read(event) })} data-testid="my-hours-to">
          <option value="">{texts.choose}</option>
          {ends.map(({ time }) => (
            <option key={time} value={hourOf(time)}>
              {dateOf(time) === date ? clock(time) : texts.nextDay(clock(time))}
            </option>
          ))}
        </select>
      </label>
      {mine && (
        <button type="button" class="quiet" onClick={() => choose({ from: null, to: null })}>{texts.clearMyHours}</button>
      )}
      <p class="my-hours-outfit" role="status">
        {outfit ? (
          <a href="#clothes">{[outfit.outer, outfit.top, outfit.bottom].join(" · ")}</a>
        ) : (
          <span class="note">{refused ? texts.notCoveredHours : texts.myHoursHelp}</span>
        )}
      </p>
    </div>
  );
}
