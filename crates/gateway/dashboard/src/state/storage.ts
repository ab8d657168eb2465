// What the browser remembers. Storage may be forbidden or full; then nothing is.

const name = (key: string) => `overcoat.${key}`;

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(name(key));
  } catch {
    return null;
  }
}

export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(name(key));
    else localStorage.setItem(name(key), value);
  } catch {
    // The choice then lasts as long as the page.
  }
}
