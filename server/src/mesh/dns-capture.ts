import { hasLabels, plainLabels } from '../model/labels';
import type { Mesh, MeshObject } from '../workspace/mesh';
import { inOrder } from '../workspace/shelf';
import { flagStatement } from './configured';
import { meshConfig } from './mesh-config';
import type { Proxy } from './proxy';

const variable = 'ISTIO_META_DNS_CAPTURE';

/** Whether a sidecar answers the DNS of its pod: as the nearest ProxyConfig says, else as the mesh does. */
export function answersDns(mesh: Mesh, { namespace, labels }: Proxy): boolean {
  // S10 pilot/pkg/model/proxy_config.go EffectiveProxyConfig: what selects the pods goes first, then what has no selector
  const of = (its: string): readonly ProxyConfig[] => inOrder([...mesh.inNamespace('ProxyConfig', its)]);
  const own = of(namespace);
  const chosen = [
    own.find((it) => isSelective(it) && hasLabels(labels, plainLabels(selectorOf(it)))),
    own.find((it) => !isSelective(it)),
    of(meshConfig(mesh).rootNamespace.value).find((it) => !isSelective(it)),
  ];
  for (const it of chosen) {
    const written = it?.resource.spec.environmentVariables?.get(variable);
    const value = written && flagStatement(written.value, []).value;
    if (value !== undefined) return value;
  }
  return meshConfig(mesh).dnsCapture.value;
}

type ProxyConfig = MeshObject<'ProxyConfig'>;

const selectorOf = ({ resource }: ProxyConfig) => resource.spec.selector?.matchLabels;
const isSelective = (it: ProxyConfig): boolean => (selectorOf(it)?.size ?? 0) > 0;
