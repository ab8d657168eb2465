import type { Garment, GarmentCategory } from "../api/types";
import { garmentColour } from "./figureColours";

interface Props {
  garments: Garment[];
  /** The first of them that is worn gives the colour. */
  categories: readonly GarmentCategory[];
}

/** The colour that a part of the set has on the figure. */
export function Swatch({ garments, categories }: Props) {
  const worn = categories
    .map((category) => garments.find((garment) => garment.category === category))
    .find((garment) => garment !== undefined);
  return <span class={worn ? `swatch ${garmentColour(worn)}` : "swatch swatch-none"} aria-hidden="true" />;
}
