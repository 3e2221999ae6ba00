/** Milliseconds that it takes. */
export function time(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** The one in the middle. */
export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** The value below which that share of all values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** Bytes that what is made keeps in memory; needs `--expose-gc`. */
export function heapOf(make: () => unknown): number {
  const before = usedHeap();
  const made = make();
  const after = usedHeap();
  return made === undefined ? 0 : after - before;
}

function usedHeap(): number {
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
