import type { Word } from '../shell/syntax.ts';
import type { Program, ProgramReader } from './programReader.ts';

interface Interpreter {
  /** Options whose value, or what is attached to them, is code. */
  inline: RegExp;
  /** Options that take the next word. */
  valued?: RegExp;
  /** Options with which nothing is read from the standard input. */
  settles?: RegExp;
}

const NODE: Interpreter = {
  inline: /^(?:-[a-z]*[ep][a-z]*|--eval|--print|-i|--interactive)(?:=|$)|=?data:/,
  valued: /^(?:-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--env-file|--env-file-if-exists)$/,
  settles: /^(?:-v|-h|-c|--check|--test|--run|--watch-path)/,
};
const PYTHON: Interpreter = { inline: /^-[a-zA-Z]*c/, valued: /^-[WX]$/, settles: /^(?:-V|-h)/ };

const SCRIPTED: Record<string, Interpreter> = {
  node: NODE,
  tsx: { inline: /^(?:-[a-z]*[ep]|--eval|--print)(?:=|$)/, valued: /^--tsconfig$/ },
  'ts-node': { inline: /^(?:-[a-z]*[ep]|--eval|--print)(?:=|$)/, valued: /^(?:-P|--project|-r|--require|-O)$/ },
  python: PYTHON,
  perl: { inline: /^-(?![IMmFx])[a-zA-Z0-9]*[eE]/, settles: /^-v/ },
  ruby: { inline: /^-(?![Ir])[a-zA-Z0-9]*e/, valued: /^-[Ir]$/, settles: /^-[vh]$/ },
  php: { inline: /^(?:-[rRBEaS]|--run|--process|--server|--interactive)/, valued: /^-[dc]$/, settles: /^-[vmi]$/ },
  lua: { inline: /^-[ei]/, valued: /^-l$/, settles: /^-v/ },
  luajit: { inline: /^-[ei]/, valued: /^-l$/, settles: /^-v/ },
  rscript: { inline: /^-e/ },
  r: { inline: /^(?:-e|--interactive)/ },
  julia: { inline: /^(?:-[eE]|--eval|--print)/, settles: /^-v/ },
  groovy: { inline: /^-[a-z]*e/ },
  scala: { inline: /^-e/ },
  elixir: { inline: /^(?:-e|--eval|--rpc-eval)/, settles: /^-v/ },
  erl: { inline: /^-(?:eval|run|s)$/ },
  swift: { inline: /^-e$/, settles: /^(?:build|test|package|run)$/ },
  kotlin: { inline: /^-e/ },
  dart: { inline: /^--eval/, settles: /^(?:test|run|analyze|format|fix|compile|pub)$/ },
};

/** Options whose value is a file that runs too. */
const RUNS_FILE = /^(?:-r|--require|--import|--loader|--experimental-loader)$/;

/** A program that runs a script: one in the workspace is part of it, one in the line or from a pipe is not to be told. */
function scripted({ inline, valued, settles }: Interpreter): Program {
  return (runner, args) => {
    const { look, input } = runner;
    let settled = false;
    // Tests are the project's own, also those that are new.
    const tests = args.some(({ text }) => text === '--test');
    if (args.some(({ text }) => /^--run(?:=|$)/.test(text))) look.definitions.push('package.json');
    for (let index = 0; index < args.length; index++) {
      const word = args[index];
      if (!word) return;
      if (word.dynamic) return look.unclear();
      if (inline.test(word.text)) return look.hazard('inlineCode');
      if (settles?.test(word.text)) settled = true;
      if (word.text === '-' || /^\/dev\/(?:stdin|fd\/)/.test(word.text))
        return look.hazard(input === 'pipe' ? 'freshCode' : 'inlineCode');
      if (valued?.test(word.text)) {
        const value = args[index + 1];
        if (value && /^data:/.test(value.text)) return look.hazard('inlineCode');
        if (value && RUNS_FILE.test(word.text)) look.program(value);
        else if (value) look.touch([value], 'write');
        index += 1;
      } else if (word.text.startsWith('-') || tests || (settled && /^[a-z]+$/.test(word.text)))
        look.touch([word], 'write');
      else return runFile(runner, args.slice(index));
    }
    if (!settled) look.hazard(input === 'pipe' ? 'freshCode' : 'inlineCode');
  };
}

function runFile({ look }: ProgramReader, [file, ...args]: readonly Word[]): void {
  if (!file) return;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(file.text)) look.hazard('freshCode');
  look.program(file);
  if (/setup\.py$/.test(file.text) && args.some(({ text }) => /^(?:upload|register)$/.test(text)))
    look.hazard('publishes');
  look.touch(args, 'write');
}

/** Modules of Python that run what they are given, or are open to others. */
const CODE_MODULES = /^(?:timeit|code|codeop|pdb|cProfile|profile|trace|this|idlelib|IPython|ipykernel|jupyter)$/;

const python: Program = (runner, args) => {
  const at = args.findIndex(({ text }) => /^-[a-zA-Z]*m$/.test(text));
  const script = args.findIndex(({ text }) => !text.startsWith('-'));
  const inline = args.findIndex(({ text }) => /^-[a-zA-Z]*c/.test(text));
  if (at < 0 || (script >= 0 && script < at) || (inline >= 0 && inline < at)) return scripted(PYTHON)(runner, args);
  const { look, run } = runner;
  const [module, ...rest] = args.slice(at + 1);
  if (!module || module.dynamic) return look.unclear();
  if (/^(?:pip\d*|ensurepip)$/.test(module.text)) return run([{ ...module, text: 'pip' }, ...rest]);
  if (/^(?:twine|keyring|build_and_upload)$/.test(module.text)) return run([module, ...rest]);
  if (CODE_MODULES.test(module.text)) return look.hazard('inlineCode');
  if (/^(?:http\.server|smtpd|ftplib|telnetlib|webbrowser|antigravity)$/.test(module.text))
    return look.hazard('remote');
  look.program({ ...module, text: module.text.replaceAll('.', '/') });
  look.touch(rest, 'write');
};

const deno: Program = ({ look }, args) => {
  const [sub, ...rest] = args;
  if (!sub) return look.hazard('inlineCode');
  look.touch(rest, 'write');
  if (!/^(?:run|test|fmt|lint|check|task|bench|info|doc|types|coverage|compile|--version|-V)$/.test(sub.text))
    look.hazard('inlineCode');
  if (rest.some(({ text }) => /^(?:-|https?:.*|data:.*|npm:.*|jsr:.*|\/dev\/stdin)$/.test(text)))
    look.hazard('freshCode');
  const file = rest.find(({ text }) => !text.startsWith('-'));
  if (file && sub.text === 'run') look.program(file);
};

const PYTHONS = [
  'python',
  'python2',
  'python3',
  'pypy',
  'pypy3',
  'py',
  ...Array.from({ length: 10 }, (_, minor) => `python3.${minor + 6}`),
];

/** Programs that run code. */
export const INTERPRETERS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ...Object.entries(SCRIPTED).map(([name, interpreter]): [string, Program] => [name, scripted(interpreter)]),
  ['nodejs', scripted(NODE)],
  ...PYTHONS.map((name): [string, Program] => [name, python]),
  ['deno', deno],
]);
