import type { Outfit, Recommendation } from "../api/types";
import { usePage } from "../page";
import { clock } from "../time";

/** What was asked for, what the outfit gives, and which hour decided. */
export function Why({ shown, outfit }: { shown: Recommendation; outfit: Outfit }) {
  const { texts, formats } = usePage();
  const { decided_by: hour, temperature_shift_k: shiftK } = shown;
  const required = outfit.required_insulation_clo;
  const scale = Math.max(required, outfit.insulation_clo, 0.1) * 1.08;
  const percent = (value: number) => `${((100 * value) / scale).toFixed(1)}%`;
  const shift = formats.difference(Math.abs(shiftK), "metric", 1);
  return (
    <section class="card" aria-labelledby="why-title">
      <h2 id="why-title">{texts.why}</h2>
      <p>{outfit.explanation}</p>
      {!outfit.covers_requirement && <p class="note">{texts.notCovered}</p>}
      <details class="calculation">
        <summary>{texts.calculation}</summary>
        <dl class="bars">
          <div>
            <dt>{texts.required}</dt>
            <dd data-testid="required-clo" data-value={required}>{formats.clo(required)}</dd>
            <dd class="bar" aria-hidden="true"><span class="bar-required" style={{ width: percent(required) }} /></dd>
          </div>
          <div>
            <dt>{texts.given}</dt>
            <dd data-testid="outfit-clo" data-value={outfit.insulation_clo}>{formats.clo(outfit.insulation_clo)}</dd>
            <dd class="bar" aria-hidden="true">
              <span class={outfit.covers_requirement ? "bar-given" : "bar-short"} style={{ width: percent(outfit.insulation_clo) }} />
            </dd>
          </div>
        </dl>
        <dl class="facts">
          <div>
            <dt>{texts.decides}</dt>
            <dd data-testid="deciding-hour" data-value={hour.time}>
              {texts.decidesText(
                clock(hour.time),
                formats.temperatureExact(hour.temperature_c),
                formats.wind(hour.wind_speed_ms),
              )}
            </dd>
          </div>
          <div>
            <dt>{texts.shift}</dt>
            <dd data-testid="temperature-shift" data-value={shiftK}>
              {shiftK === 0 ? texts.noShift : shiftK < 0 ? texts.colder(shift) : texts.warmer(shift)}
            </dd>
          </div>
        </dl>
        <p class="note">{texts.cloHelp}</p>
      </details>
    </section>
  );
}
