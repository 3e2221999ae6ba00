import type { Assumption } from '../../mesh/evidence';
import { wrap } from '../../text/wrap';
import { causeText } from '../../trace/cause-text';
import type { Branch, Hop, Trace, Verdict } from '../../trace/trace';
import { type Paint, painter, type Style } from '../colour';
import type { Locate, ObjectPlace } from '../object-places';
import { printable } from '../printable';
import { clusterLabel, clusterNameLabel, proxyLabel, responseLabel, verdictSentence, wireLabel } from './trace-words';

const verdictStyles: Readonly<Record<Verdict, Style>> = {
  gateway: 'help',
  direct: 'help',
  mesh: 'help',
  answered: 'information',
  passthrough: 'warning',
  unknown: 'warning',
  blocked: 'error',
  failed: 'error',
};

/** For people: the verdict in a sentence, a block for each proxy on the way, and what was taken to be so. */
export function traceText(trace: Trace, locate: Locate, colour: boolean): string {
  const writer = new Writer(locate, painter(colour));
  return `${[
    writer.verdict(trace),
    ...trace.hops.flatMap((it, index) => writer.hop(it, `${index + 1}`, '')),
    ...writer.assumptions(trace.assumptions),
  ].join('\n\n')}\n`;
}

/** So far the words of each line of a block begin. */
const column = 13;

class Writer {
  readonly #locate: Locate;
  readonly #paint: Paint;

  constructor(locate: Locate, paint: Paint) {
    this.#locate = locate;
    this.#paint = paint;
  }

  verdict(trace: Trace): string {
    const sentence = wrap(printable(verdictSentence(trace)));
    const style = verdictStyles[trace.verdict];
    const places = trace.cause?.places.map((it) => this.#placeLine(this.#locate(it.object, it.path))) ?? [];
    return [...sentence.split('\n').map((it) => this.#paint(style, it)), ...places.map((it) => `  ${it}`)].join('\n');
  }

  /** A proxy's block, and behind it those of the branches that begin there. */
  hop(hop: Hop, number: string, margin: string): string[] {
    const forks = hop.branches.length > 1;
    const lines = [
      this.#paint('strong', printable(`${number}. ${proxyLabel(hop)}`)),
      ...this.#line('arrives at', arrival(hop)),
      ...this.#route(hop),
      ...(forks ? [] : hop.branches.flatMap((it) => this.#branch(hop, it))),
      ...(hop.response ? this.#line('answers', responseLabel(hop.response)) : []),
      ...(hop.cause ? this.#line('ends here', `${hop.cause.reason}: ${causeText(hop.cause)}`, 'error') : []),
      ...(hop.mirrors.length > 0 ? this.#line('copies to', hop.mirrors.join(', ')) : []),
      ...hop.passedOver.flatMap((it) => this.#line('passed over', this.#evidence(it), 'gutter')),
    ];
    const block = lines.map((it) => margin + it).join('\n');
    return [block, ...(forks ? hop.branches.flatMap((it, index) => this.#fork(hop, it, number, index, margin)) : [])];
  }

  assumptions(assumptions: readonly Assumption[]): string[] {
    if (assumptions.length === 0) return [];
    const lines = assumptions.map(({ text, object, path = [] }) => {
      const place = object ? ` (${location(this.#locate(object, path))})` : '';
      return wrap(printable(`${text.replace(/\.$/, '')}${place}`), '    ').replace(/^ {4}/, '  - ');
    });
    return [[this.#paint('strong', 'Taken to be so, as the manifests and the call do not say:'), ...lines].join('\n')];
  }

  #route({ route, routeConfiguration }: Hop): string[] {
    if (!route) return routeConfiguration ? this.#line('rule', 'none: what Istio does without a VirtualService') : [];
    const place = this.#locate(route.object, route.path);
    return this.#line('rule', `${place.resource} ${place.path}, ${location(place)}`);
  }

  #branch(hop: Hop, branch: Branch): string[] {
    return [
      ...this.#line('sends to', clusterLabel(branch)),
      ...this.#line('as', wireLabel(hop.wire, branch.tls)),
      ...this.#line(
        '',
        `${clusterNameLabel(branch.cluster)}${branch.clusterType ? `, ${branch.clusterType}` : ''}`,
        'gutter',
      ),
    ];
  }

  #fork(hop: Hop, branch: Branch, number: string, index: number, margin: string): string[] {
    const inner = `${margin}   `;
    const letter = `${number}${String.fromCharCode(97 + (index % 26))}`;
    const head = this.#paint('strong', `${letter}. ${Number(branch.weight.toFixed(1))} % of the requests`);
    const lines = [head, ...this.#branch(hop, branch)].map((it) => inner + it).join('\n');
    return [lines, ...branch.hops.flatMap((it, i) => this.hop(it, `${letter}${i + 1}`, inner))];
  }

  /** A word and what is said to it, in as many lines as it takes. */
  #line(word: string, said: string, style?: Style): string[] {
    const margin = ' '.repeat(column + 3);
    const lines = wrap(printable(said), margin).split('\n');
    return lines.map((line, index) => {
      const text = line.slice(margin.length);
      const head = index === 0 ? word : '';
      const start = this.#paint('gutter', head) + ' '.repeat(column - head.length);
      return `   ${start}${style ? this.#paint(style, text) : text}`.trimEnd();
    });
  }

  #evidence({ text, object, path = [] }: Assumption): string {
    if (!object) return text;
    const place = this.#locate(object, path);
    return `${`${place.resource} ${place.path}`.trimEnd()}, ${location(place)}: ${text}`;
  }

  #placeLine(place: ObjectPlace): string {
    return `${this.#paint('gutter', '-->')} ${printable(`${location(place)} ${place.resource} ${place.path}`.trimEnd())}`;
  }
}

const location = ({ file, range }: ObjectPlace): string => `${file}:${range.start.line}`;

/** Where the connection comes in, in Istio's names. */
function arrival({ listener, port, servicePort, match, virtualHost, domain }: Hop): string {
  const number = servicePort === port ? `port ${port}` : `port ${port}, dialled as ${servicePort}`;
  return [
    listener === undefined ? `${number}, where nothing listens` : `${number}, listener ${listener}`,
    ...(match.sni ? [`SNI ${match.sni}`] : []),
    ...(match.destination ? [`destination ${match.destination}`] : []),
    ...(virtualHost
      ? [`virtual host ${virtualHost}${domain === undefined || domain === '*' ? '' : ` for ${domain}`}`]
      : []),
  ].join(', ');
}
