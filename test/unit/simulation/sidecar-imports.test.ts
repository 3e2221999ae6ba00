import { all, cart, check, nowhere, pay, rule, sidecar, stock } from './sidecar-routes';

/* More of TestSidecarRoutes: rules for hosts like a Service’s, and what a Sidecar imports. */

const own = (host: string) => [host, host, `outbound|80||${host}`] as const;
const unknown = ['other.name.cluster.local'] as const;
const wild = rule({ namespace: 'shop', host: all, to: 'wild.example.org', year: 2018 });
const explicit = rule({ namespace: 'shop', host: cart, to: 'explicit.example.org', year: 2020 });
const foreignWild = rule({ namespace: 'depot', host: all, to: 'wild.example.org', year: 2018 });
const byWild = (host: string) => [host, host, 'outbound|80||wild.example.org'] as const;
const byExplicit = [cart, cart, 'outbound|80||explicit.example.org'] as const;

check({
  'a rule for hosts like those of Services': [
    {
      title: 'counts for what no older or younger rule names',
      objects: [wild, explicit],
      found: [byWild(pay), byExplicit, unknown],
    },
    {
      title: 'counts so too where it is the younger one',
      objects: [
        rule({ namespace: 'shop', host: all, to: 'wild.example.org', year: 2020 }),
        rule({ namespace: 'shop', host: cart, to: 'explicit.example.org', year: 2018 }),
      ],
      found: [byWild(pay), byExplicit, unknown],
    },
    {
      title: 'counts so too where it is of another namespace',
      objects: [foreignWild, explicit],
      found: [byWild(pay), byExplicit, unknown],
    },
  ],
  'a Sidecar': [
    {
      title: 'that imports all Services imports a rule for all of them',
      objects: [rule({ namespace: 'shop', host: all, to: 'any.example.org' }), sidecar('shop', '*/*.cluster.local')],
      found: [[pay, pay, 'outbound|80||any.example.org'], [cart, cart, 'outbound|80||any.example.org'], unknown],
    },
    {
      title: 'that imports two Services imports the rules of its namespace that have a name in common with them',
      objects: [wild, explicit, sidecar('shop', `shop/${cart}`, `shop/${pay}`)],
      found: [byWild(pay), byExplicit, unknown],
    },
    {
      title: 'that imports from one namespace imports no rule of another one',
      objects: [foreignWild, explicit, sidecar('shop', `shop/${cart}`, `shop/${pay}`)],
      found: [own(pay), byExplicit, unknown],
    },
    {
      title: 'that imports all Services imports a rule for one that nothing defines',
      objects: [
        rule({ namespace: 'shop', host: 'any.svc.cluster.local', to: 'any.svc.cluster.local' }),
        sidecar('shop', '*/*.cluster.local'),
      ],
      found: [own('any.svc.cluster.local')],
    },
    {
      title: 'that imports one Service imports a rule for all of them, for that one',
      objects: [rule({ namespace: 'shop', host: all, to: 'any.example.org' }), sidecar('shop', `*/${cart}`)],
      found: [[cart, cart, 'outbound|80||any.example.org'], unknown],
    },
    {
      title: 'that imports a host which nothing defines has all of a rule that matches it',
      objects: [
        rule({ namespace: 'shop', host: '*.example.com', to: 'any.example.org' }),
        sidecar('shop', '*/explicit.example.com', `*/${pay}`),
      ],
      found: [[cart], own(pay), ['a.example.com', '*.example.com', 'outbound|80||any.example.org']],
    },
    {
      title: 'that imports rules but not the Services that they are for has the rules alone',
      objects: [
        rule({ namespace: 'depot', host: '*.shop.svc.cluster.local', to: 'any.example.org' }),
        rule({ namespace: 'shop', host: nowhere, to: nowhere }),
        sidecar('depot', 'depot/*.shop.svc.cluster.local', `depot/${stock}`),
      ],
      from: 'depot',
      found: [
        ['a.shop.svc.cluster.local', '*.shop.svc.cluster.local', 'outbound|80||any.example.org'],
        [nowhere, '*.shop.svc.cluster.local', 'outbound|80||any.example.org'],
        own(stock),
      ],
    },
    {
      title: 'that imports one host of a rule has the rule for its other ones too',
      objects: [
        rule({ namespace: 'shop', host: [cart, pay].join('", "'), to: 'any.example.org' }),
        sidecar('shop', `*/${cart}`),
      ],
      found: [
        [cart, cart, 'outbound|80||any.example.org'],
        [pay, pay, 'outbound|80||any.example.org'],
      ],
    },
    {
      title: 'that imports nothing but a rule does not listen',
      objects: [rule({ namespace: 'shop', host: nowhere, to: 'any.example.org' }), sidecar('shop', `*/${nowhere}`)],
      found: [[nowhere, '']],
    },
  ],
});
