// For node --test: prints what fails and what the tests say on standard error, and leaves the counts for test.mjs.
import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';

export default async function* failures(events) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const names = []; // the test at hand, below the suites around it
  for await (const { type, data } of events) {
    if (type === 'test:start') names.splice(data.nesting, names.length, data.name);
    if (type === 'test:stderr') yield data.message;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const outcome = outcomeOf(type, data);
    if (outcome) counts[outcome] += 1;
    if (outcome === 'failed') yield `✖ ${names.slice(0, data.nesting + 1).join(' › ')}\n${reason(data)}\n\n`;
  }
  if (process.env.TEST_RESULTS) writeFileSync(process.env.TEST_RESULTS, JSON.stringify(counts));
}

function outcomeOf(type, data) {
  if (isSet(data.skip) || isSet(data.todo)) return 'skipped'; // what is still to do may fail
  if (type === 'test:pass') return isEmptyFile(data) ? 'failed' : isSuite(data) ? undefined : 'passed';
  // A suite or test fails with those inside it, which have been counted.
  return data.details.error?.failureType === 'subtestsFailed' ? undefined : 'failed';
}

/** Node reports a file as a test of its own when it has none. */
function isEmptyFile({ name, nesting }) {
  return nesting === 0 && name.endsWith('.test.mjs');
}

function isSuite({ details }) {
  return details.type === 'suite';
}

function isSet(option) {
  return option !== undefined && option !== false;
}

function reason({ details: { error } }) {
  if (!error) return '  There is no test in it.';
  if (error.exitCode) return `  The file's process ended with ${error.exitCode}.`;
  const cause = error.cause ?? error;
  return (cause.stack ?? inspect(cause)).replace(/^/gm, '  ');
}
