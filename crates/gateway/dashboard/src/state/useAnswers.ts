// All that the page shows, asked for in parallel, kept up to date, and asked
// for again when the gateway cannot answer.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";

import { dayAddress, forecastAddress, weekAddress, windowAddress, withOthers } from "../api/calls";
import type { Failure } from "../api/calls";
import type { Forecast, Outfit, Recommendation, Week } from "../api/types";
import { hoursBetween } from "../time";
import type { Choices } from "./choices";
import { useResource } from "./useResource";

const FIRST_RETRY_S = 2;
const LAST_RETRY_S = 60;
const SOONEST_REFRESH_S = 60;

export interface Answers {
  forecast: Forecast | null;
  /** The whole day. */
  day: Recommendation | null;
  /** My hours of it, when some were chosen. */
  mine: Recommendation | null;
  /** Further outfits of the style, when another one was asked for. */
  others: Outfit[] | null;
  week: Week | null;
  loading: boolean;
  /** What the gateway refuses for good: a place it does not know, a day or hours that it does not cover. */
  refused: { place: Failure | null; day: Failure | null; mine: Failure | null };
  /** Why the gateway does not answer at the moment. */
  trouble: Failure | null;
  refresh: () => void;
}

export function useAnswers(choices: Choices, person: string | null, learned: number): Answers {
  const [round, setRound] = useState(0);
  const refresh = useCallback(() => setRound((before) => before + 1), []);

  const forecast = useResource<Forecast>(forecastAddress(choices), round);
  const day = useResource<Recommendation>(dayAddress(choices, person), round + learned);
  const week = useResource<Week>(weekAddress(choices, person), round + learned);
  const shownDate = choices.date ?? day.data?.target_date ?? null;
  const hours =
    forecast.data && shownDate && choices.from !== null && choices.to !== null
      ? hoursBetween(forecast.data.hours, shownDate, choices.from, choices.to)
      : null;
  const mine = useResource<Recommendation>(hours && windowAddress(choices, person, hours), round + learned);
  const more = withOthers(choices);
  const othersAddress = hours ? windowAddress(choices, person, hours, more) : dayAddress(choices, person, more);
  const others = useResource<Recommendation>(choices.another > 0 ? othersAddress : null, round + learned);

  const all = [forecast, day, week, mine, others];
  const failures = all.flatMap(({ failure }) => failure ?? []);
  const trouble = failures.find(({ passing }) => passing) ?? null;
  const loading = all.some((resource) => resource.loading);
  useRetry(trouble, loading, refresh);
  useNextIssue(forecast.data, refresh);

  return {
    forecast: forecast.data,
    day: day.data,
    mine: mine.data,
    others: choices.another > 0 ? (others.data?.recommendations.alternatives?.[choices.style] ?? null) : null,
    week: week.data,
    loading,
    refused: { place: forGood(forecast.failure), day: forGood(day.failure), mine: forGood(mine.failure) },
    trouble,
    refresh,
  };
}

const forGood = (failure: Failure | null) => (failure?.passing === false ? failure : null);

function useRetry(trouble: Failure | null, loading: boolean, refresh: () => void): void {
  const attempts = useRef(0);
  useEffect(() => {
    if (loading) return;
    if (trouble === null) {
      attempts.current = 0;
      return;
    }
    const backoffS = Math.min(LAST_RETRY_S, FIRST_RETRY_S * 2 ** attempts.current);
    const waitS = Math.max(backoffS, trouble.retryAfterS ?? 0);
    const timer = setTimeout(() => {
      attempts.current += 1;
      refresh();
    }, waitS * 1000);
    return () => clearTimeout(timer);
  }, [trouble, loading, refresh]);

  useEffect(() => {
    addEventListener("online", refresh);
    return () => removeEventListener("online", refresh);
  }, [refresh]);
}

function useNextIssue(forecast: Forecast | null, refresh: () => void): void {
  useEffect(() => {
    if (forecast === null) return;
    // When the next forecast is late nobody knows when it comes.
    const announced = forecast.status === "fresh" && forecast.next_issue_at ? Date.parse(forecast.next_issue_at) : 0;
    const waitS = Math.max(SOONEST_REFRESH_S, (announced - Date.now()) / 1000);
    // A tab may sleep past the moment; it looks again when it is seen again.
    const due = Date.now() + waitS * 1000;
    const timer = setTimeout(refresh, waitS * 1000);
    const onVisible = () => {
      if (document.visibilityState === "visible" && Date.now() > due) refresh();
    };
    document.addEventListener("visibilitychange", onVisible);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", onVisible);
    };
  }, [forecast, refresh]);
}
