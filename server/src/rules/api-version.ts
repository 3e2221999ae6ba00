/** `v1beta1` of `networking.istio.io/v1beta1`. */
export const versionOf = (apiVersion: string): string => apiVersion.slice(apiVersion.lastIndexOf('/') + 1);
