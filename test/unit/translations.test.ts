import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../host/paths.ts';

const BUNDLE = 'media/l10n/bundle.l10n.zh-cn.json';
const ENGLISH = 'package.nls.json';
const CHINESE = 'package.nls.zh-cn.json';

describe('the Simplified Chinese texts', () => {
  it('translate what the host and the panel say, and nothing else', () => {
    const said = [...textsIn('src', /\bl10n\s*\.t\b/g), ...textsIn('webview', /(?<![\w.$]|function )t\(/g)];
    compare(Object.fromEntries(said.map((text) => [text, text])), readTexts(BUNDLE), BUNDLE);
  });

  it('translate what the package declares, and nothing else', () => {
    const texts = readTexts(ENGLISH);
    const named = readFileSync(path.join(root, 'package.json'), 'utf8').matchAll(/"%([^%"\s]+)%"/g);
    compare(Object.fromEntries([...named].map(([, key = '']) => [key, texts[key] ?? ''])), texts, ENGLISH);
    compare(texts, readTexts(CHINESE), CHINESE);
  });

  it('hold the same placeholders, addresses, commands and names in code as the English ones', () => {
    const english = readTexts(ENGLISH);
    const pairs = [
      ...Object.entries(readTexts(BUNDLE)),
      ...Object.entries(readTexts(CHINESE)).map(([key, chinese]) => [english[key] ?? '', chinese] as const),
    ];
    const wrong = pairs.filter(([text, chinese]) => String(fixedParts(text)) !== String(fixedParts(chinese)));
    assert.deepEqual(wrong, []);
  });

  it('are Chinese, with a space beside Latin letters and digits, and say 你', () => {
    const texts = { ...readTexts(BUNDLE), ...readTexts(CHINESE) };
    const untranslated = Object.values(texts).filter((text) => !/\p{Script=Han}/u.test(text));
    const names = ['Ask Kimi', 'Kimi', 'Kimi：{0}', '{0} · {1}', '{0}。{1}', '{0} KB', '{0} token', '{0}/{1}'];
    assert.deepEqual(
      untranslated.filter((text) => !names.includes(text)),
      [],
    );
    const narrow = Object.values(texts).filter((text) =>
      /\p{Script=Han}[a-z0-9`]|[a-z0-9`]\p{Script=Han}/iu.test(text),
    );
    assert.deepEqual(narrow, []);
    assert.deepEqual(
      Object.values(texts).filter((text) => text.includes('您')),
      [],
    );
  });
});

/** The texts in calls of the translating function; every call has to begin with one literal. */
function textsIn(folder: string, call: RegExp): string[] {
  const texts: string[] = [];
  const others: string[] = [];
  for (const file of readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(file)) continue;
    const code = readFileSync(path.join(root, folder, file), 'utf8');
    for (const { 0: found, index } of code.matchAll(call)) {
      const rest = code.slice(index + found.length);
      const literal = /^\(?\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)")\s*[,)]/.exec(rest);
      if (literal) texts.push(unescaped(literal[1] ?? literal[2] ?? ''));
      else others.push(`${folder}/${file}: ${found}${rest.slice(0, 60)}`);
    }
  }
  assert.deepEqual(others, [], 'Texts are translated by literals that can be found here.');
  return texts;
}

function unescaped(literal: string): string {
  return literal.replace(/\\(u[\da-f]{4}|.)/gi, (_, code: string) => {
    if (code.length > 1) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return code === 'n' ? '\n' : code;
  });
}

function readTexts(file: string): Record<string, string> {
  const texts: Record<string, string> = JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  return texts;
}

/** Fails with the lines that are to be translated, in English, and with the keys that are to be taken out. */
function compare(needed: Record<string, string>, there: Record<string, string>, file: string): void {
  const missing = Object.keys(needed).filter((key) => !Object.hasOwn(there, key));
  const stale = Object.keys(there).filter((key) => !Object.hasOwn(needed, key));
  const words = [
    ...missing.map((key) => `${file} lacks ${JSON.stringify(key)}, in English: ${needed[key]}`),
    ...stale.map((key) => `${file} has what nothing uses: ${JSON.stringify(key)}`),
  ];
  if (words.length > 0) assert.fail(words.join('\n'));
}

/** What a translation may move and may not change. */
function fixedParts(text: string): string[] {
  return (
    text
      .match(/\{\d+\}|https?:[^\s)`，。；]*[^\s)`，。；.]|command:[\w.]+|`[^`]*`|\$\([\w-]+\)|askKimi\.\w+/g)
      ?.sort() ?? []
  );
}
