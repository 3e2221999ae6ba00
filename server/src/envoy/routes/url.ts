/** A request's path, and its query's parameters by name as they are written; of several with one name, the first. */
export function splitPath(target: string): { readonly path: string; readonly query: ReadonlyMap<string, string> } {
  const [whole = ''] = target.split('#', 1);
  const mark = whole.indexOf('?');
  if (mark < 0) return { path: whole, query: new Map() };
  const query = new Map<string, string>();
  for (const parameter of whole.slice(mark + 1).split('&')) {
    const equals = parameter.indexOf('=');
    const name = equals < 0 ? parameter : parameter.slice(0, equals);
    if (name && !query.has(name)) query.set(name, equals < 0 ? '' : parameter.slice(equals + 1));
  }
  return { path: whole.slice(0, mark), query };
}

/** `host:port` as host and `:port`, which is empty where there is none; an IPv6 address is in brackets. */
export function splitAuthority(authority: string): { readonly host: string; readonly port: string } {
  const [, host = authority, port = ''] = /^(\[[^\]]*\]|[^:]*)(:\d+)?$/.exec(authority) ?? [];
  return { host, port };
}
