import type { Recommendation } from "../api/types";
import { usePage } from "../page";
import { clock } from "../time";
import { Icon } from "./Icon";

/** Which hours the clothes are for, and the way back to the whole day. */
export function MyHoursChip({ mine }: { mine: Recommendation }) {
  const { choose, texts } = usePage();
  return (
    <span class="chip">
      <span data-testid="my-hours-chip">{texts.myHoursChip(clock(mine.window.from), clock(mine.window.until))}</span>
      <button type="button" aria-label={texts.wholeDay} title={texts.wholeDay} onClick={() => choose({ from: null, to: null })}>
        <Icon name="close" />
      </button>
    </span>
  );
}
