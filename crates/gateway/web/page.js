// The front page: what to wear today and this week. It shows what the public
// API answers and computes nothing of its own.

const TEXTS = {
  en: {
    place: "Place",
    week: "This week",
    docs: "API documentation",
    attribution: "Weather observations: Korea Meteorological Administration (KMA).",
    loading: "Loading…",
    failed: "There is no recommendation right now. Please try again in a moment.",
    weather: (low, high, rain) => `${low} to ${high} °C, rain in any hour: up to ${rain}%`,
    decided: (time, temperature) => `Chosen for the hour that asks for the warmest clothes: ${time}, when it may drop to ${temperature} °C.`,
    source: (time) => `Forecast issued ${time}`,
    stale: (time) => `New observations are late. This is the forecast of ${time}.`,
    outer: "Outer layer", top: "Top", bottom: "Bottom",
    casual: "Casual", business: "Business", sporty: "Sporty", feminine: "Feminine", minimal: "Minimal",
  },
  ko: {
    place: "지역",
    week: "이번 주",
    docs: "API 문서",
    attribution: "기상 관측 자료: 기상청(KMA).",
    loading: "불러오는 중…",
    failed: "지금은 추천을 보여 드릴 수 없습니다. 잠시 뒤에 다시 시도해 주세요.",
    weather: (low, high, rain) => `${low}~${high} °C, 시간당 강수 확률 최대 ${rain}%`,
    decided: (time, temperature) => `가장 따뜻한 옷이 필요한 ${time}에 맞춘 옷차림이에요. ${temperature} °C까지 내려갈 수 있어요.`,
    source: (time) => `예보 발표 시각: ${time}`,
    stale: (time) => `새 관측이 늦어지고 있습니다. ${time}에 발표한 예보입니다.`,
    outer: "겉옷", top: "상의", bottom: "하의",
    casual: "캐주얼", business: "비즈니스", sporty: "스포티", feminine: "페미닌", minimal: "미니멀",
  },
};

const $ = (id) => document.getElementById(id);
const address = new URLSearchParams(location.search);
const browserLanguage = navigator.language.startsWith("ko") ? "ko" : "en";
const state = {
  lang: Object.hasOwn(TEXTS, address.get("lang")) ? address.get("lang") : browserLanguage,
  place: address.get("location"),
  date: address.get("date"),
};
let latestRender = 0;

async function ask(path, parameters) {
  const answer = await fetch(`${path}?${new URLSearchParams(parameters)}`);
  if (!answer.ok) throw new Error(`${answer.status} from ${path}`);
  return answer.json();
}

function element(name, text, ...children) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  made.append(...children);
  return made;
}

const dayName = (date, style) =>
  new Intl.DateTimeFormat(state.lang, { ...style, timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));

function timeName(text, timeZone) {
  const style = { dateStyle: "medium", timeStyle: "short", timeZone };
  return new Intl.DateTimeFormat(state.lang, style).format(new Date(text));
}

function showDay({ target_date, weather_summary, decided_by, recommendations }) {
  const texts = TEXTS[state.lang];
  $("day-title").textContent = dayName(target_date, { weekday: "long", month: "long", day: "numeric" });
  $("weather").textContent = weatherText(weather_summary);
  $("decided").textContent = texts.decided(decided_by.time.slice(11, 16), Math.round(decided_by.dressed_for_c));
  $("styles").replaceChildren(...Object.entries(recommendations.styles).map(([style, outfit]) => {
    const list = element("dl");
    for (const part of ["outer", "top", "bottom"]) {
      list.append(element("dt", texts[part]), element("dd", outfit[part]));
    }
    return element("article", "", element("h3", texts[style]), list);
  }));
  $("layering").textContent = recommendations.layering_tip;
  $("activity").textContent = recommendations.activity_tip;
  $("day").hidden = false;
}

function weatherText({ min_temp, max_temp, precipitation_probability_max }) {
  const rain = Math.round(100 * precipitation_probability_max);
  return TEXTS[state.lang].weather(Math.round(min_temp), Math.round(max_temp), rain);
}

function showWeek(days) {
  $("days").replaceChildren(...days.map((day) => {
    const button = element("button", "",
      element("strong", dayName(day.target_date, { weekday: "short", day: "numeric" })),
      element("span", weatherText(day.weather_summary)),
      element("span", day.recommendations.styles.casual.outer));
    button.type = "button";
    if (day.target_date === state.date) button.setAttribute("aria-current", "date");
    button.addEventListener("click", () => {
      state.date = day.target_date;
      render();
    });
    return element("li", "", button);
  }));
  $("week").hidden = false;
}

async function render() {
  const mine = ++latestRender;
  const texts = TEXTS[state.lang];
  document.documentElement.lang = state.lang;
  for (const place of document.querySelectorAll("[data-text]")) place.textContent = texts[place.dataset.text];
  for (const button of document.querySelectorAll("[data-lang]")) {
    button.setAttribute("aria-pressed", String(button.dataset.lang === state.lang));
  }
  $("message").textContent = texts.loading;
  try {
    const { locations } = await ask("/locations", {});
    const place = locations.find(({ id }) => id === state.place) ?? locations[0];
    const forecast = await ask("/forecast/latest", { location: place.id });
    const dates = [...new Set(forecast.hours.map(({ time }) => time.slice(0, 10)))];
    const asked = await Promise.allSettled(dates.map((target_date) =>
      ask("/recommendation/by_day", { target_date, location: place.id, lang: state.lang })));
    // A forecast that came in between may cover a day less.
    const answered = asked.filter(({ status }) => status === "fulfilled").map(({ value }) => value);
    // Of the last day the forecast may cover no more than a few hours of the night.
    const days = answered.filter(({ decided_by }, index) => decided_by.waking || index === 0);
    if (days.length === 0) throw asked[0].reason;
    // A newer choice may have been made meanwhile.
    if (mine !== latestRender) return;
    $("location").replaceChildren(...locations.map(({ id, name }) => new Option(name[state.lang], id, false, id === place.id)));
    const chosen = days.find(({ target_date }) => target_date === state.date) ?? days[0];
    state.date = chosen.target_date;
    showDay(chosen);
    showWeek(days);
    const issued = timeName(forecast.issued_at, place.timezone);
    $("source").textContent = texts.source(issued);
    $("message").textContent = forecast.status === "stale" ? texts.stale(issued) : "";
  } catch (error) {
    console.error(error);
    if (mine === latestRender) $("message").textContent = texts.failed;
  }
}

for (const button of document.querySelectorAll("[data-lang]")) {
  button.addEventListener("click", () => {
    state.lang = button.dataset.lang;
    render();
  });
}
$("location").addEventListener("change", (event) => {
  state.place = event.target.value;
  state.date = null;
  render();
});
render();
