import type { Garment } from "../api/types";

// From which insulation on a garment is of the next warmer colour, clo.
const WARMER_FROM_CLO = [0.15, 0.25, 0.36, 0.55, 0.75];

const WARMER_SHOES_FROM_CLO = [0.04, 0.1, 0.15];

const DENIM = new Set(["jeans", "denim_jacket"]);

/** The class that paints a garment: the warmer it is, the warmer its colour. */
export function garmentColour(garment: Garment): string {
  if (DENIM.has(garment.id)) return "cloth-denim";
  if (garment.category === "accessory") return "cloth-accessory";
  const warmth = WARMER_FROM_CLO.filter((clo) => garment.insulation_clo >= clo).length;
  if (garment.category === "shoes") return `cloth-shoe-${WARMER_SHOES_FROM_CLO.filter((clo) => garment.insulation_clo >= clo).length}`;
  if (garment.category === "bottom" || garment.category === "over_bottom") return `cloth-lower-${Math.min(warmth, 3)}`;
  return `cloth-${warmth}`;
}
