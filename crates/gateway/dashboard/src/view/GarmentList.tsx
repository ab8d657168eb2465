import type { Garment } from "../api/types";
import { usePage } from "../page";

/** Every piece of the set, from the skin outwards. */
export function GarmentList({ garments }: { garments: Garment[] }) {
  const { texts } = usePage();
  return (
    <details class="garments">
      <summary>{texts.garments(garments.length)}</summary>
      <ul>
        {garments.map((garment) => (
          <li key={garment.id} data-garment={garment.id}>
            <span>
              <strong>{garment.name}</strong> {garment.description}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
