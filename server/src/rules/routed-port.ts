import { type Fix, fix, insertInto } from '../generate/edit';
import { legs } from '../mesh/legs';
import type { Service } from '../mesh/services';
import { hostLabel, sameHost } from '../model/host';
import { meshGateway, type Section } from '../model/virtual-service';
import { isOfKind, type MeshObject } from '../workspace/mesh';
import type { Path } from '../yaml/tree';
import { at, enumerate, label } from './places';
import type { FailureFinding } from './rule';

/** A port that a rule for sidecars asks for. */
export interface RoutedPort {
  readonly object: MeshObject<'VirtualService'>;
  readonly section: Section;
  readonly number: number;
  /** Of the port in the object, where it is written. */
  readonly path: Path;
}

/** Where a VirtualService asks for a port at sidecars; `undefined` where it does not. */
export const routedPort = (object: MeshObject<'VirtualService'>, number: number): RoutedPort | undefined =>
  legs(object, meshGateway)
    .flatMap(({ section, matches, rule, path }) =>
      matches.map((it) => ({
        object,
        section,
        number: it.port?.value ?? (section === 'tls' ? 443 : undefined),
        path: [...path.slice(object.resource.path.length), 'match', rule.match.indexOf(it as never), 'port'],
      })),
    )
    .find((it): it is typeof it & { number: number } => it.number === number);

const protocols = { http: 'HTTP', tls: 'TLS', tcp: 'TCP' } as const;

/** What is to be said where a host is declared, but not with a port that is routed; `undefined` where it is. */
export function undeclaredPort(
  { object, section, number, path }: RoutedPort,
  services: readonly Service[],
  host: string,
  consequence: string,
): FailureFinding | undefined {
  const known = [...new Set(services.flatMap((it) => it.ports.map((port) => port.number.value)))];
  const entries = services.map((it) => it.object).filter((it) => isOfKind(it, 'ServiceEntry'));
  const [entry] = entries;
  if (!entry || known.length === 0 || known.includes(number)) return undefined;
  return {
    object,
    path,
    message: `${hostLabel(host)} is declared on port ${enumerate(known.map(String))} and not on ${number}, ${consequence}.`,
    related: [at(entry, `${label(entry)} declares the host.`)],
    fixes: () => (isUntaken(object, section, services) ? [] : declaredPort(entries, section, number)),
  };
}

/** Whether the rules under `tls` lead TLS to a port of plaintext, so that they are for another section. */
const isUntaken = ({ resource }: RoutedPort['object'], section: Section, services: readonly Service[]): boolean =>
  section === 'tls' &&
  resource.spec.tls.some(({ route }) =>
    route.some(({ destination }) =>
      services.some(
        (service) =>
          sameHost(service.host, destination?.host?.value ?? '') &&
          service.ports.some((it) => it.number.value === destination?.port?.number?.value && it.listener === 'http'),
      ),
    ),
  );

/** The fix that declares a port for what a section is about, where it is plain in which ServiceEntry. */
export function declaredPort(entries: readonly MeshObject<'ServiceEntry'>[], section: Section, number: number): Fix[] {
  const [entry, ...others] = entries;
  if (!entry || others.length > 0) return [];
  const protocol = section === 'http' && number === 443 ? 'HTTPS' : protocols[section];
  const port = { number, name: `${protocol.toLowerCase()}-${number}`, protocol };
  const path = ['spec', 'ports', entry.resource.spec.ports.length];
  return fix(`Declare port ${number}`, [insertInto(entry, path, port)]);
}
