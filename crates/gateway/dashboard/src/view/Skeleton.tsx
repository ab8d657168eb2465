import { usePage } from "../page";

/** The page's outline while the first answers are on their way; index.html has the same. */
export function Skeleton() {
  const { texts } = usePage();
  return (
    <>
      <p class="unseen" role="status">{texts.loading}</p>
      <div class="hero">
        <div class="bone bone-hero" />
        <div class="bone bone-hero" />
      </div>
      <div class="bone bone-strip" />
      <div class="bone bone-chart" />
    </>
  );
}
