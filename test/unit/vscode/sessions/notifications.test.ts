import assert from 'node:assert/strict';
import { thirdPartyNotices } from '../../../../thirdPartyNotices.mts';

describe('the notices of third parties', () => {
  const bundled = (...files: string[]) => ({
    inputs: {},
    outputs: {
      'dist/x.js': {
        bytes: 1,
        inputs: Object.fromEntries(files.map((file) => [file, { bytesInOutput: 1 }])),
        imports: [],
        exports: [],
      },
    },
  });

  it('give the licence of each bundled package once, with its text and its source', async () => {
    const text = await thirdPartyNotices([
      bundled('src/extension.ts', 'node_modules/zod/v4/core/core.js', 'node_modules/zod/v4/mini/parse.js'),
      bundled('node_modules/dompurify/dist/purify.es.mjs', 'node_modules/mediabunny/dist/index.js'),
    ]);
    assert.equal(text.match(/^zod \d+\.\d+/gm)?.length, 1);
    assert.match(text, /^zod .*\nLicence: MIT\nSource: .*zod/m);
    assert.match(
      text,
      /^dompurify [\s\S]*Mozilla Public License[\s\S]*^mediabunny .*\nLicence: MPL-2\.0\nSource: .*mediabunny/m,
    );
    assert.match(text, /^@vscode\/codicons .*\nLicence: CC-BY-4\.0\n[\s\S]*Attribution 4\.0 International/m);
    assert.doesNotMatch(text, /^preact /m);
  });

  it('give the text of a package that has its name alone, and of the inner one of two', async () => {
    const text = await thirdPartyNotices([
      bundled('node_modules/@microsoft/fast-element/dist/esm/index.js'),
      bundled('node_modules/@microsoft/fast-foundation/node_modules/tslib/tslib.es6.js'),
    ]);
    assert.match(
      text,
      /^@microsoft\/fast-element .*\nLicence: MIT[\s\S]*?Copyright \(c\) Microsoft\n\nPermission is hereby granted/m,
    );
    assert.match(text, /^tslib /m);
    assert.doesNotMatch(text, /^@microsoft\/fast-foundation/m);
  });
});
