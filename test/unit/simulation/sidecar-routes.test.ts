import { cart, check, nowhere, pay, rule, type Situation } from './sidecar-routes';

/*
 * Whose routes a sidecar has for a host: the situations of TestSidecarRoutes in Istio's
 * pilot/pkg/networking/core/sidecar_simulation_test.go, where VirtualServices make the routes; those of HTTPRoute are not ours.
 */

check({
  'a rule for a Service': [
    ...[80, 8080].flatMap((port): Situation[] =>
      [
        { title: 'of the client’s own namespace', namespace: 'shop', from: 'shop' },
        { title: 'that the Service’s namespace makes for clients of others', namespace: 'shop', from: 'depot' },
        { title: 'that the client’s namespace makes for itself', namespace: 'depot', from: 'depot' },
        { title: 'that a third namespace makes', namespace: 'third', from: 'depot' },
      ].map(({ title, namespace, from }) => ({
        title: `${title} counts on port ${port}, and without a port leads to the same one`,
        objects: [rule({ namespace, host: cart, to: pay })],
        from,
        port,
        found: [[cart, cart, `outbound|${port}||${pay}`]],
      })),
    ),
    ...[80, 8080].map(
      (port): Situation => ({
        title: `of three namespaces on port ${port}: the oldest counts`,
        objects: [
          rule({ namespace: 'third', host: cart, to: 'third.example.org', year: 2018 }),
          rule({ namespace: 'shop', host: cart, to: 'shop.example.org' }),
          rule({ namespace: 'depot', host: cart, to: 'depot.example.org', year: 2020 }),
        ],
        from: 'depot',
        port,
        found: [[cart, cart, `outbound|${port}||third.example.org`]],
      }),
    ),
    {
      title: 'beside another one of its namespace: the older one counts',
      objects: [
        rule({ namespace: 'shop', host: cart, to: 'new.example.org', year: 2020 }),
        rule({ namespace: 'shop', host: cart, to: 'old.example.org', year: 2018 }),
      ],
      found: [[cart, cart, 'outbound|80||old.example.org']],
    },
    {
      title: 'beside one of the client’s namespace: the older one counts',
      objects: [
        rule({ namespace: 'shop', host: cart, to: 'consumer.example.org', year: 2020 }),
        rule({ namespace: 'depot', host: cart, to: 'producer.example.org', year: 2018 }),
      ],
      found: [[cart, cart, 'outbound|80||producer.example.org']],
    },
  ],
  'a rule for a host that nothing defines': [
    {
      title: 'counts on port 80',
      objects: [rule({ namespace: 'shop', host: nowhere, to: nowhere })],
      found: [[nowhere, nowhere, `outbound|80||${nowhere}`]],
    },
    ...[
      { title: 'does not count on another port', more: {} },
      { title: 'does not count on another port that it matches', more: { onPort: 8080 } },
      { title: 'does not count on another port that it leads to', more: { toPort: 8080 } },
    ].map(
      ({ title, more }): Situation => ({
        title,
        objects: [rule({ namespace: 'shop', host: nowhere, to: nowhere, ...more })],
        port: 8080,
        found: [[nowhere]],
      }),
    ),
    {
      title: 'and for hosts like it leaves Services alone',
      objects: [rule({ namespace: 'shop', host: '*.unknown.example.org', to: 'any.example.org' })],
      found: [
        [pay, pay, `outbound|80||${pay}`],
        [cart, cart, `outbound|80||${cart}`],
        ['a.unknown.example.org', '*.unknown.example.org', 'outbound|80||any.example.org'],
      ],
    },
    {
      title: 'counts for itself beside an older one for hosts like it',
      objects: [
        rule({ namespace: 'shop', host: '*.test', to: 'wild.example.org', year: 2018 }),
        rule({ namespace: 'shop', host: 'example.test', to: 'explicit.example.org', year: 2020 }),
      ],
      found: [
        [cart, cart, `outbound|80||${cart}`],
        ['other.test', '*.test', 'outbound|80||wild.example.org'],
        ['a.example.test', '*.test', 'outbound|80||wild.example.org'],
        ['example.test', 'example.test', 'outbound|80||explicit.example.org'],
      ],
    },
  ],
});
