/** To a question that may hang on something which the manifests don't say. */
export type Answer = 'yes' | 'no' | 'unknown';

export const answered = (holds: boolean | undefined): Answer =>
  holds === undefined ? 'unknown' : holds ? 'yes' : 'no';

export const not = (answer: Answer): Answer => (answer === 'unknown' ? answer : answer === 'yes' ? 'no' : 'yes');

export function any(answers: Iterable<Answer>): Answer {
  const all = [...answers];
  return all.includes('yes') ? 'yes' : all.includes('unknown') ? 'unknown' : 'no';
}

export function all(answers: Iterable<Answer>): Answer {
  const every = [...answers];
  return every.includes('no') ? 'no' : every.includes('unknown') ? 'unknown' : 'yes';
}
