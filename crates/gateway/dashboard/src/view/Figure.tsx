// A figure in the recommended clothes: what is on it, and how warm that is.
// Decoration; the same stands in words beside it.

import type { Garment, GarmentCategory } from "../api/types";
import { Head } from "./FigureHead";
import { Coat, Jumper, Torso } from "./FigureTop";
import { garmentColour } from "./figureColours";

export function Figure({ garments }: { garments: Garment[] }) {
  const worn = (category: GarmentCategory) => garments.find((garment) => garment.category === category);
  const has = (...ids: string[]) => garments.find(({ id }) => ids.includes(id));
  const [outer, mid, dress] = [worn("outer"), worn("mid"), worn("one_piece")];
  const top = worn("top") ?? dress;
  const hand = has("gloves", "mittens") ? "cloth-5" : "skin";
  return (
    <svg class="figure" viewBox="0 0 200 322" aria-hidden="true" focusable="false">
      <ellipse class="figure-shadow" cx="100" cy="311" rx="54" ry="7" />
      {has("umbrella", "parasol") && <Umbrella />}
      <Legs bottom={worn("over_bottom") ?? worn("bottom") ?? dress} tights={has("opaque_tights", "sheer_tights")} />
      <Shoes shoes={worn("shoes")} />
      {top && <Torso top={top} />}
      {mid && <Jumper mid={mid} />}
      {outer && <Coat outer={outer} />}
      <circle class={hand} cx="59" cy="181" r="9" />
      <circle class={hand} cx="141" cy="181" r="9" />
      <Head has={has} />
    </svg>
  );
}

const SKIRTS = new Set(["light_skirt", "heavy_skirt"]);
const SHORTS = new Set(["walking_shorts", "short_shorts"]);
const TROUSERS = "M73 160h54l-2 134h-20l-4-94q-1-5-2 0l-4 94H75z";

function Legs({ bottom, tights }: { bottom: Garment | undefined; tights: Garment | undefined }) {
  if (bottom === undefined) return null;
  const paint = garmentColour(bottom);
  const skirt = SKIRTS.has(bottom.id) || bottom.category === "one_piece";
  if (!skirt && !SHORTS.has(bottom.id)) {
    return (
      <>
        <path class={paint} d={TROUSERS} />
        <path class="fold" d="M100 166v34" />
      </>
    );
  }
  return (
    <>
      <path class={tights ? `tights ${tights.id === "sheer_tights" ? "tights-sheer" : ""}` : "skin"} d="M80 200h15v96H82zM105 200h15l-2 96h-13z" />
      <path class={paint} d={skirt ? "M74 160h52l14 92q-40 12-80 0z" : "M73 160h54l2 68h-26l-3-26-3 26H71z"} />
      {skirt && <path class="fold" d="M90 190l-6 62M110 190l6 62" />}
    </>
  );
}

const BOOTS = new Set(["boots", "rain_boots", "winter_boots", "lined_leather_boots"]);

function Shoes({ shoes }: { shoes: Garment | undefined }) {
  if (shoes === undefined) return null;
  const shaft = BOOTS.has(shoes.id) ? "M74 270h22v26H74zM126 270h-22v26h22z" : "";
  return (
    <>
      <path class={garmentColour(shoes)} d={`${shaft}M75 290h21v19H66q-2-9 9-12zM125 290h-21v19h30q2-9-9-12z`} />
      <path class="sole" d="M66 309h30M104 309h30" />
    </>
  );
}

function Umbrella() {
  return (
    <>
      <path class="umbrella-stick" d="M141 184V170q0-9 8-9t8 8" transform="translate(8 6)" />
      <path class="umbrella" d="M141 196h16l-5 82q-3 12-6 0z" />
      <path class="fold" d="M149 200v74" />
    </>
  );
}
