import type { Outfit, Recommendation } from "../api/types";
import { usePage } from "../page";
import { clock } from "../time";
import { Icon } from "./Icon";

/** What to put on and take off along the day. */
export function Timeline({ shown, outfit }: { shown: Recommendation; outfit: Outfit }) {
  const { texts } = usePage();
  return (
    <section class="card" aria-labelledby="along-title">
      <h2 id="along-title">{texts.along}</h2>
      <ol class="timeline" data-testid="timeline">
        <li data-testid="start">
          <span class="timeline-time">{clock(shown.window.from)}</span>
          <p>{outfit.start.text}</p>
        </li>
        {outfit.changes.map((change) => (
          <li key={change.time} data-testid="change" class={change.put_on.length > 0 ? "on" : "off"}>
            <span class="timeline-time">{clock(change.time)}</span>
            <p>{change.text}</p>
          </li>
        ))}
      </ol>
      <p class="note" data-testid="outfit-tip">{outfit.tip}</p>
      <ul class="asides">
        {outfit.limit && (
          <li class="aside-limit" data-testid="limit">
            <Icon name="warning" />
            <p><strong>{texts.limit}.</strong> {outfit.limit.text}</p>
          </li>
        )}
        <li data-testid="indoors">
          <Icon name="house" />
          <p>{outfit.indoors.text}</p>
        </li>
      </ul>
    </section>
  );
}
