import { useEffect, useId, useRef, useState } from "preact/hooks";

import { findPlaces } from "../api/calls";
import type { Place } from "../api/types";
import { usePage } from "../page";
import { Icon } from "./Icon";

const LISTED = 8;
const TYPING_PAUSE_MS = 150;

/** A combobox over the gateway's places, and a button that asks for the nearest. */
export function LocationSearch({ place }: { place: Place | null }) {
  const { choices, choose, texts, formats } = usePage();
  const list = useId();
  // null: not being edited, the field shows the place.
  const [typed, setTyped] = useState<string | null>(null);
  const [found, setFound] = useState<Place[] | null>(null);
  const [active, setActive] = useState(0);
  const [said, setSaid] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const open = typed !== null && found !== null;

  useEffect(() => {
    if (typed === null) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const q = typed.trim();
      findPlaces(q === "" ? { limit: LISTED } : { q, limit: LISTED }, abort.signal).then(
        (places) => {
          setFound(places);
          setActive(0);
        },
        () => setFound(null),
      );
    }, TYPING_PAUSE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [typed]);

  const close = () => {
    setTyped(null);
    setFound(null);
  };
  const pick = (picked: Place | undefined) => {
    close();
    if (picked && picked.id !== place?.id) choose({ location: picked.id, date: null, from: null, to: null });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // An Enter that only ends the composition of a Korean syllable chooses nothing.
    if (event.isComposing) return;
    const count = found?.length ?? 0;
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && open) pick(found[active]);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (typed === null) setTyped("");
      else if (count > 0) setActive((active + (event.key === "ArrowDown" ? 1 : count - 1)) % count);
    }
  };

  const nearest = () => {
    const failed = () => setSaid(texts.noPosition);
    if (!("geolocation" in navigator)) return failed();
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      findPlaces({ near: `${coords.latitude.toFixed(3)},${coords.longitude.toFixed(3)}`, limit: 1 }).then(([first]) => {
        if (!first) return;
        const distance = typeof first.distance_km === "number" ? formats.distance(first.distance_km) : "";
        setSaid(texts.nearestIs(first.name[choices.lang], distance));
        pick(first);
      }, failed);
    }, failed);
  };

  return (
    <div class="place" role="search" aria-label={texts.place}>
      <Icon name="pin" />
      <input
        ref={field}
        class="place-field"
        role="combobox"
        aria-label={texts.place}
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        {...(open && found.length > 0 ? { "aria-activedescendant": `${list}-${active}` } : {})}
        autocomplete="off"
        spellcheck={false}
        placeholder={typed === null ? "" : texts.placeHint}
        value={typed ?? place?.name[choices.lang] ?? ""}
        onFocus={() => field.current?.select()}
        onClick={() => typed === null && setTyped("")}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={close}
      />
      <button type="button" class="round" aria-label={texts.nearest} title={texts.nearest} onClick={nearest}>
        <Icon name="locate" />
      </button>
      <ul id={list} class="place-list" role="listbox" aria-label={texts.place} hidden={!open || found.length === 0}>
        {found?.map((option, index) => (
          <li
            key={option.id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === active}
            // Before the field loses the focus, and with it the list.
            onPointerDown={(event) => {
              event.preventDefault();
              pick(option);
              field.current?.blur();
            }}
          >
            {option.name[choices.lang]}
          </li>
        ))}
      </ul>
      {open && found.length === 0 && <p class="place-list place-none">{texts.noPlace}</p>}
      <p class={said ? "place-said" : "unseen"} role="status">{said || (open && found.length === 0 ? texts.noPlace : "")}</p>
    </div>
  );
}
