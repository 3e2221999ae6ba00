import { hostProblem, splitHosts } from '../../server/src/generate/host';
import { type Answer, ask, type Place } from './steps';

/** Asks for one host or several, and writes them down; what cannot be a host is said where it is typed. */
export async function askForHosts(
  place: Place,
  prompt: string,
  answers: { hosts: readonly string[] },
): Promise<Answer<string>> {
  const answer = await ask({
    ...place,
    prompt,
    placeholder: 'api.example.com',
    value: answers.hosts.join(' '),
    problem: (text) => {
      const hosts = splitHosts(text);
      return hosts.length === 0 ? hostProblem('') : hosts.map(hostProblem).find((it) => it !== undefined);
    },
  });
  if (answer && answer !== 'back') answers.hosts = splitHosts(answer.value);
  return answer;
}
