import type { Hazard } from "../api/types";
import { usePage } from "../page";
import { Icon } from "./Icon";

/** What the weather may do to people, the worst first. */
export function Hazards({ hazards }: { hazards: Hazard[] }) {
  const { texts } = usePage();
  if (hazards.length === 0) return null;
  const worstFirst = [...hazards].sort((one, other) => other.level - one.level);
  return (
    <ul class="hazards" aria-label={texts.hazards} data-testid="hazards">
      {worstFirst.map((hazard) => (
        <li key={hazard.kind + hazard.from} class={`hazard level-${Math.min(hazard.level, 3)}`} data-kind={hazard.kind} data-level={hazard.level}>
          <Icon name={hazard.kind} />
          <p>
            <strong>{texts.hazardKinds[hazard.kind]}, {texts.level(hazard.level)}.</strong> {hazard.text}
          </p>
        </li>
      ))}
    </ul>
  );
}
