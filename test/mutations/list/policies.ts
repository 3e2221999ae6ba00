import { among, field, gone, type Mutation, misspell, plus, same, set, take, to, whole, written } from '../mutation';
import { isMapping } from '../plain';

/* NetworkPolicies, AuthorizationPolicies and Sidecars. */

const egress = 'spec egress *';
const source = 'spec rules * from * source';
const operation = 'spec rules * to * operation';

export const policies: readonly Mutation[] = [
  field('a NetworkPolicy lets out to another port', 'NetworkPolicy', `${egress} ports * port`, plus(1)),
  field('a NetworkPolicy has the port of the Service', 'NetworkPolicy', `${egress} ports * port`, among({ 8443: 443 })),
  field(
    'a NetworkPolicy lets out by another protocol',
    'NetworkPolicy',
    `${egress} ports * protocol`,
    among({ TCP: 'UDP' }),
  ),
  field(
    'a NetworkPolicy names another namespace',
    'NetworkPolicy',
    `${egress} to * namespaceSelector matchLabels *`,
    misspell,
  ),
  field('a NetworkPolicy names other pods', 'NetworkPolicy', `${egress} to * podSelector matchLabels *`, misspell),
  field('a NetworkPolicy does not let out to', 'NetworkPolicy', egress, take),
  field('a NetworkPolicy lets out to everywhere', 'NetworkPolicy', 'spec egress', (it) =>
    Array.isArray(it) ? [...it, {}] : same,
  ),
  field('a NetworkPolicy lets out to all addresses', 'NetworkPolicy', 'spec egress', (it) =>
    Array.isArray(it) ? [...it, { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] : same,
  ),
  field(
    'a NetworkPolicy is for some pods only',
    'NetworkPolicy',
    'spec podSelector',
    to({ matchLabels: { app: 'web' } }),
  ),
  field('a NetworkPolicy is about what comes in', 'NetworkPolicy', 'spec policyTypes *', to('Ingress')),
  field('an AuthorizationPolicy selects other pods', 'AuthorizationPolicy', 'spec selector matchLabels *', misspell, {
    mayWarn: ['authorization-policy-selector-misspelt'],
  }),
  field('an AuthorizationPolicy is for no object', 'AuthorizationPolicy', 'spec targetRefs', take),
  whole('an AuthorizationPolicy selects a waypoint by labels', 'AuthorizationPolicy', ({ spec }) =>
    isMapping(spec) && 'targetRefs' in spec
      ? () => {
          delete spec['targetRefs'];
          spec['selector'] = { matchLabels: { 'gateway.networking.k8s.io/gateway-name': 'waypoint' } };
        }
      : undefined,
  ),
  field('an AuthorizationPolicy is for another object', 'AuthorizationPolicy', 'spec targetRefs * name', misspell),
  field('an AuthorizationPolicy is for another kind', 'AuthorizationPolicy', 'spec targetRefs * kind', to('Service')),
  field('an AuthorizationPolicy refuses', 'AuthorizationPolicy', 'spec action', among({ ALLOW: 'DENY' })),
  field('an AuthorizationPolicy names another namespace', 'AuthorizationPolicy', `${source} namespaces *`, misspell),
  field(
    'an AuthorizationPolicy names another identity',
    'AuthorizationPolicy',
    `${source} principals *`,
    written((it) => String(it).replace('/shop/', '/billing/')),
  ),
  field(
    'an identity begins like a URL',
    'AuthorizationPolicy',
    `${source} principals *`,
    written((it) => `spiffe://${it}`),
  ),
  field('an AuthorizationPolicy names another host', 'AuthorizationPolicy', `${operation} hosts *`, misspell),
  field(
    'an AuthorizationPolicy names the port of the pods',
    'AuthorizationPolicy',
    `${operation} ports *`,
    among({ 80: '8080' }),
  ),
  field(
    'an AuthorizationPolicy names another name of TLS',
    'AuthorizationPolicy',
    'spec rules * when * values *',
    misspell,
  ),
  field('an AuthorizationPolicy asks for a path', 'AuthorizationPolicy', 'spec rules *', (it) =>
    isMapping(it) && !('to' in it) ? { ...it, to: [{ operation: { paths: ['/v1/*'] } }] } : same,
  ),
  field('an AuthorizationPolicy lets in nobody', 'AuthorizationPolicy', 'spec rules', (_, { holder }) =>
    'action' in holder && holder['action'] === 'ALLOW' ? gone : same,
  ),
  field('an AuthorizationPolicy refuses nobody', 'AuthorizationPolicy', 'spec rules', (_, { holder }) =>
    'action' in holder && holder['action'] === 'DENY' ? gone : same,
  ),
  field('a Sidecar does not import', 'Sidecar', `${egress} hosts *`, take),
  field('a Sidecar imports something misspelt', 'Sidecar', `${egress} hosts *`, misspell),
  field('a Sidecar does not say what is let through', 'Sidecar', 'spec outboundTrafficPolicy mode', take, {
    mayWarn: ['sidecar-mode-omitted'],
  }),
  field('a Sidecar is for other pods', 'Sidecar', 'spec workloadSelector', set({ labels: { app: 'other' } })),
];
