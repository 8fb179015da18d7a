import assert from 'node:assert/strict';
import { toolDefinition } from '../../../src/agent/toolDefinition.ts';
import { moonshotTools } from '../../../src/kimi/schema/moonshotTools.ts';
import { builtinTools } from '../../../src/tools/builtinTools.ts';
import { checkTools } from '../../simulator/checkTools.ts';
import { FolderWorkspace } from '../support/folderWorkspace.ts';
import { NO_LANGUAGES } from '../support/noLanguages.ts';
import { NO_TASKS } from '../support/noTasks.ts';

/** As Kimi's request carries them. */
const onTheWire = () =>
  builtinTools({ workspace: new FolderWorkspace(), languages: NO_LANGUAGES, tasks: NO_TASKS }).map((tool) => ({
    type: 'function',
    function: toolDefinition(tool),
  }));

describe('builtinTools', () => {
  it('are described in schemas that Moonshot accepts', () => {
    assert.equal(checkTools(onTheWire()), undefined);
  });

  it('are the same bytes every time, within their budget', () => {
    const bytes = JSON.stringify(onTheWire());
    assert.equal(JSON.stringify(onTheWire()), bytes);
    assert(Buffer.byteLength(bytes) <= 12_000, `${Buffer.byteLength(bytes)} bytes`);
  });

  it('are put into their sent form once, not for every step', () => {
    const [tool] = builtinTools({ workspace: new FolderWorkspace(), languages: NO_LANGUAGES, tasks: NO_TASKS });
    assert(tool);
    const sent = () => moonshotTools([toolDefinition(tool)]).definitions[0]?.parameters;
    assert.equal(sent(), sent());
  });

  it('say which arguments they need', () => {
    const edit = onTheWire().find((tool) => tool.function.name === 'edit_file');
    assert.deepEqual(edit?.function.parameters.required, ['path', 'edits']);
  });
});
