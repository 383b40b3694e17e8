/** The address of the page as its state: read and replaced, never pushed. */

/** Return the parameters of the page's address. */
export function asked(): URLSearchParams {
  return new URLSearchParams(location.search);
}

/** Set parameters of the page's address: each name takes these values, none removes it. */
export function remember(values: Record<string, readonly string[]>): void {
  const url = new URL(location.href);
  for (const [name, all] of Object.entries(values)) {
    url.searchParams.delete(name);
    for (const value of all) if (value) url.searchParams.append(name, value);
  }
  if (url.href !== location.href) history.replaceState(history.state, "", url);
}
