import { createContext } from "preact";
import { useContext } from "preact/hooks";

import type { Language } from "./api/types";
import { makeFormats } from "./formats";
import type { Formats } from "./formats";
import type { Choices } from "./state/choices";
import type { Choose } from "./state/useChoices";
import { en } from "./text/en";
import type { Texts } from "./text/en";
import { ko } from "./text/ko";

export const TEXTS: Record<Language, Texts> = { en, ko };

export interface Page {
  choices: Choices;
  choose: Choose;
  texts: Texts;
  formats: Formats;
}

const PageContext = createContext<Page | null>(null);
export const PageProvider = PageContext.Provider;

export const makePage = (choices: Choices, choose: Choose): Page => ({
  choices,
  choose,
  texts: TEXTS[choices.lang],
  formats: makeFormats(choices.lang, choices.units),
});

/** What every part of the page needs: the choices, and how to say things. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error("outside the page");
  return page;
}
