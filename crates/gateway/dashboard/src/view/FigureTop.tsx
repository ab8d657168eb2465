import type { ComponentChildren } from "preact";

import type { Garment } from "../api/types";
import { garmentColour } from "./figureColours";

const LEFT_ARM = "M78 99Q64 128 60 170";
const RIGHT_ARM = "M122 99q14 29 18 71";
const BODY = "M72 93q10-8 20-11 8 9 16 0 10 3 20 11l-1 79H73z";

function Sleeves({ paint, width, short = false }: { paint: string; width: number; short?: boolean }) {
  return (
    <path
      class={`sleeve ${paint}`}
      stroke-width={width}
      d={short ? "M78 100q-6 11-9 23M122 100q6 11 9 23" : LEFT_ARM + RIGHT_ARM}
    />
  );
}

const SHORT_SLEEVED = new Set([
  "cotton_tee", "plain_tee", "dry_tee", "short_sleeved_shirt", "polo_shirt", "short_sleeved_knit", "light_dress",
]);
const COLLARED = new Set(["dress_shirt", "oxford_shirt", "short_sleeved_shirt", "polo_shirt", "thin_shirt", "flannel_shirt", "shirt_dress"]);
const HIGH_NECKED = new Set(["thin_roll_neck", "half_zip_top"]);

/** The body and what is next to it. */
export function Torso({ top }: { top: Garment }) {
  const paint = garmentColour(top);
  const short = SHORT_SLEEVED.has(top.id);
  const bare = top.id === "sleeveless_top";
  return (
    <>
      <Sleeves paint="skin" width={14} />
      {!bare && <Sleeves paint={paint} width={19} short={short} />}
      <path class="skin" d="M92 68h16v18q-8 9-16 0z" />
      <path class={paint} d={BODY} />
      {COLLARED.has(top.id) && (
        <>
          <path class="collar" d="M91 80l9 12-9 8-6-14zM109 80l-9 12 9 8 6-14z" />
          <path class="fold" d="M100 94v74" />
        </>
      )}
      {HIGH_NECKED.has(top.id) && <path class={paint} d="M90 70h20v18q-10 7-20 0z" />}
    </>
  );
}

const OPEN = new Set(["thin_cardigan", "summer_cardigan", "suit_jacket"]);
const SLEEVELESS = new Set(["knitted_vest", "fleece_vest"]);
const ZIPPED = new Set(["fleece_jacket", "zip_cardigan", "down_liner", "fleece_vest"]);

/** The layer between shirt and coat. */
export function Jumper({ mid }: { mid: Garment }) {
  const paint = garmentColour(mid);
  const open = OPEN.has(mid.id);
  return (
    <>
      {!SLEEVELESS.has(mid.id) && <Sleeves paint={paint} width={21} />}
      {mid.id === "hoodie" && <path class={`${paint} hood`} d="M80 92q-2-22 20-24 22 2 20 24-20 14-40 0z" />}
      {open ? (
        <path class={paint} d="M70 94q10-9 21-12l5 50v46H71zM130 94q-10-9-21-12l-5 50v46h25z" />
      ) : (
        <path class={paint} d={mid.id === "v_neck_sweater" ? "M70 94q10-9 21-12l9 22 9-22q11 3 21 12l-1 82H71z" : "M70 94q10-9 21-12 9 8 18 0 11 3 21 12l-1 82H71z"} />
      )}
      {mid.id === "hoodie" && <path class="fold" d="M82 146h36l6 24H76zM95 90v18M105 90v18" />}
      {ZIPPED.has(mid.id) && <path class="fold" d="M100 88v88" />}
      {mid.id === "suit_jacket" && <path class="fold" d="M84 86l12 40M116 86l-12 40" />}
      {!open && <path class="fold" d="M71 169h58" />}
    </>
  );
}

const PADDED = new Set([
  "padded_jacket", "plain_padded_coat", "long_padded_coat", "tailored_down_coat", "belted_down_coat",
  "heavy_down_parka", "ankle_length_down_coat", "bench_parka",
]);
const HOODED = new Set(["padded_jacket", "long_padded_coat", "heavy_down_parka", "bench_parka", "rain_jacket", "windbreaker"]);
const BELTED = new Set(["trench_coat", "wrap_coat", "belted_down_coat"]);
const SHORT_HEM = 184;
const HEMS: Record<string, number> = {
  cropped_jacket: 164,
  trench_coat: 238, mac_coat: 232, raincoat: 238, wool_coat: 238, wrap_coat: 242, collarless_coat: 236, plain_padded_coat: 226,
  long_padded_coat: 258, tailored_down_coat: 254, belted_down_coat: 254, heavy_down_parka: 206,
  ankle_length_down_coat: 282, bench_parka: 268,
};
const QUILT_PX = 17;

/** The outer layer, open at the neck so that what is below can be seen. */
export function Coat({ outer }: { outer: Garment }) {
  const paint = garmentColour(outer);
  const hem = HEMS[outer.id] ?? SHORT_HEM;
  const padded = PADDED.has(outer.id);
  const flare = (hem - SHORT_HEM) / 12;
  const seams: ComponentChildren[] = [];
  for (let top = 116; padded && top < hem - 8; top += QUILT_PX) {
    seams.push(<path key={top} class="fold" d={`M68 ${top}q16 6 31 0M101 ${top}q16 6 31 0`} />);
  }
  return (
    <>
      {HOODED.has(outer.id) && <path class={`${paint} hood`} d="M76 94q-6-32 24-34 30 2 24 34-24 12-48 0z" />}
      <Sleeves paint={paint} width={padded ? 27 : 24} />
      <path class="sleeve-edge" d="M73 122l-6 46M127 122l6 46" />
      <path class={paint} d={`M67 96q11-11 23-14l10 34V${hem}H${64 - flare}q1-60 ${3 + flare}-${hem - 96}z`} />
      <path class={paint} d={`M133 96q-11-11-23-14l-10 34V${hem}h${36 + flare}q-1-60-${3 + flare}-${hem - 96}z`} />
      {seams}
      {!padded && outer.id !== "collarless_coat" && <path class={`${paint} lapel`} d="M89 82l11 36-17-9-2-21zM111 82l-11 36 17-9 2-21z" />}
      <path class="fold" d={`M100 117V${hem}`} />
      {BELTED.has(outer.id) ? (
        <path class="belt" d="M68 156h64v9H68z" />
      ) : (
        !padded && <path class="button" d={`M106 128v.01M106 146v.01M106 164v.01${hem > SHORT_HEM ? "M106 182v.01" : ""}`} />
      )}
    </>
  );
}
