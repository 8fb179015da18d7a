import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inspectCommand } from '../../../src/gate/inspectCommand.ts';
import { inspectInput } from '../../../src/gate/inspectInput.ts';
import { judge } from '../../../src/gate/judge.ts';
import { namesRemoteSchema } from '../../../src/gate/namesRemoteSchema.ts';
import { isPlainSedScript } from '../../../src/gate/programs/sedScript.ts';
import { matches } from '../../../src/gate/rules.ts';
import { isProtected, isSecret } from '../../../src/gate/sensitivePaths.ts';
import type { Shell } from '../../../src/gate/shell/syntax.ts';
import { commandLines } from '../../../src/gate/unreviewedFiles.ts';
import { classifyError } from '../../../src/kimi/client/classifyError.ts';
import { LeakFilter, parseLeakedCalls } from '../../../src/kimi/stream/leakedCalls.ts';
import { ThinkTags } from '../../../src/kimi/stream/thinkTags.ts';
import { looksLikePrompt } from '../../../src/session/jobs/waitsForInput.ts';
import { showInvisible } from '../../../src/shared/showInvisible.ts';
import { formatDiagnostic } from '../../../src/tools/common/formatDiagnostic.ts';
import { parseJsonc } from '../../../src/tools/external/mcp/parseJsonc.ts';
import { readSymbolName } from '../../../src/tools/language/findName.ts';
import { htmlToMarkdown } from '../../../src/tools/web/htmlToMarkdown.ts';
import { RedactingStream } from '../../../src/util/secrets/redactingStream.ts';
import { redactSecrets } from '../../../src/util/secrets/redactSecrets.ts';
import { closeControlMarks } from '../../../src/util/text/escapeSpecialTokens.ts';
import { oneLine } from '../../../src/util/text/oneLine.ts';
import { escapeCodeRemover } from '../../../src/util/text/stripEscapeCodes.ts';
import { stripSnippet } from '../../../src/vscode/languages/stripSnippet.ts';
import { expandPrompt, inputsOf, parsePromptFile } from '../../../src/vscode/prompts/slash/promptFile.ts';
import { lexBlocks, lexInline } from '../../../webview/markdown/lex.ts';
import { fileMention, linkTarget, otherPlace, placesIn } from '../../../webview/markdown/links.ts';
import { maskMath } from '../../../webview/markdown/math.ts';
import { partialArgument } from '../../../webview/words/partialArgument.ts';

/** Characters of a text, and the CPU time in milliseconds that reading it may take: exponential readers never end. */
const LENGTH = 20_000;
const LIMIT_MS = 100;

const PLACE = { cwd: '/work', home: '/home/user', windows: false };

/** Programs with readers of their own, before words that they might read in their own way. */
const PROGRAMS =
  `sed sed\t-e awk git git\t-c git\tcheckout grep rg find xargs env sudo tar zip curl wget npm npx yarn docker node node\t-e python python\t-c
  make perl bash\t-c cd jq sort tee cp mv rm chmod ssh rsync go cargo echo export for test [[ printf ./x x=y`
    .split(/\s+/)
    .map((program) => program.replaceAll('\t', ' '));

const shells: Shell[] = ['posix', 'powershell', 'cmd'];

/** All that reads texts from outside: the model's, files', servers', programs'. */
const READERS: Record<string, (text: string) => unknown> = {
  'a command': (text) => {
    for (const shell of shells) inspectCommand(text, { ...PLACE, shell });
  },
  'a command in quotes': (text) => {
    for (const program of PROGRAMS) inspectCommand(`${program} '${text.slice(0, 990)}'`, { ...PLACE, shell: 'posix' });
  },
  'words of a command': (text) => {
    const words = (text.match(/.{1,40}/gs) ?? []).join(' ');
    for (const program of ['sed', 'git', 'xargs', 'env', 'nobody'])
      inspectCommand(`${program} ${words}`, { ...PLACE, shell: 'posix' });
  },
  'text typed into a command': (text) => inspectInput({ command: 'python', text }, { ...PLACE, shell: 'posix' }),
  'a script of sed': (text) => isPlainSedScript(text),
  'a rule': (text) => {
    for (const path of [text, text.slice(0, 1000)]) {
      matches({ decision: 'deny', path }, { tool: undefined, paths: [text, text.slice(0, 4096)] });
      matches({ decision: 'allow', command: text }, { tool: undefined, words: text.split(' ') });
    }
  },
  'a path': (text) => [isSecret(text), isProtected(text)],
  'an address': (text) =>
    judge(
      { type: 'fetch', url: `https://example.com/${encodeURIComponent(text.toWellFormed())}`, local: false },
      { approvals: 'auto', trusted: true, rules: [], tool: 'fetch_url', readWeb: true, unseen: [] },
    ),
  'files of command lines': (text) =>
    ['pom.xml', 'pyproject.toml', 'package.json'].map((name) => commandLines(name, text)),
  'what may hold keys': (text) => redactSecrets(text),
  'what may hold keys, as it comes': (text) => {
    const stream = new RedactingStream(() => {});
    for (let at = 0; at < text.length; at += 1000) stream.push(text.slice(at, at + 1000));
    stream.end();
  },
  'leaked calls': (text) => {
    const filter = new LeakFilter(true);
    filter.feed(`\`\`\`\n${text}`);
    for (const lead of ['', '<|tool_call_begin|>', '<|tool_calls_section_begin|><|tool_call_begin|>'])
      parseLeakedCalls(`${lead}${text}`, new Set());
  },
  'tags of reasoning': (text) => {
    for (const quote of ['', '"', '`', '\n']) {
      const tags = new ThinkTags();
      tags.feed(`x${text}${`${quote}</think>`.repeat(text.length / 4)}`, true);
      tags.end(true);
    }
  },
  'an error of a server': (text) => classifyError({ status: 400, type: text, message: text, retryAfter: text }),
  'control marks': (text) => closeControlMarks(text),
  'one line': (text) => [oneLine(text), showInvisible(text)],
  'a problem': (text) => formatDiagnostic({ path: 'a.ts', line: 1, severity: 'error', message: text }),
  'the line of a program': (text) => [looksLikePrompt(text), escapeCodeRemover()(text)],
  'a name': (text) => readSymbolName(text),
  'a snippet': (text) => stripSnippet(text),
  'JSON with comments': (text) => ignore(() => parseJsonc(text)),
  'a prompt file': (text) => {
    for (const lead of ['', '---\n', '---\ndescription: ']) {
      const file = parsePromptFile(lead + text);
      inputsOf(file);
      expandPrompt(file, 'a b', new Map());
    }
  },
  'a schema': (text) => {
    for (const lead of ['', '$schema https:', '\\u', '&#']) namesRemoteSchema(lead + text);
  },
  'a page': (text) => htmlToMarkdown(text, new URL('https://example.com')),
  Markdown: (text) => [lexBlocks(text), lexInline(text)],
  mathematics: (text) => maskMath(text),
  links: (text) => {
    placesIn(text);
    fileMention(text);
    for (const lead of ['', 'https://', 'a:']) {
      const target = linkTarget(lead + text);
      if (target) otherPlace(target, text);
    }
    otherPlace({ type: 'web', href: 'https://example.com/' }, text);
  },
  'an unfinished argument': (text) => partialArgument(`{"path":"${text}`, 'path'),
};

