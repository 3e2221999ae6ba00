import type { Service } from '../../mesh/services';
import { isAddress } from '../../text/cidr';

/** The address that a service without one of its own is listened for at: every one. */
export const anyAddress = '0.0.0.0';

/** Where a sidecar listens for a service's TCP: at an address, or at every one for a range of them. */
export interface Bind {
  readonly address: string;
  readonly range: string | undefined;
}

/**
 * Where a sidecar listens for the TCP and TLS of a service. A Service whose cluster IP is not written, and a
 * ServiceEntry that Istio gives an address, are listened for at their host: it stands for an address of their own.
 */
export function bindsOf(service: Service, hasAllocatedAddress: boolean): readonly Bind[] {
  // S8 pilot/pkg/networking/core/listener.go buildSidecarOutboundListener; pilot/pkg/model/service.go GetAddressForProxy
  if (service.addresses.length > 0) return service.addresses.map(bindAt);
  const { host, resolution } = service;
  if (resolution === 'CLUSTER_IP') return [{ address: host, range: undefined }];
  // listener.go buildSidecarOutboundListeners: a headless service is listened for at the addresses of its pods
  if (resolution === 'HEADLESS') return [{ address: host, range: undefined }];
  const endpoints = endpointAddresses(service);
  if (resolution === 'NONE' && endpoints.length > 0) return endpoints.map((it) => ({ address: anyAddress, range: it }));
  // S10 pilot/pkg/model/service.go nodeUsesAutoallocatedIPs
  if (hasAllocatedAddress && isAllocated(service)) return [{ address: host, range: undefined }];
  // S9 without an address it takes whatever comes to its port
  return [{ address: anyAddress, range: undefined }];
}

const bindAt = (address: string): Bind =>
  address.includes('/') ? { address: anyAddress, range: address } : { address, range: undefined };

function endpointAddresses({ object }: Service): string[] {
  if (object.resource.kind !== 'ServiceEntry') return [];
  return object.resource.spec.endpoints.flatMap(({ address }) =>
    address && isAddress(address.value) ? [address.value] : [],
  );
}

/** Whether Istio gives the ServiceEntry an address that only its own DNS knows. */
export function isAllocated({ object, resolution, addresses, host }: Service): boolean {
  // S10 pilot/pkg/networking/serviceentry/ip_autoallocation.go ShouldV2AutoAllocateIPFromConfig
  if (object.resource.kind !== 'ServiceEntry' || addresses.length > 0) return false;
  if (host.startsWith('*') && resolution !== 'DYNAMIC_DNS') return false;
  return (
    resolution !== 'NONE' &&
    object.resource.labels?.get('networking.istio.io/enable-autoallocate-ip')?.value !== 'false'
  );
}
