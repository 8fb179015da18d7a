import assert from 'node:assert/strict';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { inspectCode } from '../../src/tools/language/inspectCode.ts';
import { refactor } from '../../src/tools/language/refactor.ts';
import { Git } from '../../src/util/system/git.ts';
import { VscodeLanguages } from '../../src/vscode/languages/vscodeLanguages.ts';
import { workspaceEditTexts } from '../../src/vscode/languages/workspaceEditTexts.ts';
import { VscodeWorkspace } from '../../src/vscode/workspace/workspace.ts';
import { type Person, runWith } from '../unit/tools/runTool.ts';
import { change, closeEverything, show, testFolder, watchedFolder } from './support/testFolder.ts';
import { waitFor } from './support/waitFor.ts';

const MONEY = `export interface Item {
  name: string;
  cents: number;
}

/** What an item costs, with tax. */
export function price(item: Item): number {
  return Math.round(item.cents * 1.19);
}
`;

const CART = `import { type Item, price } from './money';

export interface Priced {
  total(): number;
}

export class Cart implements Priced {
  private readonly items: Item[] = [];

  add(item: Item): void {
    this.items.push(item);
  }

  total(): number {
    return this.items.reduce((sum, item) => sum + price(item), 0);
  }
}

export class Gift extends Cart {
  total(): number {
    return 0;
  }
}
`;

const RECEIPT = `import { Cart } from './cart';
import { price } from './money';

export function receipt(cart: Cart): string {
  const text = 'price';
  return \`\${text}: \${cart.total()}\`;
}

export function line(): string {
  const cart = new Cart();
  cart.add({ name: 'tea', cents: 100 });
  return receipt(cart) + price({ name: 'tea', cents: 100 });
}
`;

const FILES = {
  'tsconfig.json':
    '{ "compilerOptions": { "strict": true, "module": "esnext", "moduleResolution": "bundler", "types": [] } }\n',
  'src/money.ts': MONEY,
  'src/cart.ts': CART,
  'src/receipt.ts': RECEIPT.replaceAll('\n', '\r\n'),
};

