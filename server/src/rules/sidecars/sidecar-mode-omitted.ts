import { fix, insertInto } from '../../generate/edit';
import { defineRule } from '../rule';

export const sidecarModeOmitted = defineRule({
  id: 'sidecar-mode-omitted',
  severity: 'warning',
  summary: 'A Sidecar’s `outboundTrafficPolicy` has no mode, which means REGISTRY_ONLY.',
  rationale:
    'A policy that is written without its `mode` is not the mesh’s: the first value of the list counts, and that is REGISTRY_ONLY. Requests to hosts that no ServiceEntry has are refused, even in a mesh that lets everything out.',
  reference: 'https://istio.io/latest/docs/reference/config/networking/sidecar/#OutboundTrafficPolicy',
  aliases: ['KIA1007'],
  on: ['Sidecar'],

  *check(object) {
    const policy = object.resource.spec.outboundTrafficPolicy;
    // 3.9 api: networking/v1alpha3/sidecar.proto: the first value of the enum is what an absent one means
    if (!policy || policy.mode || object.document.partial) return;
    const write = (mode: string, title: string) =>
      fix(title, [insertInto(object, ['spec', 'outboundTrafficPolicy', 'mode'], mode)]);
    yield {
      span: policy.span,
      message:
        'Without a mode the policy is REGISTRY_ONLY: requests to hosts that no ServiceEntry has are refused, whatever the mesh says.',
      fixes: () => [
        ...write('REGISTRY_ONLY', 'Write the mode that it has (REGISTRY_ONLY)'),
        ...write('ALLOW_ANY', 'Let requests to unknown hosts out (ALLOW_ANY)'),
      ],
    };
  },

  examples: [
    {
      title: 'an empty policy',
      source: `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  outboundTrafficPolicy: {}
#                        ^^ Without a mode the policy is REGISTRY_ONLY: requests to hosts that no ServiceEntry has are refused, whatever the mesh says.
`,
      fixed: `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: default, namespace: shop }
spec:
  outboundTrafficPolicy: { mode: REGISTRY_ONLY }
`,
    },
  ],
});
