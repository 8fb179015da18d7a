import assert from 'node:assert/strict';
import { looksLikeMenu, looksLikePrompt } from '../../../../src/session/jobs/waitsForInput.ts';

describe('what a command that waits for input stands at', () => {
  const asks = [
    'Name: ',
    'package name: (project) ',
    'Is this OK? (yes) ',
    'Do you want to continue? [Y/n] ',
    'Overwrite? (y/N)',
    'Are you sure you want to continue connecting (yes/no/[fingerprint])? ',
    'Password:',
    '[sudo] password for ann: ',
    "Enter passphrase for key '/home/ann/.ssh/id_ed25519': ",
    '>>> ',
    '> ',
    'mysql> ',
    'bash-5.2$ ',
    'root@box:/# ',
    '? Project name: › vite-project',
    'Press any key to continue . . .',
    'Hit ENTER to go on',
    ':',
    '(END)',
    '--More--',
    'Username for https://github.com: ',
    'Select [1-4]: ',
  ];
  for (const line of asks) it(`asks: ${line}`, () => assert(looksLikePrompt(line)));

  const works = [
    '',
    '   ',
    'Compiling...',
    '  ․․․․․',
    '[####      ] 45%',
    'Downloading 3.2 MB',
    'x'.repeat(1000),
    'http://localhost:5173/',
  ];
  for (const line of works) it(`works: ${line.slice(0, 40)}`, () => assert(!looksLikePrompt(line)));

  it('knows a menu by its question and its pointer', () => {
    assert(looksLikeMenu(['? Select a framework:', '❯ Vanilla', '  Vue', '']));
    assert(!looksLikeMenu(['❯ vite build', 'done', '']));
  });
});
