import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { readChoices, rememberChoices, writeChoices } from "./choices";
import type { Choices } from "./choices";

export type Choose = (changed: Partial<Choices>, step?: "push" | "replace") => void;

/** The choices in the address, and how to change them: every change is a step that "back" undoes. */
export function useChoices(): [Choices, Choose] {
  const [choices, setChoices] = useState(() => readChoices(location.search));
  const latest = useRef(choices);

  useEffect(() => {
    const onBack = () => {
      latest.current = readChoices(location.search);
      setChoices(latest.current);
    };
    addEventListener("popstate", onBack);
    return () => removeEventListener("popstate", onBack);
  }, []);

  const choose = useCallback<Choose>((changed, step = "push") => {
    rememberChoices(changed);
    // Another outfit is one of the question at hand.
    latest.current = { ...latest.current, another: 0, ...changed };
    setChoices(latest.current);
    const address = writeChoices(latest.current);
    if (address === location.search) return;
    if (step === "push") history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }, []);

  return [choices, choose];
}
