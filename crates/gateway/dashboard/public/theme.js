// Before the first paint, so that nobody who chose the dark sees a flash of light.
try {
  const theme = localStorage.getItem("overcoat.theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden; then the system's theme applies.
}
