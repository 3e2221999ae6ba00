import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { authorityOf, parseRequest, type Request, type RequestOptions } from '../../../server/src/envoy/request';
import { inRange } from '../../../server/src/text/cidr';

const read = (url: string, options: RequestOptions = {}): Request => {
  const request = parseRequest(url, options);
  if (typeof request === 'string') assert.fail(request);
  return request;
};

describe('a URL', () => {
  const ports: readonly [string, number][] = [
    ['http://a.example.com', 80],
    ['https://a.example.com', 443],
    ['grpc://a.example.com', 80],
    ['http://a.example.com:8080', 8080],
    ['tls://a.example.com:443', 443],
    ['tcp://10.0.0.1:5432', 5432],
    ['http://[2001:db8::1]:81/', 81],
  ];
  for (const [url, port] of ports)
    test(`${url} means port ${port}`, () => {
      assert.equal(read(url).port, port);
    });

  test('has its host in lower case and without the dot of the root', () => {
    assert.equal(read('http://API.Example.com./').host, 'api.example.com');
  });

  test('has a path, with its query and without its fragment', () => {
    assert.equal(read('http://a.com').path, '/');
    assert.equal(read('http://a.com/v1/x?y=1#z').path, '/v1/x?y=1');
    assert.equal(read('http://a.com?y=1').path, '/?y=1');
  });

  test('of an address says where the name leads', () => {
    assert.deepEqual([read('tcp://10.0.0.1:5432').host, read('tcp://10.0.0.1:5432').address], ['10.0.0.1', '10.0.0.1']);
  });

  test('of an IPv4 address in an IPv6 spelling is one of an address', () => {
    assert.equal(read('http://[::ffff:10.0.0.1]/').address, '::ffff:10.0.0.1');
    assert.ok(inRange('::ffff:10.0.0.1', '::ffff:a00:1'));
    assert.ok(!inRange('::ffff:10.0.0.1', '::ffff:a00:2'));
  });

  const mistakes: readonly [string, RequestOptions, RegExp][] = [
    ['', {}, /no URL/],
    ['api.example.com', {}, /write http:\/\/api\.example\.com or/],
    ['ftp://a.com', {}, /ftp:\/\/ is unknown; there are http:\/\//],
    ['tls://a.com', {}, /needs a port/],
    ['tcp://a.com:x', {}, /x is no port/],
    ['http://a.com:99999', {}, /99999 is no port/],
    ['http://a.com:0', {}, /0 is no port/],
    ['http://', {}, /names no host/],
    ['http://*.a.com', {}, /\*\.a\.com is no host name/],
    ['http://u:p@a.com', {}, /has a user/],
    ['http://a.com/x y', {}, /blank/],
    ['tcp://a.com:1/x', {}, /no path/],
    ['tcp://a.com:1', { method: 'GET' }, /no method/],
    ['http://a.com', { headers: ['x'] }, /x is no header/],
    ['http://a.com', { sni: 'a.com' }, /no SNI/],
    ['https://a.com', { sni: '*.a.com' }, /no server name/],
    ['http://a.com', { address: 'a.com' }, /no IP address/],
    ['http://a.com', { address: '1.2.3.400' }, /no IP address/],
    ['http://a.com', { headers: ['Host: b.com'] }, /a\.com in the URL and b\.com in the header/],
  ];
  for (const [url, options, expected] of mistakes)
    test(`${url || 'nothing'} ${Object.keys(options).join()} is refused`, () => {
      assert.match(String(parseRequest(url, options)), expected);
    });
});

describe('a request', () => {
  test('gets its method and headers', () => {
    const { method, headers } = read('http://a.com', { method: 'put', headers: ['X-A: 1', 'x-a:2', 'Y:'] });
    assert.deepEqual(
      [method, [...headers]],
      [
        'PUT',
        [
          ['x-a', '1,2'],
          ['y', ''],
        ],
      ],
    );
  });

  test('of gRPC is a POST with the type of its content', () => {
    const { method, headers } = read('grpc://a.com/pkg.Service/Method');
    assert.deepEqual([method, headers.get('content-type')], ['POST', 'application/grpc']);
  });

  test('with another Host than its address is one to that name', () => {
    const { host, address } = read('http://10.0.0.1', { headers: ['Host: A.com'] });
    assert.deepEqual([host, address], ['a.com', '10.0.0.1']);
  });

  test('has the port in its Host where that is not the usual one', () => {
    assert.equal(authorityOf(read('http://a.com')), 'a.com');
    assert.equal(authorityOf(read('http://a.com:8080')), 'a.com:8080');
    assert.equal(authorityOf(read('http://[::1]:81')), '[::1]:81');
  });
});
