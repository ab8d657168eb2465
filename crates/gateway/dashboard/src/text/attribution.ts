// Whom the weather is from, as each asks to be named.
const providers = [
  { en: "Korea Meteorological Administration (KMA)", ko: "기상청(KMA)" },
  { en: "Open-Meteo.com (CC BY 4.0)", ko: "Open-Meteo.com(CC BY 4.0)" },
];

export const attribution = {
  en: `Weather data: ${providers.map(({ en }) => en).join("; ")}.`,
  ko: `날씨 자료: ${providers.map(({ ko }) => ko).join(", ")}.`,
};
