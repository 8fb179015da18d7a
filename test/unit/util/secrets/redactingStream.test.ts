import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { RedactingStream } from '../../../../src/util/secrets/redactingStream.ts';
import { redactSecrets } from '../../../../src/util/secrets/redactSecrets.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const key = (...parts: string[]) => parts.join('');
const RANDOM = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0';
const KEYS = [
  key('sk-', RANDOM),
  key('ghp_', RANDOM),
  key('AKIA', 'IOSFODNN7EXAMPLE'),
  key('SG.', RANDOM.slice(0, 22), '.', RANDOM, 'abc'),
  key('eyJhbGciOiJI', 'UzI1NiJ9xx.eyJzdWIiOiIxMjM0In0x.abcdefghijklmnop'),
  `Authorization: Bearer ${RANDOM}`,
  'postgres://me:hunt$r#22%@db/x',
  `API_KEY=${RANDOM}`,
  `"client_secret": "${RANDOM}"`,
  key('-----BEGIN RSA PRIVATE KEY-----', `\n${RANDOM}\n${RANDOM}\n-----END RSA PRIVATE KEY-----`),
];

function shown(pieces: readonly string[], ends = true): string {
  let text = '';
  const stream = new RedactingStream((piece) => {
    text += piece;
  });
  for (const piece of pieces) stream.push(piece);
  if (ends) stream.end();
  return text;
}

describe('SecretStream', () => {
  it('shows of pieces what would be shown of the whole, wherever it is cut', () => {
    for (const secret of KEYS) {
      const text = `before ${secret} after\n`;
      const whole = redactSecrets(text);
      assert.match(whole, /\*\*\*/);
      for (let at = 0; at <= text.length; at++)
        assert.equal(shown([text.slice(0, at), text.slice(at)]), whole, `${at}`);
      assert.equal(shown([...text]), whole);
    }
  });

  it('does so for any text and any cuts', () => {
    const word = fc.oneof(
      fc.constantFrom(...KEYS),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(' ', '\n', ':', '"'),
    );
    const text = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(text, fc.array(fc.nat(400), { maxLength: 6 }), (whole, cuts) => {
        const at = [0, ...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
        const pieces = at.slice(1).map((end, index) => whole.slice(at[index], end));
        assert.equal(shown(pieces), redactSecrets(whole));
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('holds back only what could go on as a key', () => {
    for (const text of ['a line\n', 'Password:', 'Go on? [y/N]', 'Name: ', '50%', '..........', 'ok ...F..']) {
      assert.equal(shown([text], false), text);
    }
    assert.equal(shown(['Installing pack'], false), 'Installing ');
    assert.equal(shown(['Installing pack', 'ages\n'], false), 'Installing packages\n');
  });

  it('holds a bounded part of what has no end, and shows nothing of a key without one', () => {
    const word = 'x'.repeat(100_000);
    assert(shown([word, word], false).length > 190_000);
    assert.equal(shown([word, word]).length, 200_000);
    const endless = Array.from({ length: 100 }, () => RANDOM.repeat(10));
    assert.equal(shown(['sk-', ...endless, ' after']), 'sk-a1B2*** after');
    const block = [
      '-----BEGIN PRIVATE KEY-----\n',
      ...endless.map((line) => `${line}\n`),
      '-----END PRIVATE KEY-----\nafter',
    ];
    assert.equal(shown(block), '-----BEGIN PRIVATE KEY-----***-----END PRIVATE KEY-----\nafter');
  });

  it('takes no long over many pieces', () => {
    const pieces = Array.from({ length: 20_000 }, (_, index) => `line ${index} of a long output that goes on\n`);
    const start = performance.now();
    shown(pieces);
    assert(performance.now() - start < 5000, `${performance.now() - start} ms`);
  });
});