/** Of these, texts are made that readers have to begin again in, or that seem to nest. */
const UNITS =
  `a aa A 0 _ - -- . .. , ; : :: / // \\ | || & && < > << >> <> = == + ++ * ** *** ? ! @ # ## ### $ $$ % ^ ~ ( ) (( )) [ ] [[ ]] { } {{ }}
  ' " \` \`\`\` $( \${ $[ \\( \\[ <!-- --> <a </a> <a\t <p> <div> <![CDATA[ ]]> <? /* */ // p; s/a/b/; s/ {p} 1,2p /x/ \\n a.b a.b/ a@b a:1 #L1 :1 a=b a=b; ./ ../ */ **/
  eyJ eyJaaaaaaaa. sk- sk-aaaa -----BEGIN -----END password= E_PASSWD=N=YDVS+KEP= ://a:b :// http:// https://a. file:/// mailto: [a]( ![ ]( [a][ [a]: <http: ~~ __ \\| |-|
  <|tool_call_begin|> <|tool_call_argument_begin|> total\tmessage\tsize after\t1 press yes (y \${input:a $1 \${1| \${env: {a,b} {a..b} >a cd\ta; cd\ta&& echo\ta; env\t -o- é ̀ ﻿ ‮ 😀 ﹏ 中`
    .split(/\s+/)
    .map((unit) => unit.replaceAll('\t', ' '))
    .concat([
      ' ',
      '  ',
      '\t',
      '\n',
      '\r',
      '\r\n',
      '\n\n',
      '\n ',
      ' \n',
      '\n- ',
      '\n> ',
      '\n1. ',
      '\n    ',
      '\n|a|',
      '\n\t',
      'a ',
      'a\n',
      '\u0000',
      '\u001b[',
      '\u001b]',
    ]);

const unit = fc.constantFrom(...UNITS);
const text = fc.oneof(
  fc
    .record({ lead: fc.array(unit, { maxLength: 3 }), part: fc.array(unit, { minLength: 1, maxLength: 3 }), end: unit })
    .map(({ lead, part, end }) => fill(lead.join(''), part.join(''), end)),
  fc.tuple(unit, unit, unit).map(([open, middle, close]) => nest(open, middle, close)),
);

function fill(lead: string, part: string, end: string): string {
  return lead + part.repeat(Math.ceil(LENGTH / part.length)).slice(0, LENGTH - lead.length - end.length) + end;
}

function nest(open: string, middle: string, close: string): string {
  const depth = Math.floor(LENGTH / (open.length + close.length));
  return (open.repeat(depth) + middle + close.repeat(depth)).slice(0, LENGTH);
}

describe('whatever a text from outside says', () => {
  for (const [name, read] of Object.entries(READERS)) {
    it(`reading it takes no long time: ${name}`, () => {
      read('warm');
      fc.assert(
        fc.property(text, (text) => {
          assert.ok(isQuick(read, text));
        }),
        { numRuns: 40 },
      );
    });
  }
});

/**
 * On a slow or busy machine a linear reader may be over the limit: then a text of a quarter of the length has to take a quarter of
 * the time, with a margin. With the square of the length it would take a sixteenth.
 */
function isQuick(read: (text: string) => unknown, text: string): boolean {
  const whole = fastestMs(() => read(text), LIMIT_MS);
  return whole < LIMIT_MS || whole < 10 * fastestMs(() => read(text.slice(0, text.length / 4)), 0);
}

/** CPU time of the fastest of three, or of the first that is below a limit. */
function fastestMs(work: () => unknown, limit: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 3 && best >= limit; time++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

function ignore(work: () => unknown): void {
  try {
    work();
  } catch {
    // It says that it cannot be read.
  }
}
