// npm run bench: what it costs to open a workspace and to edit it, as ratios of baselines that are measured in the same
// run on the same machine. Rounds take turns, and the median of each ratio counts. No test: nothing fails.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseRequest } from '../../server/src/envoy/request';
import { Findings } from '../../server/src/features/findings';
import { trace } from '../../server/src/trace/trace';
import { Workspace } from '../../server/src/workspace/workspace';
import { readEvents } from '../../server/src/yaml/event-reader';
import { split } from '../../server/src/yaml/split';
import { readTolerantly } from '../../server/src/yaml/tolerant';
import { corpus, largeText, type SourceFile } from './corpus';
import { heapOf, median, quantile, time } from './measure';

const rounds = 3;
const keystrokes = 120;

const files = corpus(10_000);
const few = files.slice(0, 1000);
const large = largeText(1_000_000);
const root = mkdtempSync(join(tmpdir(), 'istio-egress-bench-'));
const ratios = new Map<string, number[]>();

try {
  for (const { path, text } of files) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (let round = 0; round < rounds; round++) measure();
  const documents = few.length * 4;
  const heap = heapOf(() => opened(few));
  add('memory of an open workspace / its text', heap / few.reduce((sum, it) => sum + it.text.length, 0));
  add('memory of an open workspace, KB / document', heap / documents / 1024);
} finally {
  rmSync(root, { recursive: true, force: true });
}
const width = Math.max(...[...ratios.keys()].map((it) => it.length));
for (const [name, values] of ratios) console.log(`${name.padEnd(width)} ${median(values).toFixed(2).padStart(8)}`);

function measure(): void {
  const floor = time(() => scan(readAll()));
  const index = time(() => opened(readAll()));
  add('open 10 000 files / walk, read and find their lines', index / floor);
  add('open 10 000 files / open 1 000', index / time(() => opened(few)));

  const documents = few.flatMap(({ text }) => split(text).map((it) => it.text));
  const fast = time(() => documents.forEach((it) => void readEvents(it, it)));
  add('tolerant reader / fast reader', time(() => documents.forEach((it) => void readTolerantly(it, it))) / fast);

  const [file] = files as [SourceFile];
  const alone = tracing(corpus(10), 10);
  const inMany = tracing(corpus(2500), 100);
  add('trace in 10 000 objects / in 40', median(inMany) / median(alone));
  add('trace in 10 000 objects, ms', median(inMany));
  add('- its 95th percentile, ms', quantile(inMany, 0.95));

  const small = typing(opened([file]), file);
  const inLarge = typing(opened([{ path: 'large.yaml', text: large }]), { path: 'large.yaml', text: large });
  const among = typing(opened(files), file);
  const document = documents[0] ?? '';
  const tolerant = median(Array.from({ length: keystrokes }, () => time(() => readTolerantly(document, document))));
  add('keystroke in a file of 4 documents / tolerant reading of one', median(small) / tolerant);
  add('- its 95th percentile / median', quantile(small, 0.95) / median(small));
  add('keystroke in a file of 1 MB / in one of 4 documents', median(inLarge) / median(small));
  add('keystroke among 10 000 files / alone', median(among) / median(small));
}

function add(name: string, ratio: number): void {
  ratios.set(name, [...(ratios.get(name) ?? []), ratio]);
}

/** Every file below the root, as it is found. */
function readAll(): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** What any program does at least that says where something is. */
function scan(read: readonly SourceFile[]): number {
  let lines = 0;
  for (const { text } of read) for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

interface Opened {
  readonly workspace: Workspace;
  readonly findings: Findings;
}

/** A workspace whose files have all been read and checked. */
function opened(read: readonly SourceFile[]): Opened {
  const workspace = new Workspace();
  const findings = new Findings(workspace);
  for (const { path, text } of read) workspace.set(path, text);
  for (const { path } of read) findings.of(path);
  return { workspace, findings };
}

/** Milliseconds for each trace of a request to one of the first hosts, where the rest of the workspace has been read. */
function tracing(read: readonly SourceFile[], hosts: number): number[] {
  const workspace = new Workspace();
  for (const { path, text } of read) workspace.set(path, text);
  const [document] = workspace.documents(read[0]?.path ?? '');
  const [meshObjects] = document ? workspace.meshesOf(document) : [];
  if (!meshObjects) throw new Error('the corpus has no mesh');
  return Array.from({ length: 3 * hosts }, (_, i) => {
    const number = i % hosts;
    const request = parseRequest(`http://api-${number}.${['example.com', 'acme.org', 'shop.io'][number % 3]}/`);
    if (typeof request === 'string') throw new Error(request);
    return time(() => trace(meshObjects.mesh, { namespace: `team-${number % 40}`, labels: new Map() }, request));
  });
}

/** Milliseconds from each keystroke to the findings of the file: the name of a ServiceEntry near its middle gets longer and shorter. */
function typing({ workspace, findings }: Opened, { path, text }: SourceFile): number[] {
  const name = '\n  name: host-';
  const at = text.indexOf(name, text.length / 2 - 1000) + name.length;
  return Array.from({ length: keystrokes }, (_, i) =>
    time(() => {
      workspace.set(path, text.slice(0, at) + 'x'.repeat(1 + (i % 5)) + text.slice(at));
      findings.of(path);
      findings.takeStale();
    }),
  );
}
