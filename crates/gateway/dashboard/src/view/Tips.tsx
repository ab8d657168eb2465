import type { Recommendation } from "../api/types";
import { usePage } from "../page";

export function Tips({ recommendations, sky }: Pick<Recommendation, "recommendations" | "sky">) {
  const { texts } = usePage();
  return (
    <dl class="tips">
      <div>
        <dt>{texts.layering}</dt>
        <dd data-testid="layering-tip">{recommendations.layering_tip}</dd>
      </div>
      <div>
        <dt>{texts.sky}</dt>
        <dd data-testid="sky">{sky.text}</dd>
      </div>
      <div>
        <dt>{texts.activityTip}</dt>
        <dd data-testid="activity-tip">{recommendations.activity_tip}</dd>
      </div>
    </dl>
  );
}
