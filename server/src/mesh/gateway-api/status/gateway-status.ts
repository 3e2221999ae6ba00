import { isManaged } from '../../../model/kubernetes-gateway';
import { nothingByDefault, referred, secretByDefault } from '../../../model/object-reference';
import type { Mesh, MeshObject } from '../../../workspace/mesh';
import { owns } from '../../ownership';
import { servicesMatching } from '../../services';
import { addressProblem, gatewayServices } from '../addresses';
import { controllerOf } from '../classes';
import { isGranted, notGranted } from '../grants';
import {
  type BuiltListener,
  gatewaysOf,
  isListenerSetAllowed,
  type KubernetesGateway,
  listenersOf,
} from '../listeners';
import type { Problem, Reason } from '../problem';
import { type Condition, condition } from './condition';
import { invalidity, listenerStatus } from './listener-status';

/** What Istio reports of a Gateway and its own listeners; nothing for one of another controller. */
export function gatewayStatus(mesh: Mesh, gateway: KubernetesGateway): Condition[] {
  const controller = controllerOf(mesh, gateway);
  if (!controller) return [];
  // 4.7 pilot/pkg/config/kube/gateway/conversion.go reportUnmanagedGatewayStatus
  if (controller === 'remote')
    return [condition('', 'Accepted', 'Accepted', undefined), condition('', 'Programmed', 'Programmed', undefined)];
  const all = listenersOf(mesh, gateway);
  const own = all.filter((it) => it.owner === gateway);
  const address = addressProblem(gateway);
  const refused = address ?? parametersProblem(mesh, gateway);
  const unusable = gatewayServices(gateway).length === 0 ? address : serviceProblem(mesh, gateway, all);
  return [
    refused ? condition('', 'Accepted', 'Accepted', refused) : acceptance(own),
    condition(
      '',
      'Programmed',
      'Programmed',
      unusable,
      unusable && (unusable === address ? 'UnsupportedAddress' : 'AddressNotUsable'),
    ),
    condition('', 'ResolvedRefs', 'ResolvedRefs', clientCertificateProblem(mesh, gateway)),
    ...lenience(gateway),
    ...own.flatMap(listenerStatus),
  ];
}

/** What Istio reports of a ListenerSet; nothing where its Gateway is not there, or not Istio's. */
export function listenerSetStatus(mesh: Mesh, set: MeshObject<'ListenerSet'>): Condition[] {
  const [gateway] = gatewaysOf(mesh, set);
  const controller = gateway && controllerOf(mesh, gateway);
  if (!gateway || !controller) return [];
  const problem = (reason: Reason, text: string): Problem => ({
    reason,
    fact: 'L9',
    text,
    object: set,
    path: ['spec', 'parentRef'],
  });
  const both = (it: Problem | undefined): Condition[] => [
    condition('', 'Accepted', 'Accepted', it),
    condition('', 'Programmed', 'Programmed', it),
  ];
  // pilot/pkg/config/kube/gatewaycommon/conversion.go ReportUnsupportedListenerSet, ReportNotAllowedListenerSet
  if (controller !== 'gateway')
    return both(problem('NotAllowed', `The class of the Gateway ${gateway.name} takes no ListenerSets.`));
  if (!isListenerSetAllowed(mesh, gateway, set))
    return both(problem('NotAllowed', `The allowedListeners of the Gateway ${gateway.name} leave it out.`));
  const address = addressProblem(gateway);
  if (address && gatewayServices(gateway).length === 0) return both(address);
  const own = listenersOf(mesh, gateway).filter((it) => it.owner === set);
  const isValid = own.some((it) => it.server && !invalidity(it));
  const none = isValid ? undefined : problem('ListenersNotValid', 'None of its listeners is valid.');
  const unusable = none ? undefined : serviceProblem(mesh, gateway, own);
  return [
    condition('', 'Accepted', 'Accepted', address ?? none),
    condition('', 'Programmed', 'Programmed', none ?? unusable, unusable && 'AddressNotUsable'),
    ...own.flatMap(listenerStatus),
  ];
}

