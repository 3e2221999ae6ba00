import type { Answers, Session } from './generate-session';
import { type Answer, ask, type Question } from './steps';

/*
 * Questions about one answer each.
 */

/** A question, and those that its answer makes necessary. */
export function followedBy(
  first: Question<Session>,
  others: (answers: Answers) => readonly Question<Session>[],
): Question<Session> {
  return async (place, session) => {
    let answer = await first(place, session);
    for (const next of others(session.answers)) if (answer && answer !== 'back') answer = await next(place, session);
    return answer;
  };
}

/** An answer, once it is written down. */
export function noted<T>(answer: Answer<T>, note: (value: T) => void): Answer<T> {
  if (answer && answer !== 'back') note(answer.value);
  return answer;
}

/** A text, which may be left empty. */
export function text(
  key: 'namespace' | 'port',
  prompt: string,
  problem: (text: string) => string | undefined,
): Question<Session> {
  return async (place, { answers }) =>
    noted(
      await ask({ ...place, prompt, placeholder: '', value: answers[key] ?? '', problem: (it) => problem(it.trim()) }),
      (value) => Object.assign(answers, { [key]: value || undefined }),
    );
}

/** Several words, with blanks or commas between. */
export function texts(
  key: 'clients' | 'exportTo' | 'sans' | 'addresses',
  prompt: string,
  problem: (word: string) => string | undefined = () => undefined,
): Question<Session> {
  const words = (it: string): string[] => it.split(/[\s,]+/).filter(Boolean);
  return async (place, { answers }) =>
    noted(
      await ask({
        ...place,
        prompt,
        placeholder: '',
        value: (answers[key] ?? []).join(' '),
        problem: (it) => words(it).map(problem).find(Boolean),
      }),
      (value) => Object.assign(answers, { [key]: words(value) }),
    );
}
