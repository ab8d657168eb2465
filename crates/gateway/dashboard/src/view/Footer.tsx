import { calendarAddress, csvAddress } from "../api/calls";
import { usePage } from "../page";
import type { Answers } from "../state/useAnswers";
import { Icon } from "./Icon";

export function Footer({ answers, person }: { answers: Answers; person: string | null }) {
  const { choices, texts } = usePage();
  const model = answers.forecast?.model;
  return (
    <footer class="bottom">
      <ul class="links">
        <li><a href={calendarAddress(choices, person)}><Icon name="calendar" />{texts.subscribe}</a></li>
        <li><a href={csvAddress(choices)} download><Icon name="download" />{texts.csv}</a></li>
        <li><a href="/docs/"><Icon name="book" />{texts.docs}</a></li>
      </ul>
      <p>{texts.attribution} {model && texts.model(`${model.name} ${model.version}`)}</p>
    </footer>
  );
}
