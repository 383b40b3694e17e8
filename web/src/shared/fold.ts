/** Folding: a text as one searches for it, without marks or capitals, `đ` as `d`. */

/** Return a text in lower case without marks, `đ` written `d`, white space made single. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .replaceAll("đ", "d")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}

/** Return whether a folded text has every word of a question, whole or in part. */
export function hasWords(folded: string, question: string): boolean {
  return fold(question)
    .split(" ")
    .every((word) => folded.includes(word));
}