describe('language servers as tools', () => {
  const workspace = new VscodeWorkspace(new Git(() => true));
  const languages = new VscodeLanguages();
  let folder: Awaited<ReturnType<typeof testFolder>>;
  const name = () => path.basename(folder.path);
  const at = (file: string) => path.join(folder.path, file);
  const read = (file: string) => readFile(at(file), 'utf8');

  async function write(files: Record<string, string>): Promise<void> {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(at(file)), { recursive: true });
      await writeFile(at(file), text);
    }
  }

  const inFolder = (args: object) => ({ ...args, ...('path' in args ? { path: `${name()}/${args.path}` } : {}) });
  const short = (text: string) => text.replaceAll(`${name()}/`, '');
  const inspect = async (args: object) => {
    const { text } = await runWith(inspectCode({ workspace, languages }), inFolder(args), {}, workspace);
    return short(text.replace(/^<code-\w+>\n|\n<\/code-\w+>$/g, '')).split('\n');
  };
  const alter = async (args: object, person: Person = {}) =>
    await runWith(refactor({ workspace, languages }), inFolder(args), person, workspace);

  before(async () => {
    folder = await testFolder();
    // Its server reads files that nobody has open from the disk, and hears of their changes from VS Code alone.
    await watchedFolder(at('src'));
    await write(FILES);
  });
  after(() => folder[Symbol.asyncDispose]());

  it('are offered where a language is served', async () => {
    assert.equal(await languages.serveAny(), true);
  });

  describe('inspect_code', () => {
    it('finds references in all files, which nobody has opened, and definitions from where a name is used', async () => {
      assert.deepEqual(await inspect({ what: 'references', symbol: 'price', path: 'src/money.ts' }), [
        "src/cart.ts:1: import { type Item, price } from './money';",
        'src/cart.ts:15: return this.items.reduce((sum, item) => sum + price(item), 0);',
        'src/money.ts:7: export function price(item: Item): number {',
        "src/receipt.ts:2: import { price } from './money';",
        "src/receipt.ts:12: return receipt(cart) + price({ name: 'tea', cents: 100 });",
      ]);
      assert.deepEqual(await inspect({ what: 'definition', symbol: 'price', path: 'src/receipt.ts' }), [
        'src/money.ts:7: export function price(item: Item): number {',
      ]);
    });

    it('tells apart what has the same name: asks which, by what it stands in and by line', async () => {
      const ask = (args: object) => inspect({ what: 'references', path: 'src/cart.ts', ...args });
      const which = await ask({ symbol: 'total' }).catch((error: Error) => short(error.message));
      assert.deepEqual(String(which).split('\n').slice(1), [
        'src/cart.ts:4: total(): number;  (in Priced)',
        'src/cart.ts:14: total(): number {  (in Cart)',
        'src/cart.ts:20: total(): number {  (in Gift)',
      ]);
      const used = `src/receipt.ts:6: return \`\${text}: \${cart.total()}\`;`;
      assert.equal((await ask({ symbol: 'Cart.total' })).at(-1), used);
      assert.equal((await ask({ symbol: 'total', line: 14 })).at(-1), used);
      await assert.rejects(ask({ symbol: 'total', line: 5 }), /no "total" on line 5 of .*cart\.ts, but on 4, 14, 20\./);
      await assert.rejects(ask({ symbol: 'nowhere' }), /There is no "nowhere" in .*cart\.ts\./);
      const names = await inspect({ what: 'definition', symbol: 'cart', path: 'src/receipt.ts' }).catch(
        (error: Error) => error.message,
      );
      assert.match(String(names), /"cart" is several things.*:4: .*:10: const cart/s);
    });

    it('follows implementations, types and calls', async () => {
      assert.deepEqual(await inspect({ what: 'implementations', symbol: 'Priced', path: 'src/cart.ts' }), [
        'src/cart.ts:7: export class Cart implements Priced {',
        'src/cart.ts:19: export class Gift extends Cart {',
      ]);
      assert.deepEqual(await inspect({ what: 'type', symbol: 'cart', path: 'src/receipt.ts', line: 10 }), [
        'src/cart.ts:7: export class Cart implements Priced {',
      ]);
      assert.deepEqual(await inspect({ what: 'callers', symbol: 'price', path: 'src/money.ts' }), [
        'src/cart.ts:15: return this.items.reduce((sum, item) => sum + price(item), 0);  (in total)',
        "src/receipt.ts:12: return receipt(cart) + price({ name: 'tea', cents: 100 });  (in line)",
      ]);
      const called = await inspect({ what: 'callees', symbol: 'line', path: 'src/receipt.ts' });
      assert(called.includes('src/cart.ts:10: add(item: Item): void {'), called.join('\n'));
      assert.match((await inspect({ what: 'callers', symbol: 'Gift', path: 'src/cart.ts' })).join(), /^No calls of it/);
    });

    it('follows types up and down where a server tells them, and says where none does', async () => {
      const ask = (what: string) => inspect({ what, symbol: 'Cart', path: 'src/cart.ts' });
      assert.match((await ask('subtypes')).join(), /^No subtypes of it are known .* Try implementations/);
      const uri = vscode.Uri.file(at('src/cart.ts'));
      const item = (label: string, line: number) => {
        const range = new vscode.Range(line, 0, line, 5);
        return new vscode.TypeHierarchyItem(vscode.SymbolKind.Class, label, '', uri, range, range);
      };
      const provider = vscode.languages.registerTypeHierarchyProvider('typescript', {
        prepareTypeHierarchy: () => item('Cart', 6),
        provideTypeHierarchySubtypes: () => [item('Gift', 18)],
        provideTypeHierarchySupertypes: () => [item('Priced', 2)],
      });
      assert.deepEqual(await ask('subtypes'), ['src/cart.ts:19: export class Gift extends Cart {']);
      assert.deepEqual(await ask('supertypes'), ['src/cart.ts:3: export interface Priced {']);
      provider.dispose();
    });

    it('tells what hovering tells', async () => {
      const told = await inspect({ what: 'hover', symbol: 'price', path: 'src/cart.ts', line: 15 });
      assert.match(told.join('\n'), /price\(item: Item\): number.*What an item costs, with tax\./s);
    });

    it('lists what a file defines, and finds symbols in the workspace', async () => {
      const listed = await inspect({ what: 'symbols', path: 'src/cart.ts' });
      assert.deepEqual(listed.slice(0, 3), ['3 interface Priced', '  4 method total', '7 class Cart']);
      assert.deepEqual(await inspect({ what: 'symbols', path: 'src/cart.ts', symbol: 'gift' }), ['19 class Gift']);
      assert.match((await inspect({ what: 'symbols', symbol: 'rece' })).join(), /src\/receipt\.ts:4 function receipt/);
      const found = await inspect({ what: 'definition', symbol: 'Priced.total' });
      assert.deepEqual(found, ['src/cart.ts:4: total(): number;']);
    });

    it('gives the place alone of what lies outside the workspace', async () => {
      const [place] = await inspect({ what: 'definition', symbol: 'Math.round', path: 'src/money.ts' });
      assert.match(place ?? '', /lib\.es5\.d\.ts:\d+ \(read_file asks the person for this file\)$/);
    });

    it('tells no server from nothing known', async () => {
      await write({ 'a.xyz': 'one two\n', 'empty.ts': '', plain: 'one\n' });
      const ask = (path: string) => inspect({ what: 'references', symbol: 'one', path });
      await assert.rejects(ask('a.xyz'), /no language server for \.xyz files here: use search_text/);
      await assert.rejects(ask('plain'), /no language server for plain here/);
      await assert.rejects(ask('empty.ts'), /There is no "one" in .*empty\.ts/);
      await assert.rejects(ask('gone.ts'), /gone\.ts does not exist/);
      await assert.rejects(ask('src'), /src is a folder: name a file/);
      assert.deepEqual(await inspect({ what: 'symbols', path: 'empty.ts' }), [
        'empty.ts defines nothing of that name.',
      ]);
    });

    it('asks the servers of other languages as well', async () => {
      await write({
        'a.css': ':root { --main: red }\n.a { color: var(--main) }\n',
        'a.json': '{ "one": { "two": 2 } }\n',
        'a.html': '<main id="here"><p>text</p></main>\n',
      });
      assert.deepEqual(await inspect({ what: 'references', symbol: '--main', path: 'a.css' }), [
        'a.css:1: :root { --main: red }',
        'a.css:2: .a { color: var(--main) }',
      ]);
      assert.deepEqual(await inspect({ what: 'symbols', path: 'a.json' }), ['1 module one', '  1 number two']);
      assert.match((await inspect({ what: 'symbols', path: 'a.html' })).join(), /main#here/);
    });
  });

  describe('where VS Code does not watch a folder', () => {
    const file = '.hg/store/late.ts';
    const open = async () => {
      await write({ [file]: 'export const early = 1;\n' });
      return await vscode.workspace.openTextDocument(at(file));
    };
    afterEach(() => rm(at('.hg'), { recursive: true }));

    it('know what a file holds that was written again', async () => {
      await open();
      await write({ [file]: 'export const late = 2;\n' });
      assert.deepEqual(await inspect({ what: 'symbols', path: file }), ['1 variable late']);
    });

    it('know its problems', async () => {
      await open();
      await write({ [file]: "export const late: number = 'two';\n" });
      assert.deepEqual(
        (await workspace.diagnostics(at(file))).map(({ message }) => message),
        ["Type 'string' is not assignable to type 'number'."],
      );
    });

    it('propose a change of what it holds now, in the encoding that it had', async () => {
      await open();
      await write({ [file]: 'export const late = 2;\n' });
      await alter({ action: 'rename', symbol: 'late', to: 'later', path: file });
      assert.equal(await read(file), 'export const later = 2;\n');
      const { encoding, isDirty } = await vscode.workspace.openTextDocument(at(file));
      assert.deepEqual({ encoding, isDirty }, { encoding: 'utf8', isDirty: false });
    });

    it('leave alone what is typed into it', async () => {
      const document = await open();
      await change(await show(at(file)), 'export const typed = 3;\n');
      await write({ [file]: 'export const late = 2;\n' });
      assert.deepEqual(await inspect({ what: 'symbols', path: file }), ['1 variable typed']);
      assert.equal(document.getText(), 'export const typed = 3;\n');
      await closeEverything();
    });
  });

  describe('refactor', () => {
    beforeEach(() => write(FILES));

    it('renames a symbol over three files, each decided by itself, and keeps CRLF', async () => {
      const decisions = [{ type: 'accepted' as const }, { type: 'rejected' as const }, { type: 'accepted' as const }];
      const { text, display, requests } = await alter(
        { action: 'rename', symbol: 'price', to: 'cost', path: 'src/money.ts' },
        { decisions },
      );
      assert.deepEqual(display, { type: 'edits', files: 3, accepted: 2 });
      assert.deepEqual(short(text).split('\n'), [
        'Edited src/money.ts: +1 −1 lines.',
        'src/cart.ts is unchanged: the person refused.',
        'Edited src/receipt.ts: +2 −2 lines.',
      ]);
      assert.equal(await read('src/money.ts'), MONEY.replace('function price', 'function cost'));
      assert.equal(await read('src/cart.ts'), CART);
      const receipt = FILES['src/receipt.ts'].replace('{ price }', '{ cost }').replace('+ price(', '+ cost(');
      assert.equal(await read('src/receipt.ts'), receipt);
      assert(requests.every((request) => request.type === 'edit' && request.inside));
    });

    it('touches nothing before it is accepted, and refuses what cannot be renamed', async () => {
      const args = { action: 'rename', symbol: 'Cart.add', to: 'put', path: 'src/cart.ts' };
      const { requests } = await alter(args, { agrees: () => false });
      assert.equal(requests.length, 2);
      assert.equal(await read('src/cart.ts'), CART);
      const lib = { action: 'rename', symbol: 'Math.round', to: 'floor', path: 'src/money.ts' };
      await assert.rejects(alter(lib), /The language server does not rename it: You cannot rename/);
      await assert.rejects(alter({ action: 'rename', path: 'src/cart.ts', symbol: 'Cart' }), /give symbol and to/);
    });

    it('lists fixes of a file that no tab shows, and makes one of them', async () => {
      const bad = 'export const x = price();\r\nexport const y = price();\r\n';
      await write({ 'src/bad.ts': bad });
      const problems = await workspace.diagnostics(at('src/bad.ts'));
      assert.deepEqual(
        problems.map(({ line, severity, message }) => `${line} ${severity} ${message}`),
        ["1 error Cannot find name 'price'.", "2 error Cannot find name 'price'."],
      );
      const title = 'Add import from "./money"';
      const listed = await alter({ action: 'fix', path: 'src/bad.ts' });
      assert(listed.text.includes(`1: ${title}  (Cannot find name 'price'.)`), listed.text);
      assert.deepEqual(listed.requests, []);
      const which = await alter({ action: 'fix', path: 'src/bad.ts', title });
      assert.match(which.text, /There are several of these\./);
      await assert.rejects(
        alter({ action: 'fix', path: 'src/bad.ts', title: 'Dance' }),
        /No fix "Dance" is offered for/,
      );
      const made = await alter({ action: 'fix', path: 'src/bad.ts', title, line: 2 });
      assert.match(short(made.text), /^Edited src\/bad\.ts/);
      assert.equal(await read('src/bad.ts'), `import { price } from "./money";\r\n\r\n${bad}`);
      const known = vscode.languages.getDiagnostics(vscode.Uri.file(at('src/bad.ts')));
      assert.deepEqual(known, [], 'what was told for the fixes is taken back');
    });

    it('offers no fix that its server says cannot be made here', async () => {
      await write({ 'note.txt': 'one\n' });
      const uri = vscode.Uri.file(at('note.txt'));
      const provider = vscode.languages.registerCodeActionsProvider('plaintext', {
        provideCodeActions: () =>
          ['Shout', 'Whisper'].map((title) => {
            const action = new vscode.CodeAction(title, vscode.CodeActionKind.Refactor);
            action.edit = new vscode.WorkspaceEdit();
            action.edit.insert(uri, new vscode.Position(0, 0), title);
            if (title === 'Whisper') action.disabled = { reason: 'Too loud here.' };
            return action;
          }),
      });
      const { text } = await alter({ action: 'fix', path: 'note.txt', line: 1 });
      assert.match(text, /1: Shout/);
      assert.doesNotMatch(text, /Whisper/);
      provider.dispose();
    });

    it('asks again for fixes of what no tab shows, so often and no oftener, and not once the call is stopped', async () => {
      const file = at('src/late.ts');
      await write({ 'src/late.ts': "export const x: number = 'one';\n" });
      const { QuickFix } = vscode.CodeActionKind;
      let asked = 0;
      let emptyAnswers = 2;
      let onAsked = () => {};
      const provider = vscode.languages.registerCodeActionsProvider(
        { pattern: '**/late.ts' },
        {
          provideCodeActions(document, range, { only }) {
            if (!only || !QuickFix.contains(only)) return [];
            asked += 1;
            onAsked();
            if (asked <= emptyAnswers) return [];
            const fix = new vscode.CodeAction('Count it', QuickFix);
            fix.edit = new vscode.WorkspaceEdit();
            fix.edit.replace(document.uri, range, '1');
            return [fix];
          },
        },
      );
      const fixes = async (signal = new AbortController().signal) => {
        asked = 0;
        return (await languages.fixes(file, 0, signal)).flatMap(({ title, problem }) => (problem ? [title] : []));
      };
      assert.deepEqual([await fixes(), asked], [['Count it'], 3]);
      emptyAnswers = Number.POSITIVE_INFINITY;
      assert.deepEqual([await fixes(), asked], [[], 6]);
      const call = new AbortController();
      onAsked = () => asked === 2 && call.abort();
      await assert.rejects(fixes(call.signal), { name: 'AbortError' });
      assert.equal(asked, 2);
      onAsked = () => {};
      const known = () => vscode.languages.getDiagnostics(vscode.Uri.file(file)).length;
      assert.equal(known(), 0, 'what was told for the fixes is taken back');
      // What VS Code has found itself is asked for once.
      await show(file);
      await waitFor('its problem', known);
      assert.deepEqual([await fixes(), asked], [[], 1]);
      provider.dispose();
      await closeEverything();
    });

    it('knows which problems an edit brings to a file that no tab shows', async () => {
      const file = at('src/good.ts');
      const good = 'export const x: number = 1;\nexport const y: number = z;\n';
      await write({ 'src/good.ts': good });
      await workspace.checkEdit({ path: file, before: good, after: '' });
      await waitFor('it to be open', () => vscode.workspace.textDocuments.some(({ uri }) => uri.fsPath === file));
      const watch = workspace.watchProblems(file);
      await workspace.applyEdit({ path: file, before: good, after: good.replace('= 1', "= 'one'") });
      const { compared, problems } = await watch.news(new AbortController().signal);
      assert.equal(compared, true);
      assert.deepEqual(
        problems.map(({ line, message }) => `${line} ${message}`),
        ["1 Type 'string' is not assignable to type 'number'."],
      );
    });

    it('makes a change that creates a file', async () => {
      const move = { action: 'fix', path: 'src/cart.ts', line: 19, title: 'Move to a new file' };
      const { text } = await alter(move);
      assert.match(short(text), /Created src\/Gift\.ts/);
      assert.match(await read('src/Gift.ts'), /^import \{ Cart \} from ["']\.\/cart["'];\s+export class Gift/);
      assert.doesNotMatch(await read('src/cart.ts'), /Gift/);
      await rm(at('src/Gift.ts'));
    });

    it('takes a file for made where none is, and for neither where that cannot be told', async () => {
      await write({ 'there.txt': 'one\n' });
      await symlink('loop', at('loop'));
      const making = async (name: string) => {
        const edit = new vscode.WorkspaceEdit();
        const uri = vscode.Uri.file(at(name));
        edit.createFile(uri, { ignoreIfExists: true });
        edit.insert(uri, new vscode.Position(0, 0), 'zero\n');
        const { files } = await workspaceEditTexts(edit);
        return files.map(({ before }) => before);
      };
      assert.deepEqual(await making('there.txt'), ['one\n']);
      assert.deepEqual(await making('new.txt'), [null]);
      assert.deepEqual(await making('there.txt/new.txt'), [null]);
      await assert.rejects(making('loop'), { code: 'ELOOP' });
      assert.deepEqual(await making('x'.repeat(300)), [null]);
    });

    it('organizes imports and formats, and says where there is nothing to do', async () => {
      await write({
        'src/messy.ts':
          'import { Cart } from "./cart";\nimport { line } from "./receipt";\nexport const  x=line( );\nif (x) {\nline();\n}\n',
      });
      await alter({ action: 'organize_imports', path: 'src/messy.ts' });
      assert.equal(
        await read('src/messy.ts'),
        'import { line } from "./receipt";\nexport const  x=line( );\nif (x) {\nline();\n}\n',
      );
      await alter({ action: 'format', path: 'src/messy.ts' });
      // As the editor's own settings indent.
      assert.equal(
        await read('src/messy.ts'),
        'import { line } from "./receipt";\nexport const x = line();\nif (x) {\n    line();\n}\n',
      );
      for (const action of ['organize_imports', 'format']) {
        const { text, requests } = await alter({ action, path: 'src/messy.ts' });
        assert.match(short(text), /^src\/messy\.ts stays as it is/);
        assert.deepEqual(requests, []);
      }
      await write({ 'a.xyz': 'one  two\n' });
      await assert.rejects(alter({ action: 'format', path: 'a.xyz' }), /no language server for \.xyz/);
    });

    it('builds on what is not saved', async () => {
      await change(await show(at('src/money.ts')), `// mine\n${MONEY}`);
      const asked = { action: 'rename', symbol: 'Item', to: 'Thing', path: 'src/money.ts' };
      const { requests } = await alter(asked, { agrees: () => false });
      const [money] = requests.filter((request) => request.type === 'edit' && request.path.endsWith('money.ts'));
      assert(money?.type === 'edit');
      assert.equal(money.before, `// mine\n${MONEY}`);
      assert.match(money.after ?? '', /^\/\/ mine\nexport interface Thing/);
      const definition = await inspect({ what: 'definition', symbol: 'price', path: 'src/cart.ts' });
      assert.deepEqual(definition, ['src/money.ts:8: export function price(item: Item): number {']);
      await closeEverything();
    });

    it('hands on what a server would do with files, and refuses what is no text', async () => {
      await write({ 'java.txt': 'class One {}\n' });
      const uri = vscode.Uri.file(at('java.txt'));
      let also: (edit: vscode.WorkspaceEdit) => void = (edit) => {
        edit.renameFile(uri, vscode.Uri.file(at('Two.txt')));
        edit.deleteFile(vscode.Uri.file(at('a.css')));
      };
      const range = new vscode.Range(0, 6, 0, 9);
      const server = vscode.Disposable.from(
        vscode.languages.registerDocumentSymbolProvider('plaintext', {
          provideDocumentSymbols: () => [new vscode.DocumentSymbol('One', '', vscode.SymbolKind.Class, range, range)],
        }),
        vscode.languages.registerRenameProvider('plaintext', {
          provideRenameEdits: (document, _position, to) => {
            const edit = new vscode.WorkspaceEdit();
            edit.replace(document.uri, range, to);
            also(edit);
            return edit;
          },
        }),
      );
      const args = { action: 'rename', symbol: 'One', to: 'Two', path: 'java.txt' };
      const { text } = await alter(args);
      assert.equal(await read('java.txt'), 'class Two {}\n');
      assert.match(
        short(text),
        /to be done next: rename java\.txt to Two\.txt \(rename_file\), delete a\.css \(delete_file\)/,
      );
      await write({ 'java.txt': 'class One {}\n' });
      also = (edit) => {
        const moved = vscode.Uri.file(at('Two.txt'));
        edit.renameFile(vscode.Uri.file(at('one.txt')), moved);
        edit.insert(moved, new vscode.Position(0, 0), '// moved\n');
      };
      await write({ 'one.txt': 'class One {}\n' });
      await alter({ ...args, path: 'one.txt' });
      assert.equal(await read('one.txt'), '// moved\nclass Two {}\n', 'named by where it is going to be');
      await write({ 'java.txt': 'class One {}\n' });
      also = (edit) => edit.replace(vscode.Uri.parse('untitled:new'), range, 'x');
      await assert.rejects(alter(args), /would also change untitled: texts: that cannot be proposed/);
      server.dispose();
    });
  });
});