function acceptance(own: readonly BuiltListener[]): Condition {
  // conversion.go reportGatewayStatus: one valid listener is enough
  const wrong = own.flatMap((it) => invalidity(it) ?? []);
  const [first] = wrong;
  if (!first) return condition('', 'Accepted', 'Accepted', undefined);
  const isRefused = wrong.length === own.length;
  return {
    part: '',
    type: 'Accepted',
    status: !isRefused,
    reason: 'ListenersNotValid',
    ...(isRefused && { problem: first }),
  };
}

/** That clients may come without a certificate, although it is asked for. */
function lenience({ resource: { spec } }: KubernetesGateway): Condition[] {
  // conversion.go reportGatewayStatus
  const { default: all, perPort = [] } = spec.tls?.frontend ?? {};
  const isLenient = [all, ...perPort.map((it) => it.tls)].some(
    (it) => it?.validation?.mode?.value === 'AllowInsecureFallback',
  );
  return isLenient
    ? [{ part: '', type: 'InsecureFrontendValidationMode', status: true, reason: 'ConfigurationChanged' }]
    : [];
}

/** Services that are named and can't be what leads to the listeners, as far as the workspace has them. */
function serviceProblem(
  mesh: Mesh,
  gateway: KubernetesGateway,
  listeners: readonly BuiltListener[],
): Problem | undefined {
  if (isManaged(gateway.resource.spec)) return undefined;
  for (const host of gatewayServices(gateway)) {
    // L8 pilot/pkg/config/kube/gatewaycommon/context.go ResolveGatewayInstances
    const known = servicesMatching(mesh, host).filter((it) => it.host === host);
    const own = known.find((it) => it.namespace === gateway.namespace);
    const problem = (text: string): Problem => ({
      reason: 'UnsupportedAddress',
      fact: 'L8',
      text,
      object: gateway,
      path: ['spec', 'addresses'],
    });
    if (!own) {
      if (known.length > 0) return problem(`${host} is not in the Gateway’s own namespace.`);
      if (owns(mesh, gateway.namespace, 'Service')) return problem(`There is no Service ${host}.`);
      continue;
    }
    const missing = listeners.find((it) => it.server && !own.ports.some(({ number }) => number.value === it.port));
    if (missing)
      return problem(`${host} has no port ${missing.port}, as listener ${missing.listener.name?.value ?? ''} has it.`);
  }
  return undefined;
}

function parametersProblem(mesh: Mesh, gateway: KubernetesGateway): Problem | undefined {
  // 4.5 pilot/pkg/config/kube/gateway/gateway_collection.go validateParametersRef
  const reference = gateway.resource.spec.infrastructure?.parametersRef;
  if (!reference) return undefined;
  const { type, kind, name } = referred(reference, nothingByDefault, gateway.namespace);
  const problem = (text: string): Problem => ({
    reason: 'InvalidParameters',
    fact: '4.5',
    text,
    object: gateway,
    path: ['spec', 'infrastructure', 'parametersRef'],
  });
  if (type !== 'ConfigMap') return problem(`The parameters of a Gateway are in a ConfigMap, not in a ${kind}.`);
  const isMissing =
    mesh.has('ConfigMap', gateway.namespace) && mesh.find('ConfigMap', gateway.namespace, name).length === 0;
  return isMissing ? problem(`There is no ConfigMap ${name} in the Gateway’s namespace.`) : undefined;
}

function clientCertificateProblem(mesh: Mesh, gateway: KubernetesGateway): Problem | undefined {
  // conversion.go validateBackendClientCertificateRef
  const reference = gateway.resource.spec.tls?.backend?.clientCertificateRef;
  if (!reference) return undefined;
  const to = referred(reference, secretByDefault, gateway.namespace);
  const problem = (reason: Reason, text: string): Problem => ({
    reason,
    fact: '4.7',
    text,
    object: gateway,
    path: ['spec', 'tls', 'backend', 'clientCertificateRef'],
  });
  if (to.type !== 'Secret')
    return problem('InvalidClientCertificateRef', `A certificate is in a Secret, not in a ${to.kind}.`);
  if (isGranted(mesh, gateway, to)) return undefined;
  return { ...problem('RefNotPermitted', `${to.name} is in ${to.namespace}, and ${notGranted(gateway, to)}.`), to };
}
