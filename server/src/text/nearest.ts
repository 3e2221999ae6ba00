/** The candidates within a third of the word's length in edits, closest first; upper and lower case are alike. */
export function nearest(word: string, candidates: Iterable<string>): string[] {
  const limit = Math.max(1, Math.ceil(word.length / 3));
  const wanted = word.toLowerCase();
  const found: { candidate: string; distance: number }[] = [];
  for (const candidate of new Set(candidates)) {
    if (Math.abs(candidate.length - word.length) > limit) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance <= limit) found.push({ candidate, distance });
  }
  return found.sort((a, b) => a.distance - b.distance).map((it) => it.candidate);
}

/**
 * The candidate that is plainly meant: the same letters but for one too many, one too few, another one, or two that
 * have changed places; `undefined` for another word, such as one that only goes on after a candidate.
 */
export function misspelt(word: string, candidates: Iterable<string>): string | undefined {
  const letters = (it: string): string => [...it.toLowerCase()].sort().join('');
  return [...candidates].find((it) => {
    if (word.startsWith(it) || it.length < 4) return false;
    const distance = editDistance(word.toLowerCase(), it.toLowerCase());
    return distance < 2 || (distance === 2 && letters(word) === letters(it));
  });
}

/** Whether one letter is too many, too few or another; a digit or a dash more makes another name of its own. */
export function differsByLetter(one: string, other: string): boolean {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  return one !== other && [one, other].every((it) => /^[a-z]?$/.test(it.slice(start, it.length - end)));
}

/** Levenshtein's, with one row. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, replace));
    }
    row = next;
  }
  return row[b.length]!;
}
