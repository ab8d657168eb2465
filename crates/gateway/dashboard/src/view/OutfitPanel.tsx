import { useRef } from "preact/hooks";

import { MOST_OTHERS, STYLES } from "../api/types";
import type { Outfit, Recommendation } from "../api/types";
import { usePage } from "../page";
import { Figure } from "./Figure";
import { GarmentList } from "./GarmentList";
import { Icon } from "./Icon";
import { MyHoursChip } from "./MyHoursChip";
import { Swatch } from "./Swatch";

interface Props {
  outfit: Outfit | null | undefined;
  /** null: not asked for yet. */
  others: Outfit[] | null;
  mine: Recommendation | null;
}

/** The clothes, in a tab for each style. */
export function OutfitPanel({ outfit, others, mine }: Props) {
  const { choices, choose, texts } = usePage();
  const tabs = useRef<HTMLDivElement>(null);

  const onKeyDown = (event: KeyboardEvent) => {
    const at = STYLES.indexOf(choices.style);
    const last = STYLES.length - 1;
    const to = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    }[event.key];
    const style = to === undefined ? undefined : STYLES[to];
    if (to === undefined || style === undefined) return;
    event.preventDefault();
    choose({ style });
    tabs.current?.querySelectorAll("button")[to]?.focus();
  };

  return (
    <section class="card clothes" id="clothes" tabindex={-1} aria-labelledby="clothes-title">
      <div class="title-row">
        <h2 id="clothes-title">{texts.clothes}</h2>
        {mine && <MyHoursChip mine={mine} />}
      </div>
      <div class="tabs" role="tablist" aria-label={texts.stylesLabel} ref={tabs} onKeyDown={onKeyDown}>
        {STYLES.map((style) => (
          <button
            key={style}
            type="button"
            role="tab"
            id={`tab-${style}`}
            aria-selected={style === choices.style}
            aria-controls="outfit"
            tabindex={style === choices.style ? 0 : -1}
            onClick={() => style !== choices.style && choose({ style })}
          >
            {texts.styles[style]}
          </button>
        ))}
      </div>
      <div id="outfit" class="outfit" role="tabpanel" aria-labelledby={`tab-${choices.style}`} tabindex={0}>
        {outfit && <OutfitView outfit={outfit} />}
        <Another others={others} />
      </div>
    </section>
  );
}

/** Leads from one outfit of the style to the next, and back to the first. */
function Another({ others }: { others: Outfit[] | null }) {
  const { choices, choose, texts } = usePage();
  const count = 1 + (others?.length ?? MOST_OTHERS);
  const next = (choices.another + 1) % count;
  return (
    <p class="another">
      <button type="button" class="quiet" data-testid="another" onClick={() => choose({ another: next })}>
        {next === 0 ? texts.firstOutfit : texts.anotherOutfit}
      </button>
      {choices.another > 0 && <span class="note">{texts.outfitOf(choices.another + 1, count)}</span>}
    </p>
  );
}

const SWATCHES = {
  outer: ["outer"],
  top: ["mid", "one_piece", "top"],
  bottom: ["over_bottom", "bottom", "one_piece"],
  shoes: ["shoes"],
} as const;

function OutfitView({ outfit }: { outfit: Outfit }) {
  const { texts } = usePage();
  return (
    <>
      <Figure garments={outfit.garments} />
      <div class="outfit-text" aria-live="polite">
        <dl class="parts">
          {(["outer", "top", "bottom", "shoes"] as const).map((part) => (
            <div key={part} class={part === "outer" ? "part part-outer" : "part"}>
              <dt>
                <Swatch garments={outfit.garments} categories={SWATCHES[part]} />
                {texts.parts[part]}
              </dt>
              <dd data-testid={`outfit-${part}`}>{outfit[part]}</dd>
            </div>
          ))}
          <div class="part">
            <dt>
              <Swatch garments={outfit.garments} categories={["accessory"]} />
              {texts.parts.accessories}
            </dt>
            <dd data-testid="outfit-accessories">{outfit.accessories || texts.nothing}</dd>
          </div>
        </dl>
        <TakeAlong outfit={outfit} />
      </div>
      <GarmentList garments={outfit.garments} />
    </>
  );
}

/** What is in the bag for weather that is colder or wetter than is likely. */
function TakeAlong({ outfit }: { outfit: Outfit }) {
  const { texts } = usePage();
  return (
    <section class="take-along" aria-labelledby="take-along-title">
      <h3 id="take-along-title">
        <Icon name="bag" /> {texts.takeAlong}
      </h3>
      {outfit.take_along.length === 0 ? (
        <p class="note" data-testid="take-along-nothing">{texts.takeAlongNothing}</p>
      ) : (
        <ul>
          {outfit.take_along.map((piece) => (
            <li key={piece.id} data-testid="take-along" data-garment={piece.id}>
              <strong>{piece.name}</strong> <span class="note">{piece.text}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
