import assert from 'node:assert/strict';
import { redactSecrets } from '../../../../src/util/secrets/redactSecrets.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const key = (...parts: string[]) => parts.join('');
const RANDOM = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0';

describe('redactSecrets', () => {
  const keys = [
    key('sk-', RANDOM),
    key('ghp_', RANDOM),
    key('github_pat_', RANDOM),
    key('glpat-', RANDOM.slice(0, 20)),
    key('xoxb-', '1234567890-abcdefghij'),
    key('AKIA', 'IOSFODNN7EXAMPLE'),
    key('AIza', 'SyA1234567890abcdefghijklmnopqrstuv'),
    key('npm_', RANDOM.slice(0, 36)),
    key('sk_live_', RANDOM.slice(0, 24)),
    key('eyJhbGciOiJI', 'UzI1NiJ9xx.eyJzdWIiOiIxMjM0In0x.abcdefghijklmnop'),
    `Authorization: Bearer ${RANDOM}`,
    `postgres://me:hunter22@db/x`,
    `API_KEY=${RANDOM}`,
    `"client_secret": "${RANDOM}"`,
    key('-----BEGIN RSA PRIVATE KEY-----', `\n${RANDOM}\n-----END RSA PRIVATE KEY-----`),
  ];
  for (const text of keys) {
    it(`takes out what looks like ${text.slice(0, 12)}…`, () => {
      const redacted = redactSecrets(`before ${text} after`);
      assert.match(redacted, /^before .*\*\*\*/s);
      assert(
        !redacted.includes(RANDOM.slice(8, 20)) && !redacted.includes('hunter22') && redacted.length < text.length + 13,
      );
      assert.match(redacted, / after$/);
    });
  }

  it('takes no long over what is made to take long', () => {
    const texts = ['a.', 'eyJ-', 'a_', 'SG.-', 'a:', '://a:', 'sk-', '-----BEGIN PRIVATE KEY-----', 'secret_', 'x'].map(
      (part) => part.repeat(20_000),
    );
    const start = performance.now();
    for (const text of texts) redactSecrets(text);
    assert(performance.now() - start < 3000, `${performance.now() - start} ms`);
  });

  const plain = [
    'const apiKey = process.env.API_KEY;',
    'password: z.string().min(8)',
    'token = getAccessTokenFromSomewhereElse',
    'sk-abc',
    'import { secretKeyProvider } from "./secretKeyProvider";',
    'https://example.com:8080/a@b',
    'sha512-abcdefghijklmnopqrstuvwxyz0123456789',
    'git@github.com:owner/name.git',
    'access_token: string_of_some_length_here',
  ];
  for (const text of plain) it(`leaves ${text}`, () => assert.equal(redactSecrets(text), text));
});
