/** What a document without `apiVersion` and `kind` is taken for. */
export interface FallbackType {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Istio's chart for gateways is called just `gateway`. */
const dependsOnGateway = /^[ \t]{0,20}(?:-[ \t]{1,20})?name[ \t]*:[ \t]*["']?gateway["']?[ \t\r]*$/m;
/** Values that configure the mesh and its sidecars, or that may be those of a gateway which a chart depends on. */
const values =
  /^(?:[ \t]{0,20}(?:meshConfig|(?:in|ex)clude(?:IPRanges|OutboundPorts))|[\w.-]{0,60}(?:gateway|egress)[\w.-]{0,60})[ \t]*:/m;

/** What a document is of Istio's Helm charts, should it not say itself what it is. */
export function untypedKind(source: string): FallbackType | undefined {
  // nearly every document says what it is, and in its first lines
  if (/^apiVersion[ \t]*:/m.test(source) && /^kind[ \t]*:/m.test(source)) return undefined;
  if (/^dependencies[ \t]*:/m.test(source) && dependsOnGateway.test(source))
    return { apiVersion: 'helm/chart', kind: 'HelmChart' };
  return values.test(source) ? { apiVersion: 'helm/values', kind: 'HelmValues' } : undefined;
}
