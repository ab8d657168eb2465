// Who gives feedback: a random number, made at the first vote and kept in this
// browser, and what the gateway has learned about it.

import { useEffect, useState } from "preact/hooks";

import { Failure, forgetPerson, giveFeedback, readProfile, takeBackFeedback } from "../api/calls";
import type { Profile, Vote } from "../api/types";
import { recall, remember } from "./storage";

export type Outcome = "voted" | "undone" | "forgotten" | "failed" | "key_wanted";

export interface Person {
  /** The pseudonym; null before the first vote. */
  id: string | null;
  profile: Profile | null;
  /** Grows whenever what was learned changes, and with it the recommendations. */
  learned: number;
  outcome: Outcome | null;
  busy: boolean;
  vote: (recommendation: string, vote: Vote) => void;
  undo: () => void;
  forget: () => void;
  useKey: (key: string) => void;
}

// randomUUID is missing on plain http, which is how one reaches a server at home.
function randomUuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export function usePerson(): Person {
  const [id, setId] = useState(() => recall("person"));
  const [profile, setProfile] = useState<Profile | null>(null);
  const [learned, setLearned] = useState(0);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [busy, setBusy] = useState(false);
  // What waits for an API key.
  const [waiting, setWaiting] = useState<(() => void) | null>(null);

  useEffect(() => {
    if (id === null || profile !== null) return;
    // Without it the page lacks nothing but what was learned before.
    readProfile(id, recall("key")).then(setProfile, () => undefined);
  }, [id]);

  const attempt = (done: Outcome, call: () => Promise<Profile | null>, person: string | null) => {
    setBusy(true);
    call()
      .then(
        (after) => {
          setProfile(after);
          // Of somebody without votes the gateway knows nothing.
          const known = after === null || after.votes.length === 0 ? null : person;
          remember("person", known);
          setId(known);
          setLearned((before) => before + 1);
          setWaiting(null);
          setOutcome(done);
        },
        (error: unknown) => {
          const keyWanted = error instanceof Failure && error.status === 401;
          setOutcome(keyWanted ? "key_wanted" : "failed");
          if (keyWanted) setWaiting(() => () => attempt(done, call, person));
        },
      )
      .finally(() => setBusy(false));
  };

  return {
    id,
    profile,
    learned,
    outcome,
    busy,
    vote: (recommendation, vote) => {
      const person = id ?? randomUuid();
      attempt("voted", () => giveFeedback(person, recommendation, vote, recall("key")), person);
    },
    undo: () => {
      const last = profile?.votes.at(-1);
      if (id === null || last === undefined) return;
      attempt("undone", () => takeBackFeedback(id, last.recommendation, recall("key")), id);
    },
    forget: () => {
      if (id === null) return;
      attempt("forgotten", () => forgetPerson(id, recall("key")).then(() => null), null);
    },
    useKey: (key) => {
      remember("key", key);
      waiting?.();
    },
  };
}
