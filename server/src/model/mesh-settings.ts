import { boolean, integer, list, mapping, type Read, struct, text } from '../yaml/read';
import { labelSelector } from './label-selector';

/** What of Istio's MeshConfig decides where traffic goes. */
export const meshSettings = struct({
  outboundTrafficPolicy: struct({ mode: text }),
  defaultServiceExportTo: list(text),
  defaultVirtualServiceExportTo: list(text),
  defaultDestinationRuleExportTo: list(text),
  rootNamespace: text,
  trustDomain: text,
  enableAutoMtls: boolean,
  h2UpgradePolicy: text,
  proxyHttpPort: integer,
  defaultConfig: struct({ proxyMetadata: mapping(text), discoveryAddress: text }),
  serviceEntryVisibility: struct({
    applyToSidecars: boolean,
    defaultVisibility: text,
    policies: list(
      struct({
        visibility: text,
        matchingRules: list(struct({ namespaceSelector: labelSelector })),
      }),
    ),
  }),
});
export type MeshSettings = Read<typeof meshSettings>;
export type ServiceEntryVisibilitySettings = NonNullable<MeshSettings['serviceEntryVisibility']>;
