import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cursorAt, scalarAt } from '../../../server/src/yaml/cursor';
import { parse } from '../../../server/src/yaml/parse';
import { pathText } from '../../../server/src/yaml/tree';

/** The cursor at `$0` as `slot path 'word'`, with what else is to say about it; empty for no cursor. */
function check(title: string, source: string, expected: string): void {
  test(title, () => {
    const offset = source.indexOf('$0');
    const text = source.replace('$0', '');
    const cursor = cursorAt(text, offset);
    if (!cursor) return assert.equal('', expected);
    const { slot, path, span, typed, flow, quote, closing } = cursor;
    assert.equal(text.slice(span.start, offset), typed);
    const extra = [flow && 'flow', quote, closing && 'unclosed'].filter(Boolean).map((it) => ` ${it}`);
    assert.equal(`${slot} ${pathText(path)} '${text.slice(span.start, span.end)}'${extra.join('')}`, expected);
  });
}

describe('the cursor writes a key', () => {
  check('on an empty line', 'spec:\n  a: b\n  $0', "key spec ''");
  check('on an empty line between others', 'spec:\n  a: b\n  $0\n  c: d', "key spec ''");
  check('on an empty line in front of others', 'spec:\n  $0\n  c: d', "key spec ''");
  check('at a lesser indentation', 'spec:\n  http:\n    - a: b\n  $0', "key spec ''");
  check('in the first column', 'spec:\n  a: b\n$0', "key  ''");
  check('half typed', 'spec:\n  a: b\n  ho$0', "key spec 'ho'");
  check('half typed in front of others', 'spec:\n  ho$0\n  c: d', "key spec 'ho'");
  check('half typed in front of a mapping', 'spec:\n  ho$0\n    c: d', "key spec 'ho'");
  check('in the middle of a word', 'spec:\n  ho$0st: b', "key spec 'host'");
  check('behind a dash, in front of others', 'http:\n- $0\n  a: b', "key http[0] ''");
  check('in braces', 'a: { b: c, $0 }', "key a '' flow");
  check('in braces that are not closed', 'a: { b: c, d$0\nb: c', "key a 'd' flow");
  check('in quotes', 'a:\n  "b$0": c', "key a 'b' \"");
});

describe('the cursor writes a value', () => {
  check('behind the colon', 'a: $0\nb: c', "value a ''");
  check('on the next line', 'a:\n  $0\nb: c', "value a ''");
  check('in the middle of a word', 'a: b$0c\nb: c', "value a 'bc'");
  check('behind a dash', 'a:\n- b\n- $0\n', "value a[1] ''");
  check('in brackets', 'a: [ b, $0 ]', "value a[1] '' flow");
  check('in brackets that are not closed', 'a: [ b, c$0\nb: c', "value a[1] 'c' flow");
  check('in braces', 'a: { b: $0, c: d }', "value a.b '' flow");
  check('in quotes', 'a: "b$0c"', "value a 'bc' \"");
  check('in quotes that are not closed', "a: 'b$0\nb: c", "value a 'b' ' unclosed");
  check('that would be an alias', 'a: *.b$0\nb: c', "value a '*.b'");
  check('with a colon in it', 'a: http:b$0', "value a 'http:b'");
  check('in front of a comment', 'a: $0 # b', "value a ''");
  check('below the dashes of a list', 'a:\n  - b\n  $0\nc: d', "value a ''");
  check('below the dashes of an inner list', 'a:\n- b:\n    - c\n    $0', "value a[0].b ''");
  check('in an empty document', '$0', "value  ''");
  check('with Windows line ends', 'a:\r\n- b\r\n- $0\r\nc: d', "value a[1] ''");
  check('in spite of mistakes above', 'a: [ b\nb: { c\nc: $0', "value c ''");
});

describe('the cursor writes nothing', () => {
  check('in a comment', 'a: b # $0', '');
  check('in a line of comment', '# $0\na: b', '');
  check('behind a finished value', 'a: b $0', '');
  check('right behind a colon', 'a:$0 b', '');
  check('in a text of several lines', 'a: |\n  b$0', '');
  check('below a finished value', 'a: b\n  $0', '');
  check('where the indentation fits nothing', 'a:\n    - b: c\n  $0', '');
  check('in a template', 'a: {{ .Val$0ues }}', '');
  check('in a placeholder', 'a: $' + '{HO$0ST}', '');
  check('at the mark between documents', '-$0--\na: b', '');
});

describe('the scalar at an offset', () => {
  const at = (source: string): string | undefined => {
    const found = scalarAt(parse(source.replace('$0', '')).root, source.indexOf('$0'));
    return found && `${found.slot} ${pathText(found.path)} ${found.scalar.value}`;
  };
  test('is the one that it touches', () => {
    assert.equal(at('a: b$0c'), 'value a bc');
    assert.equal(at('a: $0bc'), 'value a bc');
    assert.equal(at('a: { b$0: c }'), 'key a b');
    assert.equal(at('a:\n- b: "c$0"'), 'value a[0].b c');
  });
  test('is none between words', () => assert.equal(at('a:  $0  bc'), undefined));
  test('is the one that is written, where an alias repeats it', () => {
    assert.equal(at('a: &x { b: c$0 }\nd: *x\n'), 'value a.b c');
    assert.equal(at('a: &x { b: c }\nd: { <<: *$0x }\n'), undefined);
  });
});
