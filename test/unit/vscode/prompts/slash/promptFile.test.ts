import assert from 'node:assert/strict';
import {
  expandPrompt,
  inputsOf,
  parsePromptFile,
  takesArguments,
} from '../../../../../src/vscode/prompts/slash/promptFile.ts';

const none = new Map<string, string>();

describe('a prompt file', () => {
  it('has a head that may say what it does', () => {
    const text =
      '\uFEFF---\r\nmode: agent\r\ndescription: "Fixes: an issue"\r\nargument-hint: <number>\r\n---\r\nFix it.\r\n';
    assert.deepEqual(parsePromptFile(text), { description: 'Fixes: an issue', hint: '<number>', body: 'Fix it.' });
    assert.deepEqual(parsePromptFile('Just do it.\n---\nx'), {
      description: '',
      hint: '',
      body: 'Just do it.\n---\nx',
    });
    assert.equal(parsePromptFile('---\n---\nBody').body, 'Body');
    assert.equal(parsePromptFile('').body, '');
  });

  it('gets its arguments where it names them, or else at its end', () => {
    const expand = (body: string, words: string) => expandPrompt(parsePromptFile(body), words, none);
    assert.equal(expand('Fix $1 in $2, $1 first. $9', '12 "the shop"'), 'Fix 12 in the shop, 12 first. ');
    assert.equal(expand('Do: $ARGUMENTS!', 'a  b'), 'Do: a  b!');
    assert.equal(expand('Costs $10 and $ARGUMENTSX', 'more'), 'Costs $10 and $ARGUMENTSX\n\nmore');
    assert.equal(expand('Plain.', ''), 'Plain.');
  });

  it('does not read again what was filled in', () => {
    const file = parsePromptFile(`A $1 B \${input:who:a name} C $ARGUMENTS`);
    const inputs = new Map([['who', `$1 \${input:who}`]]);
    assert.equal(expandPrompt(file, '$2 $&', inputs), `A $2 B $1 \${input:who} C $2 $&`);
  });

  it('says what it asks for', () => {
    const file = parsePromptFile(`\${input:who:a name} \${input:what} \${input:who}`);
    assert.deepEqual(inputsOf(file), [
      { name: 'who', placeholder: 'a name' },
      { name: 'what', placeholder: '' },
    ]);
    assert.equal(takesArguments(file), false);
    assert.equal(takesArguments(parsePromptFile('See $1')), true);
    assert.equal(takesArguments(parsePromptFile('---\nargument-hint: x\n---\nSee')), true);
  });
});
