import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decode } from '../../../server/src/disk';

describe('the bytes of a file', () => {
  test('are UTF-8 text', () => {
    assert.deepEqual(decode(Buffer.from('hosts: [ bücher.example ]\r\n')), {
      text: 'hosts: [ bücher.example ]\r\n',
      byteOrderMark: false,
    });
  });

  test('may begin with a byte order mark, which is no part of the text', () => {
    assert.deepEqual(decode(Buffer.from('\uFEFFkind: List\n')), { text: 'kind: List\n', byteOrderMark: true });
  });

  test('may be empty', () => {
    assert.deepEqual(decode(new Uint8Array()), { text: '', byteOrderMark: false });
  });

  test('that are UTF-16 are told from those that are just wrong', () => {
    const littleEndian = Buffer.from('\uFEFFkind: List\n', 'utf16le');
    assert.deepEqual(decode(littleEndian), { problem: 'The file is UTF-16: save it as UTF-8.' });
    assert.deepEqual(decode(Buffer.from(littleEndian).swap16()), { problem: 'The file is UTF-16: save it as UTF-8.' });
  });

  test('that are not UTF-8 are refused with the line', () => {
    assert.deepEqual(decode(Buffer.from('# ü\n# replaced: \uFFFD\n# Stra\u00DFe\n'.replace('ü', 'u'), 'latin1')), {
      problem: 'Line 2 is not valid UTF-8: save the file as UTF-8.',
    });
    const third = Buffer.concat([Buffer.from('# ü\n# \uFFFD\n# '), Buffer.from([0xdf, 0x65])]);
    assert.deepEqual(decode(third), { problem: 'Line 3 is not valid UTF-8: save the file as UTF-8.' });
  });

  test('that are too many are refused with the limit', () => {
    const read = decode(new Uint8Array(64_000_001));
    assert.match('problem' in read ? read.problem : '', /has 65 MB, and more than 64 MB are not read/);
  });
});
