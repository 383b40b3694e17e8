/** The reader's theme before anything is painted: a plain script, first in the page. */

try {
  const chosen = localStorage.getItem("vngov-theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset["theme"] = chosen;
} catch {
  // no storage: the system's theme stays
}
