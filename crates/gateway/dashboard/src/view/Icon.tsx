// Line icons on a grid of 24; decoration, a text always stands beside or in the label.

const PATHS = {
  cold: "M12 2v20M4 7l16 10M20 7 4 17M9 3.5l3 3 3-3M9 20.5l3-3 3 3",
  heat: "M14 14.5V5a2 2 0 1 0-4 0v9.5a4 4 0 1 0 4 0zM12 9v8",
  rain: "M12 3s6 6.5 6 11a6 6 0 0 1-12 0c0-4.5 6-11 6-11z",
  snow: "M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9",
  ice: "M3 20h18M6 20l4-12 3 6 2-3 3 9",
  wind: "M3 9h11a3 3 0 1 0-3-3M3 14h15a3 3 0 1 1-3 3M3 19h6",
  uv: "M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM12 1v2M12 21v2M1 12h2M21 12h2M4.2 4.2l1.4 1.4M18.4 18.4l1.4 1.4M19.8 4.2l-1.4 1.4M5.6 18.4l-1.4 1.4",
  moon: "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5z",
  contrast: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 3v18M12 8h7M12 12h9M12 16h7",
  pin: "M12 21s-7-6-7-11.5a7 7 0 0 1 14 0C19 15 12 21 12 21zM12 7.5a2 2 0 1 0 0 4 2 2 0 0 0 0-4z",
  locate: "M12 5a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM12 1v4M12 19v4M1 12h4M19 12h4",
  refresh: "M20 5v5h-5M4 19v-5h5M19 10a7.5 7.5 0 0 0-13.5-2M5 14a7.5 7.5 0 0 0 13.5 2",
  warning: "M12 3 2 20h20zM12 10v4M12 17v.5",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2",
  calendar: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
  check: "M4 12.5l5 5L20 7",
  close: "M6 6l12 12M18 6 6 18",
  house: "M4 11 12 4l8 7M6 10v10h12V10",
  bag: "M5 8h14l1 13H4zM9 8a3 3 0 0 1 6 0",
  download: "M12 4v11M7 11l5 5 5-5M4 20h16",
  book: "M4 5c3-1 6-1 8 1 2-2 5-2 8-1v14c-3-1-6-1-8 1-2-2-5-2-8-1zM12 6v14",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
