import { useEffect, useMemo, useState } from "preact/hooks";

import { PageProvider, makePage } from "../page";
import { useAnswers } from "../state/useAnswers";
import { useChoices } from "../state/useChoices";
import { usePerson } from "../state/usePerson";
import { Banners } from "./Banners";
import { DayView } from "./DayView";
import { Footer } from "./Footer";
import { Header } from "./Header";
import { Skeleton } from "./Skeleton";

export function App() {
  const [choices, choose] = useChoices();
  const person = usePerson();
  const answers = useAnswers(choices, person.id, person.learned);
  const page = useMemo(() => makePage(choices, choose), [choices, choose]);
  const [replaced, setReplaced] = useState(false);
  const { texts } = page;

  useEffect(() => {
    document.documentElement.lang = choices.lang;
    document.title = `Overcoat – ${texts.tagline}`;
  }, [choices.lang, texts]);

  // An old link may name a day that has passed or a place that is gone.
  const { refused } = answers;
  useEffect(() => {
    if (refused.place && choices.location !== null) {
      choose({ location: null, date: null, from: null, to: null }, "replace");
      setReplaced(true);
    } else if (refused.day && choices.date !== null) {
      choose({ date: null, from: null, to: null }, "replace");
      setReplaced(true);
    }
  }, [refused.place, refused.day]);
  useEffect(() => {
    if (choices.date !== null || choices.location !== null) setReplaced(false);
  }, [choices.date, choices.location]);

  const { forecast, day } = answers;
  return (
    <PageProvider value={page}>
      <a class="skip" href="#clothes">{texts.skip}</a>
      <Header forecast={forecast} shownDate={day?.target_date ?? null} />
      <main class="page" aria-busy={answers.loading}>
        <h1 class="unseen">Overcoat: {texts.tagline}</h1>
        <Banners answers={answers} replaced={replaced} />
        {forecast && day ? (
          <DayView answers={answers} forecast={forecast} day={day} person={person} />
        ) : (
          <Skeleton />
        )}
      </main>
      <Footer answers={answers} person={person.id} />
    </PageProvider>
  );
}
