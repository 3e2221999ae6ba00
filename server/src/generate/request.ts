import type { Settings } from '../workspace/settings';
import type { Workspace } from '../workspace/workspace';
import { egressName } from './egress-name';
import { apis, type EgressApi, type EgressRequest, hopPort } from './egress-request';
import { podsMadeOf } from './gateway-api';
import { podsBehind } from './gateway-pods';
import { isLabel, portNumber, readHost } from './host';
import { whyImpossible, whyNotEnclosed } from './impossible';
import type { ObjectName } from './objects';
import { usualApi } from './usual-api';

/** What somebody wants of an egress route, as they say it on the command line or in the editor. */
export interface EgressAnswers {
  /** A host name, `host:port` or a URL. */
  readonly host: string;
  /** `http` or `https`, with `:PORT` where it is not the usual one; by default what the URL says, else `http`. */
  readonly application?: string | undefined;
  /** `same` or `tls`; by default `same`, but `tls` where the application speaks HTTP and the URL is `https`. */
  readonly outside?: string | undefined;
  /** `plaintext`, `mtls` or `passthrough`; by default `mtls` for HTTP and `passthrough` for HTTPS. */
  readonly hop?: string | undefined;
  /** `istio` or `gateway-api`; by default that of the workspace's own gateways. */
  readonly api?: string | undefined;
  /** Of the new objects; by default that of the settings. */
  readonly namespace?: string | undefined;
  /**
   * As `namespace/name`: with Istio's API the gateway's Service, by default that of the settings; with the Gateway API the
   * Gateway that is written, by default one for this host beside the other objects.
   */
  readonly gateway?: string | undefined;
  /** Whether to keep the clients from going around the gateway. */
  readonly networkPolicy?: boolean | undefined;
}

export type EgressResult =
  | { readonly request: EgressRequest; readonly problem?: undefined }
  | { readonly request?: undefined; readonly problem: string };

/** Completes and checks what somebody wants; a problem is one sentence that says why it can't be had. */
export function egressRequest(answers: EgressAnswers, workspace: Workspace): EgressResult {
  const { settings } = workspace;
  const target = readHost(answers.host);
  if ('problem' in target) return target;
  const { host } = target;
  const dialled = applicationOf(answers.application, target);
  if ('problem' in dialled) return dialled;
  const originates = dialled.application === 'http' && target.scheme === 'https';
  const outside = oneOf(answers.outside, outsides, originates ? 'tls' : 'same');
  const hop = oneOf(answers.hop, hops, dialled.application === 'http' ? 'mtls' : 'passthrough');
  const api = oneOf(answers.api, apis, usualApi(workspace));
  const namespace = answers.namespace ?? settings.namespace;
  if (!outside) return { problem: `What leaves the gateway is one of ${outsides.join(', ')}.` };
  if (!hop) return { problem: `The hop to the gateway is one of ${hops.join(', ')}.` };
  if (!api) return { problem: `The API of the objects is one of ${apis.join(', ')}.` };
  const gateway =
    answers.gateway === undefined
      ? usualGateway(api, { name: egressName(host), namespace }, settings)
      : gatewayOf(answers.gateway);
  if (!gateway)
    return { problem: 'The gateway is written as namespace/name, such as istio-system/istio-egressgateway.' };
  if (namespace && !isLabel(namespace)) return { problem: `${namespace} is not the name of a namespace.` };
  if (originates && outside === 'tls' && target.port !== undefined && target.port !== httpsPort)
    return { problem: `TLS from the gateway to port ${target.port} is not available yet, only to ${httpsPort}.` };
  const wanted = { host, ...dialled, outside, hop, api, namespace, gateway };
  const problem = whyImpossible(wanted) ?? (answers.networkPolicy ? whyNotEnclosed(wanted, settings) : undefined);
  if (problem) return { problem };
  const pods =
    api === 'istio' ? podsBehind(gateway, hopPort(dialled), workspace) : podsMadeOf(gateway, hopPort(dialled));
  const enclosure = { enclosure: { podPort: pods.port, controlPlane: settings.rootNamespace } };
  return { request: { ...wanted, selector: pods.labels, ...(answers.networkPolicy ? enclosure : {}) } };
}

const applications = ['http', 'https'] as const;
const outsides = ['same', 'tls'] as const;
const hops = ['plaintext', 'mtls', 'passthrough'] as const;
const httpsPort = 443;
const usualPorts = { http: 80, https: httpsPort } as const;

type Spoken = (typeof applications)[number];
type Application = Pick<EgressRequest, 'port'> & { readonly application: Spoken };

/** What the application speaks, and the port that it dials. */
function applicationOf(
  answer: string | undefined,
  target: { readonly port: number | undefined; readonly scheme: Spoken | undefined },
): Application | { readonly problem: string } {
  const [name, portText] = answer?.split(':') ?? [];
  const application = oneOf(name, applications, target.scheme ?? (target.port === httpsPort ? 'https' : 'http'));
  if (!application) return { problem: `What the application speaks is one of ${applications.join(', ')}.` };
  const port = portText === undefined ? undefined : portNumber(portText);
  if (portText !== undefined && port === undefined)
    return { problem: `${portText || 'An empty text'} is not a port: it is a number from 1 to 65535.` };
  if (application === 'https' && target.scheme === 'http')
    return { problem: 'The URL begins with http, but the application shall speak https: say which it is.' };
  // the port of an https URL is the outside one where the gateway is to do the TLS
  const dialled = application === (target.scheme ?? application) ? target.port : undefined;
  if (port !== undefined && dialled !== undefined && port !== dialled)
    return { problem: `The host says port ${dialled}, but the application shall dial ${port}: say which it is.` };
  if (!answer && !target.scheme && dialled !== undefined && !isUsual(dialled))
    return { problem: `Say what the application speaks on port ${dialled}: http or https.` };
  return { application, port: port ?? dialled ?? usualPorts[application] };
}

const isUsual = (port: number): boolean => Object.values(usualPorts).some((it) => it === port);

function oneOf<T extends string>(given: string | undefined, values: readonly T[], usual: T): T | undefined {
  return given === undefined ? usual : values.find((it) => it === given);
}

function gatewayOf(text: string): ObjectName | undefined {
  const [namespace = '', name = '', ...more] = text.split('/');
  return more.length === 0 && isLabel(namespace) && isLabel(name) ? { namespace, name } : undefined;
}

/** The gateway that is meant where none is named: that of the settings, or a Gateway for this host alone. */
const usualGateway = (api: EgressApi, own: ObjectName, { gateway }: Settings): ObjectName | undefined =>
  api === 'istio' ? gatewayOf(gateway) : own;
