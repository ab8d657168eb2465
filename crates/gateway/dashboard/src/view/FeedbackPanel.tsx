import { useState } from "preact/hooks";

import { VOTES } from "../api/types";
import type { Outfit, Recommendation, Vote } from "../api/types";
import { usePage } from "../page";
import type { Person } from "../state/usePerson";
import { Icon } from "./Icon";

const ICONS = { too_cold: "cold", right: "check", too_warm: "uv" } as const;

/** One tap on how it was, what was learned from it, and the way to be forgotten. */
export function FeedbackPanel({ shown, outfit, person }: { shown: Recommendation; outfit: Outfit; person: Person }) {
  const { choices, texts } = usePage();
  // A vote changes what is recommended, and so the outfit; a second thought is
  // still about the one that was worn.
  const [last, setLast] = useState({ subject: "", recommendation: "" });
  const subject = [shown.location, shown.window.from, shown.window.until, choices.style].join();
  const worn = last.subject === subject ? last.recommendation : outfit.id;
  const voted = person.profile?.votes.findLast(({ recommendation }) => recommendation === worn)?.vote;
  const give = (vote: Vote) => {
    setLast({ subject, recommendation: worn });
    person.vote(worn, vote);
  };
  return (
    <section class="card" aria-labelledby="feedback-title">
      <h2 id="feedback-title">{texts.feedback}</h2>
      <p class="note">{texts.feedbackHelp}</p>
      <div class="votes">
        {VOTES.map((vote) => (
          <button
            key={vote}
            type="button"
            class={`vote vote-${vote}`}
            aria-pressed={voted === vote}
            aria-disabled={person.busy}
            onClick={() => !person.busy && give(vote)}
          >
            <Icon name={ICONS[vote]} />
            {texts.votes[vote]}
          </button>
        ))}
      </div>
      <p class="said" role="status" data-testid="feedback-said"><Said person={person} /></p>
      {person.outcome === "key_wanted" && <KeyField onKey={person.useKey} />}
      {person.id !== null && (
        <p class="feedback-actions">
          {(person.profile?.votes.length ?? 0) > 0 && (
            <button type="button" class="quiet" onClick={person.undo}>{texts.undo}</button>
          )}
          <button type="button" class="quiet" onClick={person.forget}>{texts.forget}</button>
        </p>
      )}
      <p class="note">{texts.pseudonym}</p>
    </section>
  );
}

function Said({ person }: { person: Person }) {
  const { texts, formats } = usePage();
  if (person.outcome === "failed") return <>{texts.feedbackFailed}</>;
  if (person.outcome === "key_wanted") return <>{texts.keyWanted}</>;
  if (person.outcome === "forgotten") return <>{texts.forgotten}</>;
  if (person.profile === null) return null;
  const { offset_k: offsetK } = person.profile;
  const difference = formats.difference(Math.abs(offsetK), "metric", 1);
  const learned =
    offsetK === 0 ? texts.learnedNothing : offsetK < 0 ? texts.learnedColder(difference) : texts.learnedWarmer(difference);
  const first = person.outcome === "voted" ? texts.thanks : person.outcome === "undone" ? texts.undone : "";
  return <>{first} {learned}</>;
}

function KeyField({ onKey }: { onKey: (key: string) => void }) {
  const { texts } = usePage();
  const [key, setKey] = useState("");
  return (
    <form
      class="key"
      onSubmit={(event) => {
        event.preventDefault();
        if (key.trim() !== "") onKey(key.trim());
      }}
    >
      <label>
        {texts.key}
        <input type="password" autocomplete="off" value={key} onInput={(event) => setKey(event.currentTarget.value)} />
      </label>
      <button type="submit">{texts.keySave}</button>
    </form>
  );
}
