import { useEffect, useState } from "preact/hooks";

import { ACTIVITIES, SENSITIVITIES } from "../api/types";
import { usePage } from "../page";
import { OUTDOORS_H } from "../state/choices";

/** Who the clothes are for. */
export function Settings() {
  const { choices, choose, texts, formats } = usePage();
  // While the slider is dragged; the choice is made when it is let go.
  const [outdoorsH, setOutdoorsH] = useState(choices.outdoors);
  useEffect(() => setOutdoorsH(choices.outdoors), [choices.outdoors]);
  return (
    <section class="card" aria-labelledby="you-title">
      <h2 id="you-title">{texts.you}</h2>
      <fieldset class="steps">
        <legend>{texts.sensitivity}</legend>
        <div class="steps-row">
          {SENSITIVITIES.map((sensitivity) => (
            <label key={sensitivity} class={`step step-${sensitivity}`}>
              <input
                type="radio"
                name="sensitivity"
                value={sensitivity}
                checked={choices.sensitivity === sensitivity}
                onChange={() => choose({ sensitivity })}
              />
              <span>{texts.sensitivities[sensitivity]}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <fieldset class="choices">
        <legend>{texts.activity}</legend>
        <div class="choices-row">
          {ACTIVITIES.map((activity) => (
            <label key={activity} class="choice">
              <input
                type="radio"
                name="activity"
                value={activity}
                checked={choices.activity === activity}
                onChange={() => choose({ activity })}
              />
              <span>{texts.activities[activity]}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <label class="slider">
        <span class="slider-label">
          {texts.outdoors} <output>{formats.hours(outdoorsH)}</output>
        </span>
        <input
          type="range"
          min={OUTDOORS_H.least}
          max={OUTDOORS_H.most}
          step={OUTDOORS_H.step}
          value={outdoorsH}
          aria-label={texts.outdoors}
          aria-valuetext={formats.hours(outdoorsH)}
          onInput={(event) => setOutdoorsH(event.currentTarget.valueAsNumber)}
          onChange={(event) => choose({ outdoors: event.currentTarget.valueAsNumber })}
        />
      </label>
    </section>
  );
}
