import type { Value } from '../../yaml/write';
import type { EgressAnswers } from '../request';
import { istioRows } from './istio';
import { ambientRows, gatewayApiRows, sidecarRows } from './other-apis';
import type { Row } from './row';
import { marks } from './tab-stops';
import { pagesWithoutGateway, type ScenarioObjects } from './without-gateway';

/** A way out that the pages on egress show, with marks where uses differ. */
export interface Scenario {
  /** What is typed to have it. */
  readonly prefix: string;
  readonly title: string;
  readonly description: string;
  /** What the generator is asked for; or the objects of a page that needs no generator. */
  readonly of: { readonly answers: EgressAnswers } | { readonly objects: readonly Value[] };
}

const asked = (
  rows: readonly Row[],
  api: string,
  infix: string,
  heading: string,
  common: Partial<EgressAnswers> = {},
): Scenario[] =>
  rows.map(([prefix, title, description, answers]) => ({
    prefix: `egress-${infix}${prefix}`,
    title: `${heading}: ${title}`,
    description,
    of: { answers: { hosts: [marks.host], api, ...common, ...answers } },
  }));

const written = ({ prefix, title, description, objects }: ScenarioObjects): Scenario => ({
  prefix: `egress-${prefix}`,
  title,
  description,
  of: { objects },
});

/** Every scenario of Istio's two pages on egress gateways, and of the other pages on egress. */
export const scenarios: readonly Scenario[] = [
  ...asked(istioRows, 'istio', '', 'Egress gateway', { gateway: `${marks.gatewayNamespace}/${marks.gateway}` }),
  ...asked(gatewayApiRows, 'gateway-api', 'gateway-api-', 'Egress gateway by the Gateway API'),
  ...asked(ambientRows, 'ambient', 'ambient-', 'Egress in ambient mode'),
  ...asked(sidecarRows, 'sidecar', 'sidecar-', 'Egress from the sidecar'),
  ...pagesWithoutGateway.map(written),
];
