import { usePage } from "../page";
import type { Answers } from "../state/useAnswers";
import { Icon } from "./Icon";

/** What everybody must know before they trust the page. */
export function Banners({ answers, replaced }: { answers: Answers; replaced: boolean }) {
  const { choices, texts, formats } = usePage();
  const { forecast, day, trouble, refused } = answers;
  // What an old link asks for in vain is replaced; this is what is refused all the same.
  const hopeless = (refused.place && choices.location === null) || (refused.day && choices.date === null && !refused.place);
  const stale = forecast?.status === "stale" || day?.status === "stale";
  const troubleText =
    trouble === null ? null : day === null ? texts.nothingYet : trouble.status === 0 ? texts.offline : texts.unavailable;
  return (
    <>
      {troubleText && (
        <div class="banner banner-trouble" role="alert" data-testid="trouble-banner">
          <Icon name="warning" />
          <p>{troubleText}</p>
          <button type="button" class="quiet" onClick={answers.refresh}>{texts.tryNow}</button>
        </div>
      )}
      {stale && forecast && (
        <div class="banner banner-stale" role="alert" data-testid="stale-banner">
          <Icon name="clock" />
          <p>{texts.stale(formats.moment(forecast.issued_at), formats.hours(Math.round(forecast.age_h)))}</p>
        </div>
      )}
      {hopeless && (
        <div class="banner banner-trouble" role="alert">
          <Icon name="warning" />
          <p>{texts.refused}</p>
        </div>
      )}
      {replaced && (
        <div class="banner" role="status">
          <Icon name="calendar" />
          <p>{texts.notCoveredDay}</p>
        </div>
      )}
    </>
  );
}
