import type { Forecast, Recommendation } from "../api/types";
import { usePage } from "../page";
import type { Answers } from "../state/useAnswers";
import type { Person } from "../state/usePerson";
import { hoursOfDay } from "../time";
import { ChartPanel } from "./ChartPanel";
import { FeedbackPanel } from "./FeedbackPanel";
import { Hazards } from "./Hazards";
import { HourlyTable } from "./HourlyTable";
import { OutfitPanel } from "./OutfitPanel";
import { Settings } from "./Settings";
import { Timeline } from "./Timeline";
import { DayTitle, Statistics } from "./Weather";
import { WeekStrip } from "./WeekStrip";
import { Why } from "./Why";

interface Props {
  answers: Answers;
  forecast: Forecast;
  day: Recommendation;
  person: Person;
}

export function DayView({ answers, forecast, day, person }: Props) {
  const { choices } = usePage();
  // The clothes are for my hours when some were chosen; the weather is the day's.
  const shown = answers.mine ?? day;
  const first = shown.recommendations.styles[choices.style];
  const outfit = (choices.another > 0 && answers.others?.[choices.another - 1]) || first;
  const hours = hoursOfDay(forecast.hours, day.target_date);
  return (
    <>
      <div class="hero">
        <section class="card weather" aria-labelledby="day-title">
          <DayTitle day={day} />
          <Hazards hazards={shown.hazards} />
        </section>
        <OutfitPanel outfit={outfit} others={answers.others} mine={answers.mine} />
        <Statistics answers={answers} forecast={forecast} day={day} shown={shown} />
      </div>
      <WeekStrip week={answers.week} shownDate={day.target_date} />
      <ChartPanel
        forecast={forecast}
        day={day}
        hours={hours}
        mine={answers.mine}
        refused={answers.refused.mine !== null}
      />
      {outfit && (
        <div class="columns">
          <div class="stack">
            <Timeline shown={shown} outfit={outfit} />
            <Why shown={shown} outfit={outfit} />
          </div>
          <div class="stack">
            <Settings />
            <FeedbackPanel shown={shown} outfit={outfit} person={person} />
          </div>
        </div>
      )}
      <HourlyTable hours={hours} day={day} />
    </>
  );
}
