import { LANGUAGES, UNITS } from "../api/types";
import type { Forecast } from "../api/types";
import { usePage } from "../page";
import { DateField } from "./DateField";
import { LocationSearch } from "./LocationSearch";
import { ThemeButton } from "./ThemeButton";

// The name begins with what is visible, for those who speak to their device.
const LANGUAGE_NAMES = { en: "EN, English", ko: "한국어" };

interface Props {
  forecast: Forecast | null;
  shownDate: string | null;
}

export function Header({ forecast, shownDate }: Props) {
  const { choices, choose, texts } = usePage();
  return (
    <header class="top">
      <a class="brand" href="/">
        <img src="/icon.svg" alt="" width="32" height="32" />
        Overcoat
      </a>
      <LocationSearch place={forecast?.location ?? null} />
      <DateField forecast={forecast} shownDate={shownDate} />
      <div class="switches">
        <div class="segments" role="group" aria-label={texts.units}>
          {UNITS.map((units) => (
            <button
              key={units}
              type="button"
              aria-pressed={choices.units === units}
              aria-label={units === "us" ? `°F, ${texts.fahrenheit}` : `°C, ${texts.celsius}`}
              onClick={() => choose({ units })}
            >
              {units === "us" ? "°F" : "°C"}
            </button>
          ))}
        </div>
        <div class="segments" role="group" aria-label={texts.language}>
          {LANGUAGES.map((lang) => (
            <button
              key={lang}
              type="button"
              lang={lang}
              aria-pressed={choices.lang === lang}
              aria-label={LANGUAGE_NAMES[lang]}
              onClick={() => choose({ lang })}
            >
              {lang === "en" ? "EN" : "한"}
            </button>
          ))}
        </div>
        <ThemeButton />
      </div>
    </header>
  );
}
