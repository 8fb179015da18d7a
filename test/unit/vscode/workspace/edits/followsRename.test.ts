import assert from 'node:assert/strict';
import { followsRename } from '../../../../../src/vscode/workspace/edits/followsRename.ts';

const A = '/w/src/util.ts';
const B = '/w/src/lib/helpers.ts';

describe('what follows a rename', () => {
  const follows: Record<string, [string, string, string?, string?]> = {
    'an import': ["import { a } from './util';\na();\n", "import { a } from './lib/helpers';\na();\n"],
    'an import with an ending': ["import './util.js'\n", "import './lib/helpers.js'\n"],
    'the import of a folder': ["import './old'\n", "import './young'\n", '/w/old/index.ts', '/w/young/index.ts'],
    'a module of Python': [
      'from src.util import a\n',
      'from src.lib.helpers import a\n',
      '/w/src/util.py',
      '/w/src/lib/helpers.py',
    ],
    'a move under the same name': [
      "export * from '../util';\r\n",
      "export * from '../lib/util';\r\n",
      A,
      '/w/src/lib/util.ts',
    ],
    'a move up': ["import './lib/util';", "import './util';", '/w/src/lib/util.ts', A],
    'two imports': ["import './util';\nx\nimport('./util');", "import './lib/helpers';\nx\nimport('./lib/helpers');"],
  };
  for (const [name, [before, after, from = A, to = B]] of Object.entries(follows)) {
    it(`is ${name}`, () => assert(followsRename(before, after, from, to)));
  }

  const others: Record<string, [string, string]> = {
    'a typed character elsewhere': ["import './util';\nfoo\n", "import './lib/helpers';\nfoox\n"],
    'a typed line': ["import './util';\nfoo\n", "import './lib/helpers';\nfoo\nbar\n"],
    'a character typed after the name': ["import './util';\n", "import './lib/helpersx';\n"],
    'a character typed before the name': ["import './util';\n", "import 'x./lib/helpers' ;\n"],
    'something typed in a line that names the file': ['util.fo();\n', 'util.foo();\n'],
    'a call that becomes the name': ['util(a);\n', 'helpers(ab);\n'],
    'a comment typed behind the import': ["import './util';\n", "import './lib/helpers'; // here\n"],
    'typing alone': ['foo\n', 'fo\n'],
  };
  for (const [name, [before, after]] of Object.entries(others)) {
    it(`is not ${name}`, () => assert(!followsRename(before, after, A, B)));
  }
});
